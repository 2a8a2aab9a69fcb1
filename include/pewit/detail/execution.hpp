/// How models and queries reach the database: find this thread's session, take a cached statement,
/// run it inside the rules of the frame stack.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/statement.hpp>

namespace pewit {
class Database;
}

namespace pewit::detail {

class Session;   // one connection: driver, frame stack, statement cache
class Prepared;  // a statement in a session's cache
class Dialect;   // lib/sql: knows SQL
struct ModelDescription;
struct DatabaseState;
class StackEntry;
struct StreamLease;
struct StreamLeaseDelete {
    void operator()(StreamLease* lease) const noexcept;
};

/// A borrowed callable, for "make the text when it is not cached yet".
template <class Signature>
class FunctionRef;
template <class R, class... A>
class FunctionRef<R(A...)> {
public:
    template <class F, class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>>>
    FunctionRef(F&& f) noexcept  // NOLINT(google-explicit-constructor)
        : object_(const_cast<void*>(static_cast<const void*>(&f))), call_([](void* object, A... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(static_cast<A&&>(args)...);
          }) {}
    R operator()(A... args) const { return call_(object_, static_cast<A&&>(args)...); }

private:
    void* object_;
    R (*call_)(void*, A...);
};

/// The database a model is bound to on this thread: by a BindScope, by META, else the current one.
/// Errors: InterfaceError when there is none.
[[nodiscard]] Database& database_of(const ModelDescription& model);

/// The session a statement is to run on, held for as long as the lease lives: the topmost connection
/// of the model's database on this thread's stack, else one borrowed from the pool (autoconnect).
class SessionLease {
public:
    /// Errors: InterfaceError (no database, closed, autoconnect off), PoolTimeout, TransactionStateError.
    explicit SessionLease(const ModelDescription& model);
    explicit SessionLease(Database& database);
    SessionLease();  ///< the current database
    SessionLease(const SessionLease&) = delete;
    SessionLease& operator=(const SessionLease&) = delete;
    ~SessionLease();

    [[nodiscard]] Session& session() const noexcept { return *session_; }
    [[nodiscard]] const Dialect& dialect() const noexcept;

private:
    // Apart from the constructors, which have nothing to do when a scope or guard is there.
    [[gnu::noinline]] void borrow_current();
    [[gnu::noinline]] bool find_bound(const ModelDescription& model);
    [[gnu::noinline]] void borrow(const std::shared_ptr<DatabaseState>& database);

    Session* session_ = nullptr;
    std::uint64_t borrowed_ = 0;  ///< the stack entry, when autoconnect borrowed it for this lease alone
};

/// A fixed statement of the program (a model's INSERT, its get by key, …): one object for each in
/// static storage; its number, given at its first use, indexes every session's cache, so no text is hashed.
class StatementSlot {
public:
    constexpr StatementSlot() noexcept = default;
    StatementSlot(const StatementSlot&) = delete;
    StatementSlot& operator=(const StatementSlot&) = delete;
    [[nodiscard]] std::uint32_t number() const noexcept {
        const std::uint32_t number = number_.load(std::memory_order_relaxed);
        return number != 0 ? number : take_number();
    }

private:
    std::uint32_t take_number() const noexcept;
    mutable std::atomic<std::uint32_t> number_{0};
};

using MakeSql = FunctionRef<std::string(const Dialect&)>;

/// One run of one statement, from the checks before it to the checks after it. Stack only, short-lived;
/// a stream keeps one on the heap.
///
/// On construction: the right thread and process, no poisoned frame, a lazily begun transaction is
/// begun, the statement is found in the cache or prepared. On destruction: the statement is reset.
class Execution {
public:
    Execution(Session& session, const StatementSlot& slot, MakeSql make_sql);
    /// `key` is any byte string that determines the SQL text for a dialect (a query's shape).
    Execution(Session& session, std::string_view key, MakeSql make_sql);
    /// Raw text: exactly one statement, sent verbatim.
    /// Errors: TransactionStateError for transaction control inside a frame, or with no connection held.
    Execution(Session& session, std::string_view raw_sql);
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;
    ~Execution();

    /// To bind parameters to, before the first step.
    [[nodiscard]] Statement& statement() const noexcept { return *statement_; }

    /// The next row's cells, nullptr when there are no more.
    /// Errors: the engine's; TransactionAborted when it has ended the transaction; TransactionStateError in a
    /// stream whose frame has ended.
    const Cell* step();
    /// Steps to the end.
    void run() {
        while (step() != nullptr) {
        }
    }

    /// Makes the run a stream, before anything is bound: its rows come as they are asked for, and it ends with its
    /// frame instead of outliving it.
    /// Errors: TransactionStateError outside every frame, before any SQL, where the engine needs one for that.
    void mark_stream();
    /// Neither read to its end nor ended by its frame.
    [[nodiscard]] bool is_reading() const noexcept { return running_ && !at_end_; }

    /// Rows changed by this statement; valid after the last step.
    [[nodiscard]] std::int64_t changes() const noexcept;
    /// The key the engine gave to the last inserted row (engines with RETURNING-less ids).
    [[nodiscard]] std::int64_t last_insert_id() const noexcept;

private:
    friend class Session;
    template <class Find>
    void start(Find find);
    void open(Prepared& prepared);
    void use_cursor(std::unique_ptr<Statement> cursor);
    void check_stream();
    void finished() noexcept;
    void record(std::string_view error) noexcept;

    Session* session_;
    Prepared* prepared_ = nullptr;
    Statement* statement_ = nullptr;
    std::unique_ptr<StreamLease, StreamLeaseDelete> stream_;
    std::int64_t started_ = 0;  ///< steady clock, nanoseconds; 0 when nobody looks
    bool owned_ = false;        ///< the cached statement was busy with another run: this one is ours
    bool running_ = true;
    bool at_end_ = false;  ///< no more rows
    bool stepped_ = false;
};

}  // namespace pewit::detail
