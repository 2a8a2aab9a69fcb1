/// The frames of one connection: what begins, what ends, and what the engine says about it.
///
/// A *real* frame has sent BEGIN or SAVEPOINT, or will before the next statement; a *joined* one sends
/// nothing. A frame is *dead* when the engine, a failed control statement or a conflict has ended its
/// work: nothing runs in it, or in a frame above it, until it has been left.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/block.hpp>
#include <pewit/detail/frame_handle.hpp>
#include <pewit/error.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit::detail {

class Session;
enum class EngineState : std::uint8_t;

struct Frame {
    enum class Level : std::uint8_t { transaction, savepoint, joined, manual, ended };

    std::uint64_t serial = 0;  ///< never reused: a guard whose serial differs has lost its frame
    int index = 0;             ///< from the bottom of the stack
    int savepoint = 0;         ///< its number among the open savepoints, 0 for a transaction
    FrameKind kind = FrameKind::atomic;
    Level level = Level::transaction;
    Verdict verdict = Verdict::none;
    bool begun = false;      ///< real, and its BEGIN or SAVEPOINT has been sent since its last end
    bool untouched = false;  ///< nothing has run since a rollback in mid-block
    bool outermost = false;  ///< counts as outermost: BEGIN, or the first savepoint above a fixture
    bool plain = true;       ///< its options ask for nothing
    bool force_rollback = false;
    bool rollback_asked = false;  ///< by set_rollback
    bool join_failed = false;     ///< an exception left a joined frame above it
    Frame* real_below = nullptr;  ///< the nearest real frame beneath
    TransactionOptions options;   ///< what it began with; its later beginnings use them again
    std::exception_ptr join_cause;
    bool reported = false;  ///< an explicit commit() has told of a death: the end tells it again
    std::vector<Callback> on_commit;
    std::vector<Callback> on_rollback;

    [[nodiscard]] bool is_real() const noexcept {
        return level == Level::transaction || level == Level::savepoint;
    }
    /// A savepoint that its user named; what is outermost has no name, under a fixture neither.
    [[nodiscard]] bool has_own_name() const noexcept {
        return level == Level::savepoint && !outermost && !options.name.empty();
    }
};

class FrameStack {
public:
    explicit FrameStack(Session& session) : session_(session) {}
    FrameStack(const FrameStack&) = delete;
    FrameStack& operator=(const FrameStack&) = delete;

    /// Opens a frame on top. If it throws, nothing has changed.
    Frame& begin(FrameKind kind, const TransactionOptions& options);

    /// Explicit ends. Errors, before any SQL: TransactionStateError when the frame is not on top.
    void commit(Frame& frame);
    void rollback(Frame& frame);
    void commit_and_end(Frame& frame);
    void rollback_and_end(Frame& frame);

    /// Errors, before any SQL: TransactionStateError when the frame has ended, or another real one is open inside it.
    void refuse_covered(const Frame& frame, std::string_view what) const;

    /// The scope's end: the frame is gone afterwards, whatever is thrown. Throws nothing if `unwinding`,
    /// which `cause` began, where that is known (else nullptr).
    void finish(Frame& frame, bool unwinding, const std::exception_ptr* cause);
    /// Rolls back and removes whatever is there: check-in, thread exit. Logs.
    void end_all() noexcept;
    /// ~Database: rolls back, and leaves the frames dead, so that their guards tell it at their ends. Logs.
    void abandon() noexcept;

    /// Some frame is real: its transaction must be there before and after each statement.
    [[nodiscard]] bool has_transaction() const noexcept { return view_.top_real != nullptr; }
    /// The same, or raw SQL has begun one.
    [[nodiscard]] bool holds_transaction() const noexcept;
    /// Nothing to look at before a statement: no frame, no trouble.
    [[nodiscard]] bool is_idle() const noexcept {
        return depth_ == 0 && orphan_.load(std::memory_order_relaxed) == no_orphan && !given_up_;
    }
    /// Refuses dead and left frames; begins what is to begin before the next statement.
    inline void before_statement();  // session.hpp
    /// Errors: TransactionAborted when the engine has ended the transaction; ConnectionLost.
    inline void check_engine();  // session.hpp
    /// Inside a catch block, after a failed statement: what it did to the frames.
    void after_failure() noexcept;

    /// `db.begin()` and its ends, inside ManualCommit only.
    void manual_begin(const TransactionOptions& options);
    void manual_end(bool commit);
    /// The top frame if a session call opened it, else nullptr.
    [[nodiscard]] Frame* top_session_frame() const noexcept;

    /// Early exit: the frame and all above it will end this way, and run nothing more.
    void decide(Frame& frame, Verdict verdict) noexcept;
    /// Hides the fixture's frame, which is on top: the next one above it counts as outermost, and sends
    /// savepoints where an outermost one sends BEGIN, COMMIT and ROLLBACK.
    void start_fixture() noexcept;
    /// Shows it again, to be rolled back, and drops the callbacks that were kept.
    void stop_fixture() noexcept;
    /// Undoes the last statement that ran outside every frame of a test. False: there is no savepoint before it.
    bool undo_bare_statement() noexcept;

    static void add_on_commit(Frame& frame, Callback callback);
    static void add_on_rollback(Frame& frame, Callback callback);
    /// The frame whose commit a callback registered now waits for; nullptr outside every transaction.
    [[nodiscard]] Frame* hook_frame() const noexcept { return visible_real(); }
    /// Under a fixture on_commit callbacks are not run but kept, in order, for the test to run: these, and
    /// those that they register. Returns how many ran.
    /// Errors: AfterCommitError when one of them threw; TransactionStateError inside a transaction.
    std::size_t run_captured();
    [[nodiscard]] std::size_t captured_count() const noexcept { return captured_.size(); }

    [[nodiscard]] bool in_transaction() const noexcept;
    /// Frames in sight that have not ended.
    [[nodiscard]] int depth() const noexcept;
    /// Some frame, in sight or not, has not ended.
    [[nodiscard]] bool has_open_frame() const noexcept;
    [[nodiscard]] int total_depth() const noexcept { return depth_; }
    [[nodiscard]] int savepoint_depth() const noexcept;
    [[nodiscard]] bool is_dead() const noexcept { return view_.dead != nullptr; }
    void refuse_dead() const {
        if (view_.dead != nullptr) [[unlikely]]
            throw_dead();
    }

    /// The connection is doubtful: once its frames are over, nothing more runs on it, since a transaction that
    /// could not be rolled back may still be open there and would swallow what follows (guarantees G3, G8).
    void give_up() noexcept { given_up_ = true; }
    /// It has turned out to be without a transaction after all.
    void take_back() noexcept { given_up_ = false; }

    /// Any thread: the frame's guard has ended on a thread that isn't the connection's.
    void orphan(std::uint64_t serial) noexcept;

private:
    friend class OutsideFrames;

    /// What hooks must not see: they run as if the stack were empty.
    struct View {
        int base = 0;  ///< frames beneath are out of sight
        Frame* top_real = nullptr;
        Frame* fixture = nullptr;      ///< the hidden frame at the bottom, under a test fixture
        Frame* manual = nullptr;       ///< the lowest ManualCommit
        Frame* dead = nullptr;         ///< the lowest dead frame
        bool gone = false;             ///< the engine has nothing left to roll back
        bool lost = false;             ///< because the link is lost
        bool in_doubt = false;         ///< because nobody knows what COMMIT did
        bool ended_elsewhere = false;  ///< by SQL that pewit did not send: a COMMIT, for all it knows
        std::exception_ptr cause;      ///< of the death

        /// Callbacks see the fixture, dead or alive, and nothing else.
        [[nodiscard]] View without_frames(int depth) const;
        void die_with_fixture(const View& other) noexcept;
    };
    /// Callbacks set free by an end, to be run when the frames are in order again.
    struct Freed {
        std::vector<Callback> on_commit;
        std::vector<Callback> on_rollback;
    };

    // frame_begin.cpp
    void choose_level(Frame& frame) const;
    void check_options(const Frame& frame) const;
    void check_name(std::string_view name) const;
    void send_begin(Frame& frame);
    void begin_transaction(Frame& frame);
    void begin_with_options(Frame& frame);
    void run_begin(const Frame& frame, const std::string* asked);
    void begin_failed() noexcept;
    [[nodiscard]] TransactionOptions with_defaults(TransactionOptions options) const;
    void refuse_foreign_transaction();
    void send_savepoint(const Frame& frame);
    Frame& enter(Frame& frame);
    void refuse_left_frame() const {
        if (depth_ > view_.base && at(depth_ - 1).verdict != Verdict::none) [[unlikely]]
            throw_left();
    }
    [[noreturn]] void throw_left() const;

    // frame_end.cpp
    void check_on_top(const Frame& frame, std::string_view what) const;
    [[nodiscard]] Frame& acted_on(Frame& frame, std::string_view what) const;
    void refuse_doomed(Frame& frame, bool to_end);
    void commit_real(Frame& frame, bool to_end);
    void send_end(Frame& frame, bool scope_end);
    void send_commit(Frame& frame, bool scope_end);
    void send_release(Frame& frame, bool scope_end);
    void commit_failed(Frame& frame, bool scope_end);
    void throw_in_doubt(Frame& frame);
    void rollback_real(Frame& frame, bool to_end);
    void send_rollback(Frame& frame, bool to_end);
    void roll_back_quietly(Frame& frame) noexcept;
    /// settle() has something to do.
    [[nodiscard]] bool has_callbacks(const Frame& frame) const noexcept {
        return !(frame.on_commit.empty() && frame.on_rollback.empty() && waiting_rollbacks_.empty());
    }
    [[nodiscard]] Freed settle(Frame& frame, bool committed);
    void end_frame(Frame& frame) noexcept;

    // frame_finish.cpp
    void finish_real(Frame& frame, bool unwinding);
    void finish_dead(Frame& frame, bool unwinding, bool asked);
    void finish_by_commit(Frame& frame, bool unwinding);
    void finish_by_rollback(Frame& frame, bool unwinding, bool asked);
    void leave(Frame& frame, bool committed, const std::exception_ptr& report, bool unwinding);
    void finish_joined(Frame& frame, bool unwinding, const std::exception_ptr* cause) noexcept;
    void finish_manual(Frame& frame, bool unwinding);
    [[nodiscard]] bool has_guard_above(const Frame& frame) const noexcept;
    void end_above(const Frame& frame) noexcept;
    void close_orphans() noexcept {
        if (orphan_.load(std::memory_order_relaxed) != no_orphan) [[unlikely]]
            close_those_orphans();
    }
    void close_those_orphans() noexcept;
    void pop(Frame& frame) noexcept;
    void drop_callbacks(Frame& frame) noexcept;

    // frame_death.cpp
    [[nodiscard]] inline bool engine_agrees() noexcept;  // session.hpp
    bool engine_left(EngineState state) noexcept;
    void kill(Frame& frame, std::exception_ptr cause, bool gone) noexcept;
    void mend() noexcept;
    [[noreturn]] void throw_dead() const;
    [[noreturn]] void throw_join_failed(const Frame& frame) const;
    void refuse_given_up() const {
        if (given_up_) [[unlikely]]
            throw_given_up();
    }
    [[noreturn]] void throw_given_up() const;

    // hooks.cpp
    void run_freed(Freed freed);
    void run_callbacks(const Freed& freed);

    void begin_read_only(const Frame& frame);
    void end_read_only() noexcept {
        if (read_only_) [[unlikely]]
            allow_writing();
    }
    void allow_writing() noexcept;

    // fixture.cpp
    void guard_bare_statement();
    [[nodiscard]] bool is_bare() const noexcept {
        return view_.fixture != nullptr && view_.top_real == view_.fixture;
    }
    [[nodiscard]] bool is_under_fixture() const noexcept { return view_.fixture != nullptr; }
    [[nodiscard]] Frame* visible_real() const noexcept {
        return view_.top_real != nullptr && view_.top_real->index >= view_.base ? view_.top_real : nullptr;
    }
    [[nodiscard]] Frame& bottom_real() const noexcept;
    [[nodiscard]] Frame& outermost_real() const noexcept;
    [[nodiscard]] Frame& at(int index) const noexcept { return *frames_[static_cast<std::size_t>(index)]; }

    static constexpr std::uint64_t no_orphan = UINT64_MAX;

    Session& session_;
    std::vector<std::unique_ptr<Frame>> frames_;  ///< kept for reuse: the first depth_ are open
    int depth_ = 0;
    View view_;
    std::vector<Callback> waiting_rollbacks_;  ///< of rolled-back savepoints, until the outermost end
    std::vector<Callback> captured_;
    std::uint64_t last_serial_ = 0;
    bool read_only_ = false;
    bool has_bare_savepoint_ = false;               ///< see guard_bare_statement()
    std::atomic<std::uint64_t> orphan_{no_orphan};  ///< the lowest, by serial
    bool given_up_ = false;                         ///< see give_up()
};

/// While it lives the connection looks as if it had no frames: for callbacks between two transactions.
class OutsideFrames {
public:
    explicit OutsideFrames(FrameStack& stack) : stack_(stack), saved_(stack.view_) {
        stack.view_ = saved_.without_frames(stack.depth_);
    }
    OutsideFrames(const OutsideFrames&) = delete;
    OutsideFrames& operator=(const OutsideFrames&) = delete;
    ~OutsideFrames() {
        saved_.die_with_fixture(stack_.view_);
        stack_.view_ = std::move(saved_);
    }

private:
    FrameStack& stack_;
    FrameStack::View saved_;
};

}  // namespace pewit::detail
