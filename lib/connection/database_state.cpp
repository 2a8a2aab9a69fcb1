#include "connection/database_state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "log_internal.hpp"

namespace pewit::detail {

namespace {
/// A connection that answered so lately is not looked at again: a system call for each statement outside a scope, which
/// would find out no more than the statement itself.
constexpr std::chrono::microseconds just_now{200};
}  // namespace

DatabaseState::DatabaseState(Connector connector, DatabaseOptions given)
    : driver(connector.driver()), options(std::move(given)), single_connection_(driver->single_connection()) {
    if (options.pool.max_connections < 0) {
        throw ImproperlyConfigured("pool.max_connections is negative; 0 means unlimited",
                                   {.code = ErrorCode::configuration});
    }
    if (auto others = driver->replicas())
        replicas_ = std::make_shared<DatabaseState>(std::move(others), *this);
}

DatabaseState::DatabaseState(std::shared_ptr<Driver> replicas, DatabaseState& primary)
    : driver(std::move(replicas)), options(primary.options), single_connection_(false), primary_(&primary) {}

DatabaseState::~DatabaseState() = default;

Database& DatabaseState::object() const {
    Database* const database = owner;
    if (database == nullptr)
        throw InterfaceError("database " + title() + " is gone", {.code = ErrorCode::misuse});
    return *database;
}

std::string DatabaseState::title() const {
    return options.name.empty() ? driver->redacted_url() : options.name;
}

void DatabaseState::refuse_autoconnect() const {
    if (options.autoconnect) return;
    throw InterfaceError("database " + title() + " has autoconnect off and this thread has no connection of it; open a "
                         "pewit::ConnectionScope, or call connect()",
                         {.code = ErrorCode::misuse});
}

int DatabaseState::limit() const noexcept { return single_connection_ ? 1 : options.pool.max_connections; }

void DatabaseState::refuse_if_gone() const {
    if (forked_memory_) {
        throw InterfaceError("database " + title() + " lives in the memory of the parent process",
                             {.code = ErrorCode::misuse});
    }
    if (retired_) throw InterfaceError("database " + title() + " is gone", {.code = ErrorCode::misuse});
}

Session& DatabaseState::check_out(bool reuse) {
    std::unique_lock lock{mutex_};
    if (forked_memory_ || retired_) refuse_if_gone();
    if (fixture_thread_ != 0) refuse_beside_fixture();
    if (!has_room()) wait_for_room(lock, reuse);
    if (fixture_thread_ != 0) refuse_beside_fixture();
    Session* idle = take_idle(lock);
    Session& session = idle != nullptr ? *idle : add_connection(lock);
    session.take_ownership();
    return session;
}

Session* DatabaseState::check_out_replica() {
    constexpr auto rest = std::chrono::seconds{5};
    if (replicas_ == nullptr) return nullptr;
    {
        const std::lock_guard lock{mutex_};
        if (fixture_thread_ != 0) return nullptr;  // a RollbackTest has the only connection
    }
    if (Clock::now().time_since_epoch().count() < replicas_down_until_.load(std::memory_order_relaxed))
        return nullptr;
    try {
        return &replicas_->check_out(true);
    } catch (const OperationalError& error) {
        replicas_down_until_ = (Clock::now() + rest).time_since_epoch().count();
        log_warning("read-only transactions of database " + title()
                    + " go to the primary for 5 s: " + error.what());
    } catch (const PoolTimeout& error) {
        log_warning("a read-only transaction of database " + title()
                    + " goes to the primary: " + error.what());
    }
    return nullptr;
}

/// Connects, without the lock.
Session& DatabaseState::add_connection(PoolLock& lock) {
    ++connecting_;
    lock.unlock();
    try {
        auto session = std::make_shared<Session>(home().shared_from_this(), *this, driver->connect());
        session->connected_at = Clock::now();
        // Two ":memory:" databases are two places, though one Connector made them.
        const std::string place = single_connection_ ? std::string{} : driver->identity();
        lock.lock();
        idle_.reserve(connections_.size() + 1);
        connections_.push_back(std::move(session));
        --connecting_;
        home().set_open(true);
        if (!has_place_.load(std::memory_order_relaxed) && !place.empty()) {
            place_ = place;
            has_place_.store(true, std::memory_order_release);
        }
        return *connections_.back();
    } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        --connecting_;
        room_.notify_one();
        throw;
    }
}

bool DatabaseState::has_room() const noexcept {
    return !idle_.empty() || fixture_thread_ != 0 || limit() == 0
           || static_cast<int>(out()) + connecting_ < limit();
}

void DatabaseState::wait_for_room(PoolLock& lock, bool reuse) {
    // A second connection of a database that has one can't come while this thread waits for itself.
    const bool waits_for_itself =
        !reuse && single_connection_ && out() > 0 && connections_.front()->owner() == Session::this_thread();
    if (options.pool.wait.count() <= 0 || waits_for_itself) throw_timeout(reuse);
    ++waiting_;
    const bool came = room_.wait_for(lock, options.pool.wait, [this] { return has_room(); });
    --waiting_;
    if (!came) throw_timeout(reuse);
}

void DatabaseState::throw_timeout(bool reuse) const {
    std::string text = "no connection of database " + title();
    if (single_connection_ && out() > 0) {
        const auto holder = connections_.front()->owner();
        text += holder == Session::this_thread()
                    ? std::string{": it has one connection, and this thread holds it"}
                          + (reuse ? "" : " (Reuse::no)")
                    : " became free in time: thread " + std::to_string(holder) + " holds its one connection";
    } else {
        text += " became free in time: all " + std::to_string(limit()) + " are in use (pool.max_connections)";
    }
    throw PoolTimeout(text, {.code = ErrorCode::pool_timeout});
}

/// An idle connection that passes its checks, else nullptr. Those that fail are closed.
Session* DatabaseState::take_idle(PoolLock& lock) {
    while (!idle_.empty()) {
        Session& session = *idle_.back();
        idle_.pop_back();
        if (is_good(session, lock)) return &session;
        remove(session);
    }
    return nullptr;
}

bool DatabaseState::is_good(Session& session, PoolLock& lock) {
    if (!session.is_of_this_process()) return false;
    if (single_connection_) return session.driver().looks_usable();
    const auto now = Clock::now();
    const bool has_just_worked = now - session.idle_since < just_now;
    if (has_just_worked ? session.driver().state() != EngineState::idle : !session.driver().looks_usable())
        return false;
    const auto& pool = options.pool;
    if (pool.stale_after.count() > 0 && now - session.connected_at > pool.stale_after) return false;
    if (now - session.idle_since <= pool.probe_after) return true;
    lock.unlock();
    const bool answers = session.driver().probe();
    lock.lock();
    return answers;
}

/// Takes a connection out of the pool's hands; it is closed with the result. nullptr: it was not the pool's.
std::shared_ptr<Session> DatabaseState::remove(const Session& session) noexcept {
    const auto it = std::find_if(connections_.begin(), connections_.end(),
                                 [&](const auto& each) { return each.get() == &session; });
    if (it == connections_.end()) return nullptr;
    auto removed = std::move(*it);
    connections_.erase(it);
    return removed;
}

void DatabaseState::check_in(Session& session) noexcept {
    const bool rests = session.is_of_this_process() && session.come_to_rest();
    {
        const std::lock_guard lock{mutex_};
        const bool wanted = !retired_ && home().is_open() && !session.is_closing && !session.is_changed;
        // A :memory: database is its connection: even a doubtful one is kept while it is idle.
        if (rests && wanted && (!session.is_discarded() || single_connection_)) [[likely]] {
            session.take_back();
            if (!single_connection_) session.idle_since = Clock::now();
            idle_.push_back(&session);
            if (waiting_ > 0) room_.notify_one();
            return;
        }
    }
    close_returned(session);
}

void DatabaseState::close_returned(Session& session) noexcept {
    const std::shared_ptr<DatabaseState> keep_alive =
        home().shared_from_this();     // the session may be the last to hold it
    std::shared_ptr<Session> closing;  // destroyed without the lock
    const std::lock_guard lock{mutex_};
    closing = remove(session);
    if (waiting_ > 0) room_.notify_one();
}

void DatabaseState::set_open(bool open) noexcept {
    if (open_.exchange(open, std::memory_order_acq_rel) != open) Registry::begin_edition();
}

bool DatabaseState::close_idle() noexcept {
    bool closed = replicas_ != nullptr && replicas_->close_idle();
    for (;;) {
        std::shared_ptr<Session> closing;  // destroyed without the lock
        const std::lock_guard lock{mutex_};
        if (idle_.empty()) break;
        closing = remove(*idle_.back());
        idle_.pop_back();
        closed = true;
    }
    room_.notify_all();
    return closed;
}

void DatabaseState::retire() noexcept {
    if (replicas_ != nullptr) replicas_->retire();
    {
        const std::lock_guard lock{mutex_};
        retired_ = true;
    }
    set_open(false);
    close_idle();
}

bool DatabaseState::has_connections() const {
    if (replicas_ != nullptr && replicas_->has_connections()) return true;
    const std::lock_guard lock{mutex_};
    return !connections_.empty();
}

std::size_t DatabaseState::connections_out() const {
    const std::lock_guard lock{mutex_};
    return out();
}

void DatabaseState::begin_fixture() {
    {
        const std::lock_guard lock{mutex_};
        if (out() + static_cast<std::size_t>(connecting_) > 1) {
            throw TransactionStateError(
                "a RollbackTest on database " + title() + " begins while another connection of it is in use",
                {.code = ErrorCode::misuse});
        }
        fixture_thread_ = Session::this_thread();
    }
    room_.notify_all();
}

void DatabaseState::end_fixture() noexcept {
    const std::lock_guard lock{mutex_};
    fixture_thread_ = 0;
}

void DatabaseState::refuse_beside_fixture() const {
    if (fixture_thread_ == 0) return;
    throw TransactionStateError("database " + title()
                                    + " is in a RollbackTest, whose one connection belongs to thread "
                                    + std::to_string(fixture_thread_)
                                    + "; use a TruncateTest or a FreshDatabaseTest for several connections",
                                {.code = ErrorCode::misuse});
}

/// Without the lock, since it may talk to a server: a connection that comes back meanwhile is left alone.
void DatabaseState::interrupt() noexcept {
    if (replicas_ != nullptr) replicas_->interrupt();
    std::vector<std::shared_ptr<Session>> sessions;
    const auto is_out = [this](const std::shared_ptr<Session>& session) {
        return std::find(idle_.begin(), idle_.end(), session.get()) == idle_.end();
    };
    try {
        const std::lock_guard lock{mutex_};
        std::copy_if(connections_.begin(), connections_.end(), std::back_inserter(sessions), is_out);
    } catch (const std::bad_alloc&) {
        return;
    }
    for (const auto& session : sessions) {
        bool runs = false;
        {
            const std::lock_guard lock{mutex_};
            runs = is_out(session);
        }
        if (runs) session->driver().interrupt();
    }
}

void DatabaseState::add_query_log(QueryLogState& log) {
    const std::lock_guard lock{query_log_mutex_};
    query_logs_.push_back(&log);
    ++query_log_count_;
}

void DatabaseState::remove_query_log(QueryLogState& log) noexcept {
    const std::lock_guard lock{query_log_mutex_};
    query_log_count_ -= static_cast<int>(std::erase(query_logs_, &log));
}

void DatabaseState::record(const LoggedStatement& statement) noexcept {
    const std::lock_guard lock{query_log_mutex_};
    for (QueryLogState* log : query_logs_) {
        const std::lock_guard entry_lock{log->mutex};
        try {
            log->statements.push_back(statement);
        } catch (const std::bad_alloc&) {
            return;  // a log that is out of memory must not fail the statement that has run
        }
    }
}

void DatabaseState::before_fork() {
    if (replicas_ != nullptr) replicas_->before_fork();
    mutex_.lock();
}

/// In the child every connection belongs to the parent: the handles are abandoned, the memory leaks.
void DatabaseState::after_fork(bool child) noexcept {
    if (child) {
        forked_memory_ = single_connection_ && !connections_.empty();
        for (auto& session : connections_) {
            session->driver().abandon();
            new std::shared_ptr<Session>(std::move(session));  // leaked: not ours to close
        }
        idle_.clear();
        connections_.clear();
        connecting_ = 0;
        waiting_ = 0;
        new (&room_)
            std::condition_variable_any;  // leaked: threads that are not here may wait in the old one
    }
    mutex_.unlock();
    if (replicas_ != nullptr) replicas_->after_fork(child);
}

}  // namespace pewit::detail
