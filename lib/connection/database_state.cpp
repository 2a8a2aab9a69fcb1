#include "connection/database_state.hpp"

#include <algorithm>
#include <utility>

#include "log_internal.hpp"

namespace pewit::detail {

DatabaseState::DatabaseState(Connector connector, DatabaseOptions given)
    : driver(connector.driver()), options(std::move(given)) {
    if (options.pool.max_connections < 0) {
        throw ImproperlyConfigured("pool.max_connections is negative; 0 means unlimited",
                                   {.code = ErrorCode::configuration});
    }
}

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

int DatabaseState::limit() const noexcept {
    return driver->single_connection() ? 1 : options.pool.max_connections;
}

Session& DatabaseState::check_out(bool reuse) {
    std::unique_lock lock{mutex_};
    if (forked_memory_) {
        throw InterfaceError("database " + title() + " lives in the memory of the parent process",
                             {.code = ErrorCode::misuse});
    }
    if (retired_) throw InterfaceError("database " + title() + " is gone", {.code = ErrorCode::misuse});
    refuse_beside_fixture();
    wait_for_room(lock, reuse);
    refuse_beside_fixture();
    if (auto session = take_idle(lock); session != nullptr) return hand_out(std::move(session), lock);
    ++connecting_;
    lock.unlock();
    try {
        auto session = connect();
        // Two ":memory:" databases are two places, though one Connector made them.
        const std::string place = driver->single_connection() ? std::string{} : driver->identity();
        lock.lock();
        out_.reserve(out_.size() + 1);
        --connecting_;
        open = true;
        if (place_.empty()) place_ = place;
        return hand_out(std::move(session), lock);
    } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        --connecting_;
        room_.notify_one();
        throw;
    }
}

void DatabaseState::wait_for_room(std::unique_lock<std::mutex>& lock, bool reuse) {
    const auto has_room = [this] {
        return fixture_thread_ != 0 || !idle_.empty() || limit() == 0
               || static_cast<int>(out_.size()) + connecting_ < limit();
    };
    if (has_room()) return;
    // A second connection of a database that has one can't come while this thread waits for itself.
    const bool waits_for_itself = !reuse && driver->single_connection() && !out_.empty()
                                  && out_.front()->owner() == Session::this_thread();
    if (options.pool.wait.count() <= 0 || waits_for_itself
        || !room_.wait_for(lock, options.pool.wait, has_room)) {
        throw_timeout(reuse);
    }
}

void DatabaseState::throw_timeout(bool reuse) const {
    std::string text = "no connection of database " + title();
    if (driver->single_connection() && !out_.empty()) {
        const auto holder = out_.front()->owner();
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
std::shared_ptr<Session> DatabaseState::take_idle(std::unique_lock<std::mutex>& lock) {
    while (!idle_.empty()) {
        auto session = std::move(idle_.back());
        idle_.pop_back();
        bool good = session->is_of_this_process() && session->driver().looks_usable();
        if (good && !driver->single_connection()) {
            const auto now = Clock::now();
            const auto& pool = options.pool;
            if (pool.stale_after.count() > 0 && now - session->connected_at > pool.stale_after) good = false;
            if (good && now - session->idle_since > pool.probe_after) {
                ++connecting_;
                lock.unlock();
                good = session->driver().probe();
                lock.lock();
                --connecting_;
            }
        }
        if (good) return session;
    }
    return nullptr;
}

std::shared_ptr<Session> DatabaseState::connect() {
    auto session = std::make_shared<Session>(shared_from_this(), driver->connect());
    session->connected_at = Clock::now();
    return session;
}

Session& DatabaseState::hand_out(std::shared_ptr<Session> session, std::unique_lock<std::mutex>& /*held*/) {
    session->take_ownership();
    out_.push_back(std::move(session));
    return *out_.back();
}

void DatabaseState::check_in(Session& session) noexcept {
    const auto keep_alive = shared_from_this();
    if (session.is_of_this_process()) session.frames().end_all();
    std::shared_ptr<Session> back;
    {
        const std::lock_guard lock{mutex_};
        const auto it =
            std::find_if(out_.begin(), out_.end(), [&](const auto& each) { return each.get() == &session; });
        if (it == out_.end()) return;
        back = std::move(*it);
        out_.erase(it);
        // A :memory: database is its connection: even a doubtful one is kept while it is idle.
        const bool good = back->is_of_this_process() && !retired_ && open && !back->is_closing
                          && (!back->is_discarded() || driver->single_connection())
                          && back->driver().state() == EngineState::idle;
        if (good) {
            back->take_back();
            if (!driver->single_connection()) back->idle_since = Clock::now();
            idle_.push_back(std::move(back));
        }
    }
    room_.notify_one();
}

bool DatabaseState::close_idle() noexcept {
    std::vector<std::shared_ptr<Session>> closing;
    {
        const std::lock_guard lock{mutex_};
        closing.swap(idle_);
    }
    room_.notify_all();
    return !closing.empty();
}

void DatabaseState::retire() noexcept {
    {
        const std::lock_guard lock{mutex_};
        retired_ = true;
    }
    open = false;
    close_idle();
}

bool DatabaseState::has_connections() const {
    const std::lock_guard lock{mutex_};
    return !idle_.empty() || !out_.empty();
}

std::size_t DatabaseState::connections_out() const {
    const std::lock_guard lock{mutex_};
    return out_.size();
}

void DatabaseState::begin_fixture() {
    {
        const std::lock_guard lock{mutex_};
        if (out_.size() + static_cast<std::size_t>(connecting_) > 1) {
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

void DatabaseState::interrupt() noexcept {
    const std::lock_guard lock{mutex_};
    for (const auto& session : out_)
        session->driver().interrupt();
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

/// In the child every connection belongs to the parent: the handles are abandoned, the memory leaks.
void DatabaseState::after_fork(bool child) noexcept {
    if (child) {
        forked_memory_ = driver->single_connection() && !(idle_.empty() && out_.empty());
        for (auto& session : idle_) {
            session->driver().abandon();
            new std::shared_ptr<Session>(std::move(session));  // leaked: not ours to close
        }
        for (auto& session : out_) {
            session->driver().abandon();
            new std::shared_ptr<Session>(std::move(session));  // leaked: not ours to close
        }
        idle_.clear();
        out_.clear();
        connecting_ = 0;
    }
    mutex_.unlock();
}

}  // namespace pewit::detail
