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
        throw ModelViolation{};
    }
    /// A statement whose failure makes the engine roll everything back.
    void lose() {
        check();
        if (const Frame* bottom = lowest(); bottom != nullptr) {
            rows_ = bottom->before;
            lost_ = true;
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
        if (lost_ || real.doomed) {
            real.reported = real.real_below == nullptr && !to_end;
            throw ModelAborted{};
        }
        real.before = rows_;
        real.ended = to_end;
    }
    void rollback(Frame& frame, bool to_end) {
        Frame& real = acted_on(frame);
        const bool mends = to_end || !real.reported;
        const bool is_bottom = &real == lowest();
        if (lost_ && is_bottom && !mends) return;
        if (!lost_) rows_ = real.before;
        if (is_bottom) lost_ = false;
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
        const bool is_bottom = frames_.back().get() == lowest();
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
        const bool aborts = (lost_ || frame.doomed) && !asked;
        if (!lost_ && (asked || fails || frame.doomed)) rows_ = frame.before;
        if (is_bottom) lost_ = false;
        if (!aborts) return;
        if (!unwinding) throw ModelAborted{};
        // An outer block's raise_commit() must not claim this frame's work.
        if (frame.verdict == ModelVerdict::commit && frame.real_below != nullptr) frame.real_below->doomed = true;
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
        if (lost_) throw ModelAborted{};
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
    bool lost_ = false;
};

}  // namespace pewit::test
