/// The databases of the process, and what fork() does to them.
#include <pthread.h>
#include <algorithm>

#include <pewit/error.hpp>

#include "connection/database_state.hpp"
#include "connection/thread_stack.hpp"

namespace pewit::detail {

constinit std::atomic<std::uint64_t> Registry::edition_{1};

/// Leaked on purpose: databases with static storage may be destroyed in any order (trap C13).
Registry& Registry::instance() {
    static Registry* const registry = new Registry;
    return *registry;
}

Registry::Registry() { pthread_atfork(&prepare_fork, &parent_after_fork, &child_after_fork); }

void Registry::add(const std::shared_ptr<DatabaseState>& database) {
    const std::lock_guard lock{mutex_};
    const auto& name = database->options.name;
    if (!name.empty() && std::any_of(databases_.begin(), databases_.end(), [&](const auto& each) {
            return each->options.name == name;
        })) {
        throw ImproperlyConfigured("there is a database named \"" + name + "\" already",
                                   {.code = ErrorCode::configuration});
    }
    databases_.push_back(database);
    begin_edition();
}

void Registry::remove(const DatabaseState& database) noexcept {
    const std::lock_guard lock{mutex_};
    std::erase_if(databases_, [&](const auto& each) { return each.get() == &database; });
    begin_edition();
}

std::string Registry::titles() const {
    std::string list;
    for (const auto& each : databases_) {
        if (!each->is_open()) continue;
        if (!list.empty()) list += ", ";
        list += each->title();
    }
    return list.empty() ? "none" : list;
}

std::shared_ptr<DatabaseState> Registry::by_name(std::string_view name) const {
    const std::lock_guard lock{mutex_};
    for (const auto& each : databases_) {
        if (each->options.name == name) return each;
    }
    throw InterfaceError("there is no database named \"" + std::string{name} + "\"; open: " + titles(),
                         {.code = ErrorCode::misuse});
}

std::vector<std::shared_ptr<DatabaseState>> Registry::all() const {
    const std::lock_guard lock{mutex_};
    return databases_;
}

std::shared_ptr<DatabaseState> Registry::only_one() const {
    const std::lock_guard lock{mutex_};
    std::shared_ptr<DatabaseState> found;
    for (const auto& each : databases_) {
        if (!each->is_open()) continue;
        if (found != nullptr) {
            throw InterfaceError("no current database on this thread, and more than one is open: " + titles()
                                     + "; open a pewit::ConnectionScope or name one",
                                 {.code = ErrorCode::misuse});
        }
        found = each;
    }
    if (found == nullptr) {
        throw InterfaceError("no database is open; construct a pewit::Database first",
                             {.code = ErrorCode::misuse});
    }
    return found;
}

void Registry::prepare_fork() {
    auto& registry = instance();
    registry.mutex_.lock();
    for (const auto& each : registry.databases_)
        each->before_fork();
}

void Registry::parent_after_fork() {
    auto& registry = instance();
    for (const auto& each : registry.databases_)
        each->after_fork(false);
    registry.mutex_.unlock();
}

void Registry::child_after_fork() {
    auto& registry = instance();
    ++process_generation_now;
    this_thread_number = 0;
    if (this_thread_stack != nullptr) this_thread_stack->forget_all();
    for (const auto& each : registry.databases_)
        each->after_fork(true);
    registry.mutex_.unlock();
}

}  // namespace pewit::detail
