#include <pewit/connection_scope.hpp>

#include <pewit/database.hpp>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "connection/thread_stack.hpp"

namespace pewit {
namespace detail {

Session* DatabaseRef::find() const {
    auto& stack = ThreadStack::mine();
    switch (kind_) {
    case Kind::database:
        return stack.find(*database_->state());
    case Kind::proxy:
        return stack.find(*proxy_->get().state());
    case Kind::current:
        if (Session* session = stack.current(); session != nullptr) return session;
        break;
    case Kind::name:
        break;
    }
    return stack.find(*state());
}

std::shared_ptr<DatabaseState> DatabaseRef::state() const {
    switch (kind_) {
    case Kind::database:
        return database_->state();
    case Kind::proxy:
        return proxy_->get().state();
    case Kind::name:
        return Registry::instance().by_name(name_);
    case Kind::current:
        break;
    }
    auto& stack = ThreadStack::mine();
    if (Session* session = stack.current(); session != nullptr) return session->shared_database();
    return stack.only_database();
}

DatabaseState& DatabaseRef::state(std::shared_ptr<DatabaseState>& keep) const {
    if (kind_ == Kind::database) return *database_->state();
    keep = state();
    return *keep;
}

}  // namespace detail

ConnectionScope::ConnectionScope(detail::DatabaseRef database, Reuse reuse) {
    entry_.push(database, reuse == Reuse::yes, true, detail::StackEntry::Show::visible);
}

ConnectionScope::~ConnectionScope() = default;

BindScope::BindScope(Database& database, std::initializer_list<ModelRef> models) : count_(models.size()) {
    auto& bindings = detail::ThreadStack::mine().bindings;
    for (const ModelRef& each : models)
        bindings.push_back({&each.description(), database.state()});
}

BindScope::~BindScope() {
    auto& bindings = detail::ThreadStack::mine().bindings;
    bindings.resize(bindings.size() - std::min(count_, bindings.size()));
}

}  // namespace pewit
