#include "connection/thread_stack.hpp"

#include <algorithm>

#include "connection/database_state.hpp"
#include "connection/session.hpp"

namespace pewit::detail {
namespace {

/// Ends the thread's stack with the thread.
struct Reaper {
    ~Reaper() {
        if (this_thread_stack == nullptr) return;
        this_thread_stack->drop_all();
        delete this_thread_stack;
        this_thread_stack = nullptr;
    }
};

constinit thread_local std::uint64_t last_id = 0;  // goes on when the thread's stack is made anew

}  // namespace

constinit thread_local ThreadStack* this_thread_stack = nullptr;

ThreadStack& ThreadStack::make_mine() {
    this_thread_stack = new ThreadStack;
    static thread_local Reaper reaper;
    return *this_thread_stack;
}

const std::shared_ptr<DatabaseState>& ThreadStack::only_database() {
    const auto edition = Registry::edition();
    if (only_since_ != edition) [[unlikely]] {
        only_ = Registry::instance().only_one();
        only_since_ = edition;
    }
    return only_;
}

Session* ThreadStack::current_beneath() const noexcept {
    for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
        if (it->show == StackEntry::Show::visible) return it->session;
    }
    return nullptr;
}

Session* ThreadStack::find(const DatabaseState& database) const noexcept {
    for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
        if (&it->session->database() == &database) return it->session;
    }
    return nullptr;
}

std::uint64_t ThreadStack::push(Session& session, StackEntry::Show show) {
    entries_.push_back({&session, ++last_id, show});
    if (session.leases++ == 0) {
        session.has_twins = false;
        if (entries_.size() > 1) look_for_twins();
    }
    return last_id;
}

void ThreadStack::pop(std::uint64_t id) noexcept {
    for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
        if (it->id != id) continue;
        Session& session = *it->session;
        entries_.erase(std::next(it).base());
        if (--session.leases == 0) give_back(session);
        return;
    }
}

void ThreadStack::give_back(Session& session) noexcept {
    if (session.has_twins) look_for_twins();
    session.pool().check_in(session);
}

bool ThreadStack::holds_for_long(const Session& session) const noexcept {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.session == &session
               && (entry.show == StackEntry::Show::visible
                   || std::find(kept_.begin(), kept_.end(), entry.id) != kept_.end());
    });
}

void ThreadStack::keep(Session& session) { kept_.push_back(push(session, StackEntry::Show::hidden)); }

bool ThreadStack::release(const DatabaseState& database) noexcept {
    for (auto it = kept_.begin(); it != kept_.end(); ++it) {
        const auto entry =
            std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) { return each.id == *it; });
        if (entry == entries_.end() || &entry->session->database() != &database) continue;
        const auto id = *it;
        kept_.erase(it);
        pop(id);
        return true;
    }
    return false;
}

void ThreadStack::end_frames(const DatabaseState& database) noexcept {
    for (const Entry& entry : entries_) {
        if (&entry.session->database() == &database) entry.session->frames().end_all();
    }
}

void ThreadStack::abandon(const DatabaseState& database) noexcept {
    for (const Entry& entry : entries_) {
        if (&entry.session->database() != &database) continue;
        entry.session->frames().abandon();
        entry.session->discard();
    }
}

void ThreadStack::drop_all() noexcept {
    for (const Entry& entry : entries_) {
        // Whatever still holds an entry may outlive the thread's stack: nobody else gets the connection.
        if (std::find(kept_.begin(), kept_.end(), entry.id) == kept_.end()) entry.session->discard();
    }
    kept_.clear();
    while (!entries_.empty())
        pop(entries_.back().id);
}

void ThreadStack::forget_all() noexcept {
    entries_.clear();
    kept_.clear();
}

int ThreadStack::lease_count(const DatabaseState& database) const noexcept {
    return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return &entry.session->database() == &database;
    }));
}

int ThreadStack::frame_count(const DatabaseState& database) const noexcept {
    int count = 0;
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
        Session* const session = it->session;
        const bool seen =
            std::any_of(entries_.begin(), it, [&](const Entry& e) { return e.session == session; });
        if (!seen && &session->database() == &database) count += session->frames().total_depth();
    }
    return count;
}

Session* ThreadStack::twin_in_transaction(const Session& session) const noexcept {
    for (const Entry& entry : entries_) {
        if (entry.session != &session && entry.session->frames().holds_transaction()
            && entry.session->database().same_place(session.database())) {
            return entry.session;
        }
    }
    return nullptr;
}

/// Two connections of this thread to one file can wait for each other for ever (trap S30). Whether there
/// are such is known here, so that a statement has one flag to look at.
void ThreadStack::look_for_twins() noexcept {
    for (const Entry& entry : entries_) {
        entry.session->has_twins = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& other) {
            return other.session != entry.session
                   && other.session->database().same_place(entry.session->database());
        });
    }
}

void StackEntry::push(Session& session, Show show) {
    auto& mine = ThreadStack::mine();
    id_ = mine.push(session, show);
    stack_ = &mine;
    session_ = session.shared_from_this();
}

Session& StackEntry::push(const DatabaseRef& database, bool reuse, bool borrow, Show show) {
    if (reuse) {
        if (Session* mine = database.find(); mine != nullptr) {
            push(*mine, show);
            return *mine;
        }
    }
    std::shared_ptr<DatabaseState> keep;
    DatabaseState& state = database.state(keep);
    if (!borrow) state.refuse_autoconnect();
    Session& session = state.check_out(reuse);
    push(session, show);
    return session;
}

void StackEntry::pop() noexcept {
    // On another thread the entry is not ours to touch: its owner gives it back (traps C14, C15).
    if (stack_ != nullptr && stack_ == this_thread_stack) stack_->pop(id_);
    stack_ = nullptr;
}

}  // namespace pewit::detail
