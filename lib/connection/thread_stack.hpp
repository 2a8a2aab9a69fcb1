/// This thread's stack of connections.
///
/// One entry for every scope, guard, stream and borrowed statement. The topmost visible entry is the
/// current connection; hidden ones only keep their connection with the thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <pewit/connection_scope.hpp>

#include "connection/session.hpp"

namespace pewit::detail {

struct DatabaseState;
struct ModelDescription;

class ThreadStack;

/// Has no destructor, so that it can be read while the thread's other objects are destroyed (a guard in static
/// storage, trap C13).
extern constinit thread_local ThreadStack* this_thread_stack;

class ThreadStack {
public:
    /// Never destroyed before its thread's last use of it; made on first use.
    static ThreadStack& mine() { return this_thread_stack != nullptr ? *this_thread_stack : make_mine(); }

    /// The topmost visible connection, nullptr when there is none.
    [[nodiscard]] Session* current() const noexcept {
        if (entries_.empty()) return nullptr;
        const Entry& top = entries_.back();
        return top.show == StackEntry::Show::visible ? top.session : current_beneath();
    }
    /// The topmost connection of the database, visible or not.
    [[nodiscard]] Session* find(const DatabaseState& database) const noexcept;
    /// Registry::only_one(), remembered until a database comes, goes, opens or closes.
    [[nodiscard]] const std::shared_ptr<DatabaseState>& only_database();
    std::uint64_t push(Session& session, StackEntry::Show show);
    /// Removes an entry; with a connection's last one the connection goes back to its pool.
    void pop(std::uint64_t id) noexcept;

    /// A scope, guard or connect() holds it: it is the same connection at the next statement too.
    [[nodiscard]] bool holds_for_long(const Session& session) const noexcept;

    /// connect() and close(): an entry that stays until it is released or the thread ends.
    void keep(Session& session);
    bool release(const DatabaseState& database) noexcept;

    /// Rolls back all frames of the database that are open on this thread: their guards find nothing to do.
    void end_frames(const DatabaseState& database) noexcept;
    /// The database object is going: its frames are rolled back, and their guards will tell it at their normal
    /// exits; its connections of this thread are closed when they are given back.
    void abandon(const DatabaseState& database) noexcept;
    /// The thread is ending: everything is rolled back and given back.
    void drop_all() noexcept;
    /// In a forked child: the connections are the parent's.
    void forget_all() noexcept;

    /// Entries of the database on this stack, and frames open on its connections, seen or hidden.
    [[nodiscard]] int lease_count(const DatabaseState& database) const noexcept;
    [[nodiscard]] int frame_count(const DatabaseState& database) const noexcept;

    /// Another connection of this thread to the same file or server, in a transaction; nullptr usually.
    [[nodiscard]] Session* twin_in_transaction(const Session& session) const noexcept;

    struct Binding {
        const ModelDescription* model;
        std::shared_ptr<DatabaseState> database;
    };
    std::vector<Binding> bindings;  ///< by BindScope, innermost last

private:
    struct Entry {
        Session* session;
        std::uint64_t id;
        StackEntry::Show show;
    };
    static ThreadStack& make_mine();
    [[nodiscard]] Session* current_beneath() const noexcept;
    void look_for_twins() noexcept;
    void give_back(Session& session) noexcept;

    std::vector<Entry> entries_;
    std::vector<std::uint64_t> kept_;
    std::shared_ptr<DatabaseState> only_;
    std::uint64_t only_since_ = 0;  ///< the registry's edition in which it was the only one
};

}  // namespace pewit::detail
