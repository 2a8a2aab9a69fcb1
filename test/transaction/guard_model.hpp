/// What the guards must do, told once more as simply as can be: a stack of frames, each with the rows as they were
/// when it began.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace pewit::test {

struct ModelAborted {};
struct ModelStateError {};
struct ModelViolation {};

enum class ModelVerdict : unsigned char { none, commit, rollback };

class GuardModel {
public:
    /// `dooms`: a failed statement dooms the frame it ran in, as on PostgreSQL; else only the statement is undone.
    explicit GuardModel(bool dooms) : dooms_(dooms) {}

    struct Frame {
        std::vector<int> before = {};
        Frame* real_below = nullptr;
        bool joined = false;
        bool ended = false;
        bool asked = false;
        bool doomed = false;
        bool reported = false;
        ModelVerdict verdict = ModelVerdict::none;
        [[nodiscard]] bool is_real() const { return !joined && !ended; }
    };
    struct Exit {
        const Frame* target;
    };

    // --- statements
    void write(int x) {
        check();
        rows_.push_back(x);
    }
    std::vector<int> rows() {
        check();
        return rows_;
    }
    void fail() {
        check();
        if (dooms_) dead_ = top_real();
        throw ModelViolation{};
    }
    /// A statement whose failure ends the whole transaction: at once, or on PostgreSQL with the outermost frame.
    void lose() {
        check();
        if (dooms_) {
            dead_ = lowest();
        } else if (Frame* bottom = lowest(); bottom != nullptr) {
            rows_ = bottom->before;
            dead_ = bottom;
            gone_ = true;
        }
        throw ModelViolation{};
    }

    // --- frames
    Frame& begin(bool join) {
        check();
        auto frame = std::make_unique<Frame>();
        frame->real_below = top_real();
        frame->joined = join && frame->real_below != nullptr;
        frame->before = rows_;
        frames_.push_back(std::move(frame));
        return *frames_.back();
    }
    void commit(Frame& frame, bool to_end) {
        Frame& real = acted_on(frame);
        if (dead_ != nullptr || real.doomed) {
            real.reported = real.real_below == nullptr && !to_end;
            throw ModelAborted{};
        }
        real.before = rows_;
        real.ended = to_end;
    }
    void rollback(Frame& frame, bool to_end) {
        Frame& real = acted_on(frame);
        const bool mends = to_end || !real.reported;
        const bool dead_here = dead_ == &real;
        if (dead_here && !mends) return;
        if (dead_ == nullptr || (dead_here && !gone_)) rows_ = real.before;
        if (dead_here) mend();
        if (mends) real.doomed = false;
        real.ended = to_end;
    }
    [[noreturn]] void raise(Frame& frame, ModelVerdict verdict) {
        bool above = false;
        for (auto& each : frames_) {
            above = above || each.get() == &frame;
            if (above) each->verdict = verdict;
        }
        throw Exit{&frame};
    }
    /// The frame on top is left.
    void finish(bool unwinding) {
        const auto gone = std::move(frames_.back());
        frames_.pop_back();
        Frame& frame = *gone;
        if (frame.ended) return;
        const bool fails = unwinding && frame.verdict == ModelVerdict::none;
        const bool asked = frame.asked || frame.verdict == ModelVerdict::rollback;
        if (frame.joined) {
            if ((asked || fails) && frame.real_below->is_real()) frame.real_below->doomed = true;
            return;
        }
        const bool aborts = (dead_ != nullptr || frame.doomed) && !asked;
        const bool undone = dead_ == nullptr ? asked || fails || frame.doomed : dead_ == &frame && !gone_;
        if (undone) rows_ = frame.before;
        if (dead_ == &frame) mend();
        if (!aborts) return;
        if (!unwinding) throw ModelAborted{};
        // An outer block's raise_commit() must not claim this frame's work.
        if (frame.verdict == ModelVerdict::commit && dead_ == nullptr) dead_ = frame.real_below;
    }

    [[nodiscard]] int depth() const {
        int open = 0;
        for (const auto& each : frames_)
            open += each->ended ? 0 : 1;
        return open;
    }
    [[nodiscard]] bool in_transaction() const { return top_real() != nullptr; }

private:
    void check() const {
        if (!frames_.empty() && frames_.back()->verdict != ModelVerdict::none) throw ModelStateError{};
        if (dead_ != nullptr) throw ModelAborted{};
    }
    void mend() {
        dead_ = nullptr;
        gone_ = false;
    }
    Frame& acted_on(Frame& frame) {
        if (frame.ended || frame.verdict != ModelVerdict::none) throw ModelStateError{};
        if (!frame.joined) return frame;
        Frame* real = top_real();
        if (real == nullptr || real->real_below != nullptr) throw ModelStateError{};
        return *real;
    }
    [[nodiscard]] Frame* top_real() const {
        for (auto it = frames_.rbegin(); it != frames_.rend(); ++it) {
            if ((*it)->is_real()) return it->get();
        }
        return nullptr;
    }
    [[nodiscard]] Frame* lowest() const {
        for (const auto& each : frames_) {
            if (each->is_real()) return each.get();
        }
        return nullptr;
    }

    std::vector<int> rows_;
    std::vector<std::unique_ptr<Frame>> frames_;
    Frame* dead_ = nullptr;  ///< what runs in it, or above it, is refused
    bool dooms_;
    bool gone_ = false;  ///< the engine has rolled back already
};

}  // namespace pewit::test
