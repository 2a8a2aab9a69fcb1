#include "connection/session.hpp"

#include <pewit/query_log.hpp>

#include "connection/database_state.hpp"
#include "connection/thread_stack.hpp"
#include "log_internal.hpp"

namespace pewit::detail {
namespace {

std::atomic<std::uint64_t> threads{0};

struct ResetAtEnd {
    Statement& statement;
    ~ResetAtEnd() { statement.reset(); }
};

}  // namespace

std::uint64_t process_generation_now = 1;
constinit thread_local std::uint64_t this_thread_number = 0;

std::uint64_t Session::number_this_thread() noexcept { return this_thread_number = ++threads; }

Session::Session(std::shared_ptr<DatabaseState> database, DatabaseState& pool,
                 std::unique_ptr<DriverConnection> driver)
    : database_(std::move(database)),
      pool_(pool),
      driver_(std::move(driver)),
      dialect_(database_->driver->dialect()),
      cache_(*driver_, dialect_, database_->options.statement_cache),
      frames_(*this),
      process_(process_generation_now) {}

Session::~Session() {
    if (!is_of_this_process()) driver_->abandon();
}

void Session::refuse_thread() const {
    if (!is_of_this_process()) {
        throw TransactionStateError("a connection of database " + database_->title() + " was opened before fork(); "
                                    "the child opens its own", {.code = ErrorCode::misuse});
    }
    throw TransactionStateError("a connection or transaction of database " + database_->title()
                                    + " is used by thread " + std::to_string(this_thread())
                                    + "; it belongs to thread " + std::to_string(thread_),
                                {.code = ErrorCode::misuse});
}

void Session::after_failure() noexcept { frames_.after_failure(); }

bool Session::is_usable() const noexcept {
    return is_mine() && !discarded_ && !frames_.is_dead() && driver_->state() != EngineState::lost;
}

// --- control statements

void Session::control(Prepared& prepared) { run_control(*prepared.statement, StatementKind::control); }

void Session::control(const std::string& sql) {
    const auto statement = driver_->prepare(sql);
    run_control(*statement, StatementKind::control);
}

void Session::savepoint(StatementCache::Control what, const Frame& frame) {
    if (!frame.has_own_name()) return control(cache_.savepoint(what, frame.savepoint));
    control(savepoint_sql(what, frame.options.name));
}

void Session::housekeeping(std::string_view sql) {
    run_control(*cache_.control(sql).statement, StatementKind::housekeeping);
}

void Session::run_control(Statement& statement, StatementKind kind) {
    if (is_observed()) [[unlikely]]
        return run_and_record(statement, kind);
    const ResetAtEnd reset{statement};
    statement.step();
}

void Session::run_and_record(Statement& statement, StatementKind kind) {
    const auto start = std::chrono::steady_clock::now();
    const auto took = [&] { return std::chrono::steady_clock::now() - start; };
    try {
        statement.step();
    } catch (const std::exception& error) {
        statement.reset();
        record(statement, kind, took(), error.what());
        throw;
    }
    statement.reset();
    record(statement, kind, took(), {});
}

void Session::set_read_only(bool on) {
    const auto sent = driver_->set_read_only(on);
    if (!sent.empty() && is_observed()) record(sent, sent, StatementKind::housekeeping, {}, {}, 0);
}

void Session::before_commit() {
    const auto sent = driver_->before_commit();
    if (!sent.empty() && is_observed()) record(sent, sent, StatementKind::housekeeping, {}, {}, 0);
}

// --- streams

bool Session::has_open_stream(int from_frame) const noexcept {
    for (const StreamLease* each = streams_; each != nullptr; each = each->next) {
        const Execution* execution = each->execution;
        if (execution != nullptr && each->depth > from_frame && execution->is_reading()) return true;
    }
    return false;
}

void Session::close_those_streams(int from_frame) noexcept {
    for (StreamLease *each = streams_, *next = nullptr; each != nullptr; each = next) {
        next = each->next;
        Execution* execution = each->execution;
        if (execution != nullptr) {
            if (each->depth > from_frame) execution->finished();
        } else if (leases == 0) {  // given back: what another thread has dropped can go now
            discard();
            delete each;
        }
    }
}

// --- twins: two connections of this thread to one database

void Session::check_twins_lock() {
    if (!has_twins) return;
    const Session* twin = ThreadStack::mine().twin_in_transaction(*this);
    if (twin == nullptr || !twin->driver_->holds_write_lock()) return;
    throw LockError("database " + database_->title() + " is locked by this very thread, through database "
                        + twin->database_->title() + " on the same file; waiting would never end",
                    {.code = ErrorCode::locked});
}

void Session::check_twins(bool writes) {
    if (writes) check_twins_lock();
    if (!has_twins || frames_.holds_transaction()) return;
    const Session* twin = ThreadStack::mine().twin_in_transaction(*this);
    if (twin == nullptr) return;
    const std::string text = "a statement on database " + database_->title()
                             + " commits by itself while this thread has a transaction open on database "
                             + twin->database_->title() + ", which is the same one";
    if (database_->options.strict) throw TransactionStateError(text, {.code = ErrorCode::misuse});
    log_warning(text);
}

// --- observers

bool Session::is_observed() const noexcept { return database_->has_query_log() || log_statement_enabled(); }

void Session::record(const Statement& statement, StatementKind kind, std::chrono::nanoseconds duration,
                     std::string_view error) noexcept {
    try {
        const std::string shown = log_values_enabled() ? statement.expanded_sql() : std::string{};
        record(statement.sql(), shown.empty() ? statement.sql() : shown, kind, duration, error,
               statement.parameter_count());
    } catch (const std::bad_alloc&) {  // the statement has run: what is lost is its record
    }
}

/// `shown` goes to the log, and may hold values when the program has asked for that; a QueryLog never does.
void Session::record(std::string_view sql, std::string_view shown, StatementKind kind,
                     std::chrono::nanoseconds duration, std::string_view error, int parameters) {
    if (log_statement_enabled()) {
        const std::string title = database_->title();
        log_statement({.sql = shown,
                       .database = title,
                       .depth = frames_.depth(),
                       .kind = kind,
                       .duration = duration,
                       .error = error});
    }
    if (database_->has_query_log()) {
        database_->record(
            {std::string{sql}, frames_.depth(), kind, duration, std::string{error}, parameters});
    }
}

void* native_handle(Session& session, std::type_index type) {
    session.check_thread();
    if (void* handle = session.driver().native(type); handle != nullptr) return handle;
    throw InterfaceError("database " + session.database().title() + " has no native object of that type",
                         {.code = ErrorCode::misuse});
}

}  // namespace pewit::detail
