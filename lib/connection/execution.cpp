/// Running statements: leases, the checks around each run, streams.
#include <pewit/detail/execution.hpp>

#include <atomic>
#include <chrono>

#include <pewit/detail/raw_rows.hpp>
#include <pewit/query_log.hpp>

#include "connection/control_words.hpp"
#include "connection/database_state.hpp"
#include "connection/serves.hpp"
#include "connection/session.hpp"
#include "connection/thread_stack.hpp"
#include "log_internal.hpp"

namespace pewit::detail {

namespace {

std::atomic<std::uint32_t> slots{0};

std::int64_t now() noexcept { return std::chrono::steady_clock::now().time_since_epoch().count(); }

std::shared_ptr<DatabaseState> bound_database(const ModelDescription& model, const ThreadStack& stack) {
    for (auto it = stack.bindings.rbegin(); it != stack.bindings.rend(); ++it) {
        if (it->model == &model) return it->database;
    }
    if (model.proxy != nullptr) return model.proxy->get().state();
    if (!model.database.empty()) return Registry::instance().by_name(model.database);
    return nullptr;
}

}  // namespace

Database& database_of(const ModelDescription& model) {
    const auto& stack = ThreadStack::mine();
    if (const auto bound = bound_database(model, stack); bound != nullptr) return bound->object();
    if (const Session* session = stack.current(); session != nullptr) return session->database().object();
    return Registry::instance().only_one()->object();
}

/// Two threads may take one each; the first one's stays.
std::uint32_t StatementSlot::take_number() const noexcept {
    std::uint32_t taken = 0;
    const std::uint32_t fresh = ++slots;
    return number_.compare_exchange_strong(taken, fresh) ? fresh : taken;
}

// --- leases

SessionLease::SessionLease(const ModelDescription& model) {
    auto& stack = ThreadStack::mine();
    const bool is_bound = !stack.bindings.empty() || !model.database.empty() || model.proxy != nullptr;
    if (is_bound && find_bound(model)) return;
    session_ = stack.current();
    if (session_ == nullptr) borrow_current();
}

void SessionLease::borrow_current() { borrow(ThreadStack::mine().only_database()); }

/// False: the model's binding is another model's, it uses the current database.
bool SessionLease::find_bound(const ModelDescription& model) {
    const auto& stack = ThreadStack::mine();
    const auto database = bound_database(model, stack);
    if (database == nullptr) return false;
    session_ = stack.find(*database);
    if (session_ == nullptr) borrow(database);
    return true;
}

SessionLease::SessionLease(Database& database) {
    session_ = ThreadStack::mine().find(*database.state());
    if (session_ == nullptr) borrow(database.state());
}

SessionLease::SessionLease() {
    session_ = ThreadStack::mine().current();
    if (session_ == nullptr) borrow_current();
}

void SessionLease::borrow(const std::shared_ptr<DatabaseState>& database) {
    auto& stack = ThreadStack::mine();
    session_ = stack.find(*database);
    if (session_ != nullptr) return;
    database->refuse_autoconnect();
    session_ = &database->check_out(true);
    borrowed_ = stack.push(*session_, StackEntry::Show::hidden);
}

SessionLease::~SessionLease() {
    // Destroyed elsewhere, the entry stays: it is on the stack of the thread that borrowed.
    if (borrowed_ != 0 && session_->is_mine()) ThreadStack::mine().pop(borrowed_);
}

const Dialect& SessionLease::dialect() const noexcept { return session_->dialect(); }

bool serves(const Session& session, const ModelDescription& model) {
    try {
        const auto database = bound_database(model, ThreadStack::mine());
        return database == nullptr || database == session.shared_database();
    } catch (const InterfaceError&) {
        return false;  // bound to a database that is not open
    }
}

// --- runs

Execution::Execution(Session& session, const StatementSlot& slot, MakeSql make_sql) : session_(&session) {
    session.check_thread();
    start([&]() -> Prepared& { return session.cache().find(slot, make_sql); });
}

Execution::Execution(Session& session, std::string_view key, MakeSql make_sql) : session_(&session) {
    session.check_thread();
    start([&]() -> Prepared& { return session.cache().find(key, make_sql); });
}

Execution::Execution(Session& session, std::string_view raw_sql) : session_(&session) {
    session.check_thread();
    check_control_words(session, raw_sql);
    const auto as_it_is = [&](const Dialect&) { return std::string{raw_sql}; };
    start([&]() -> Prepared& {
        if (!is_pragma(raw_sql)) return session.cache().find(raw_sql, as_it_is);
        owned_ = true;  // some take effect when they are prepared, so each time anew
        return *new Prepared(session.driver().prepare(raw_sql));
    });
}

/// Preparing may fail in the engine like running: the frames hear of it.
template <class Find>
void Execution::start(Find find) {
    if (!session_->frames().is_idle()) session_->frames().before_statement();
    try {
        open(find());
    } catch (const DatabaseError&) {
        session_->after_failure();
        throw;
    }
}

void Execution::open(Prepared& prepared) {
    prepared_ = &prepared;
    if (prepared.busy) [[unlikely]] {
        prepared_ = session_->cache().prepare_again(prepared).release();
        owned_ = true;
    }
    prepared_->busy = true;
    statement_ = prepared_->statement.get();
    if (session_->has_twins) [[unlikely]] {
        try {
            session_->check_twins(statement_->writes());
        } catch (...) {
            finished();
            throw;
        }
    }
    if (session_->is_observed()) [[unlikely]]
        started_ = now();
}

Execution::~Execution() { finished(); }

/// Resets the statement and gives it back. A stream's frame may do so before the stream is destroyed.
void Execution::finished() noexcept {
    if (!running_) return;
    running_ = false;
    if (stream_ != nullptr && !session_->is_mine()) [[unlikely]] {
        if (owned_) stream_->orphan.reset(prepared_);
        return;  // a stream dropped by another thread: not its handle to touch
    }
    if (started_ != 0 && stepped_) [[unlikely]]
        record({});  // left before its last row
    statement_->reset();
    prepared_->busy = false;
    if (owned_) delete prepared_;
    statement_ = nullptr;
}

const Cell* Execution::step() {
    if (stream_ != nullptr) [[unlikely]]
        check_stream();
    stepped_ = true;
    try {
        const Cell* row = statement_->step();
        if (row != nullptr) return row;
    } catch (const std::exception& error) {
        if (started_ != 0) record(error.what());
        session_->after_failure();  // may end this very run, if it is a stream
        throw;
    }
    at_end_ = true;
    if (started_ != 0) [[unlikely]]
        record({});
    if (session_->frames().has_transaction()) session_->frames().check_engine();
    return nullptr;
}

/// Only a stream can be used on another thread, after its frame has ended it, or when the transaction has failed
/// meanwhile. It belongs to the frame that it is begun in.
void Execution::check_stream() {
    if (!running_) {
        throw TransactionStateError("the stream has ended with the transaction it was opened in",
                                    {.code = ErrorCode::misuse});
    }
    session_->check_thread();
    if (session_->frames().has_transaction()) session_->frames().check_engine();
    if (!stepped_) stream_->depth = session_->frames().total_depth();
}

void Execution::record(std::string_view error) noexcept {
    session_->record(*statement_, StatementKind::statement, std::chrono::nanoseconds{now() - started_},
                     error);
    started_ = 0;
}

std::int64_t Execution::changes() const noexcept { return session_->driver().changes(); }
std::int64_t Execution::last_insert_id() const noexcept { return session_->driver().last_insert_id(); }

// --- streams

void Execution::mark_stream() {
    if (auto cursor = session_->driver().prepare_stream(statement_->sql()); cursor != nullptr)
        use_cursor(std::move(cursor));
    stream_.reset(new StreamLease{*session_, *this});
}

/// The cached statement has lent its text, and goes back.
void Execution::use_cursor(std::unique_ptr<Statement> cursor) {
    if (session_->frames().hook_frame() == nullptr) {
        throw TransactionStateError(
            "stream() reads by a cursor, which lives inside a transaction; open an Atomic around it, or use all()",
            {.code = ErrorCode::misuse, .sql = std::string(statement_->sql())});
    }
    auto prepared = std::make_unique<Prepared>(std::move(cursor));
    prepared_->busy = false;
    if (owned_) delete prepared_;
    owned_ = true;
    prepared_ = prepared.release();
    statement_ = prepared_->statement.get();
}

StreamLease::StreamLease(Session& of, Execution& run)
    : session(of), execution(&run), depth(of.frames().total_depth()), next(of.streams_) {
    entry.push(of, StackEntry::Show::hidden);
    of.streams_ = this;
}

StreamLease::~StreamLease() {
    for (StreamLease** link = &session.streams_; *link != nullptr; link = &(*link)->next) {
        if (*link != this) continue;
        *link = next;
        break;
    }
}

/// Dropped by another thread, the lease stays in its session's list, without an execution, until the
/// session is given back: its statement and its connection can't be given back from here (trap S33).
void StreamLeaseDelete::operator()(StreamLease* lease) const noexcept {
    if (lease->session.is_mine()) {
        delete lease;
    } else {
        lease->execution = nullptr;
        log_warning(
            "a stream was destroyed by another thread than its own; its connection stays with that thread");
    }
}

// --- raw SQL

void check_parameter_count(const Statement& statement, std::size_t given) {
    if (static_cast<std::size_t>(statement.parameter_count()) == given) return;
    throw ProgrammingError("the statement has " + std::to_string(statement.parameter_count())
                               + " parameters, and " + std::to_string(given) + " were given",
                           {.code = ErrorCode::misuse, .sql = std::string{statement.sql()}});
}

void check_column_count(const Statement& statement, std::size_t wanted) {
    const int count = statement.column_count();
    if (count < 0 || static_cast<std::size_t>(count) == wanted) return;
    throw ProgrammingError("the statement has " + std::to_string(statement.column_count()) + " columns, and "
                               + std::to_string(wanted) + " are asked for",
                           {.code = ErrorCode::misuse, .sql = std::string{statement.sql()}});
}

void throw_column_fault(Fault fault, const Statement& statement, int column, const Cell& cell,
                        std::string_view type) {
    throw_fault(
        fault,
        {.column = statement.column_name(column), .type = type, .found = cell.kind, .sql = statement.sql()});
}

void throw_parameter_fault(Fault fault, const Statement& statement, int parameter, std::string_view type) {
    throw_fault(fault, {.column = "parameter " + std::to_string(parameter + 1),
                        .type = type,
                        .writing = true,
                        .sql = statement.sql()});
}

std::int64_t changed_rows(Session& session, const Statement& statement) noexcept {
    return is_row_change(statement.sql()) ? session.driver().changes() : 0;
}

}  // namespace pewit::detail
