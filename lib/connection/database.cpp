#include <pewit/database.hpp>

#include <utility>

#include <pewit/sqlite_tools.hpp>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "connection/thread_stack.hpp"
#include "sql/dialect.hpp"

namespace pewit {

using detail::Registry;
using detail::Session;
using detail::ThreadStack;

Database::Database(Connector connector, DatabaseOptions options)
    : state_(std::make_shared<detail::DatabaseState>(std::move(connector), std::move(options))) {
    state_->owner = this;
    Registry::instance().add(state_);
}

Database::~Database() {
    Registry::instance().remove(*state_);
    state_->owner = nullptr;
    auto& stack = ThreadStack::mine();
    stack.abandon(*state_);
    state_->retire();
    stack.release(*state_);
}

const std::string& Database::name() const noexcept { return state_->options.name; }

bool Database::connect() {
    auto& stack = ThreadStack::mine();
    if (Session* mine = stack.find(*state_); mine != nullptr) return false;
    stack.keep(state_->check_out(true));
    return true;
}

bool Database::close() {
    auto& stack = ThreadStack::mine();
    if (Session* mine = stack.find(*state_); mine != nullptr && mine->frames().has_open_frame()) {
        throw TransactionStateError("close() of database " + state_->title() + " inside a transaction",
                                    {.code = ErrorCode::misuse});
    }
    state_->set_open(false);
    const bool mine = stack.release(*state_);
    const bool idle = state_->close_idle();
    // A ConnectionScope's own connection is closed when the scope ends.
    Session* scoped = stack.find(*state_);
    const bool closes_scoped = scoped != nullptr && !std::exchange(scoped->is_closing, true);
    return mine || idle || closes_scoped;
}

bool Database::is_closed() const { return !state_->has_connections(); }

void Database::interrupt() noexcept { state_->interrupt(); }

bool Database::table_exists(std::string_view table, std::string_view schema) {
    detail::SessionLease lease{*this};
    if (!schema.empty())
        return !detail::query_raw<std::int64_t>(lease, lease.dialect().table_exists_in_schema(), table,
                                                schema)
                    .empty();
    return !detail::query_raw<std::int64_t>(lease, lease.dialect().table_exists(), table).empty();
}

bool detail::back_up(Session& session, const std::string& path, const BackupOptions& options) {
    session.check_thread();
    if (session.driver().holds_write_lock()) {
        throw TransactionStateError("backup_to() inside a transaction that has written: commit it first",
                                    {.code = ErrorCode::misuse});
    }
    return session.driver().backup_to(path, options);
}

void Database::backup_to(const std::string& path, const std::function<void(int, int)>& progress) {
    detail::SessionLease lease{*this};
    BackupOptions options;
    if (progress) {
        options.go_on = [&progress](int remaining, int total) {
            progress(remaining, total);
            return true;
        };
    }
    detail::back_up(lease.session(), path, options);
}

namespace {

/// This thread's session of the database, nullptr when it has none.
Session* mine(const std::shared_ptr<detail::DatabaseState>& state) {
    return ThreadStack::mine().find(*state);
}

Session& manual(const std::shared_ptr<detail::DatabaseState>& state, const char* what) {
    if (Session* session = mine(state); session != nullptr) {
        session->check_thread();
        return *session;
    }
    throw TransactionStateError(std::string{what} + "() of a database works only inside ManualCommit",
                                {.code = ErrorCode::misuse});
}

}  // namespace

void Database::begin(const TransactionOptions& options) {
    manual(state_, "begin").frames().manual_begin(options);
}
void Database::commit() { manual(state_, "commit").frames().manual_end(true); }
void Database::rollback() { manual(state_, "rollback").frames().manual_end(false); }

bool Database::session_commit() {
    Session* session = mine(state_);
    detail::Frame* frame = session != nullptr ? session->frames().top_session_frame() : nullptr;
    if (frame == nullptr) return false;
    session->frames().commit_and_end(*frame);
    return true;
}

bool Database::session_rollback() {
    Session* session = mine(state_);
    detail::Frame* frame = session != nullptr ? session->frames().top_session_frame() : nullptr;
    if (frame == nullptr) return false;
    session->frames().rollback_and_end(*frame);
    return true;
}

bool Database::in_transaction() const {
    Session* session = mine(state_);
    return session != nullptr && session->frames().in_transaction();
}

int Database::transaction_depth() const {
    Session* session = mine(state_);
    return session != nullptr ? session->frames().depth() : 0;
}

int Database::savepoint_depth() const {
    Session* session = mine(state_);
    return session != nullptr ? session->frames().savepoint_depth() : 0;
}

bool Database::is_connection_usable() const {
    Session* session = mine(state_);
    return session == nullptr || session->is_usable();
}

void Database::add_on_commit(detail::Callback callback) {
    Session* session = mine(state_);
    detail::Frame* frame = session != nullptr ? session->frames().hook_frame() : nullptr;
    if (frame == nullptr) return callback();
    session->frames().refuse_dead();
    detail::FrameStack::add_on_commit(*frame, std::move(callback));
}

Connection Database::connection() const {
    Session* session = mine(state_);
    if (session == nullptr) {
        throw InterfaceError(
            "this thread has no connection of database " + state_->title() + "; open a ConnectionScope",
            {.code = ErrorCode::misuse});
    }
    return Connection{*session};
}

Database& DatabaseProxy::get() const {
    if (database_ == nullptr) {
        throw InterfaceError("the DatabaseProxy is not initialised; call initialize(db) first",
                             {.code = ErrorCode::misuse});
    }
    return *database_;
}

}  // namespace pewit
