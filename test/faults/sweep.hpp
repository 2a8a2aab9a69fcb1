/// Runs guarded programs under one fault after another and judges what is left on the disk.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <type_traits>

#include <pewit/log.hpp>
#include <support/temp_directory.hpp>

#include "guarded_programs.hpp"
#include "guards_under_test.hpp"
#include "outcome.hpp"

namespace pewit::test {

/// Something that can break at its Nth use.
class FaultSource {
public:
    FaultSource() = default;
    FaultSource(const FaultSource&) = delete;
    FaultSource& operator=(const FaultSource&) = delete;
    virtual ~FaultSource() = default;

    virtual void arm(std::int64_t at) = 0;
    virtual void disarm() = 0;
    [[nodiscard]] virtual bool has_fired() const = 0;
    /// What broke, for a failure's message.
    [[nodiscard]] virtual std::string describe() const = 0;
};

/// File operations on FaultyVfs.
class FileFaults final : public FaultSource {
public:
    explicit FileFaults(FaultKind kind, bool sticky = false)
        : plan_{.kind = kind, .at = 0, .sticky = sticky} {}
    void arm(std::int64_t at) override {
        plan_.at = at;
        FaultyVfs::arm(plan_);
    }
    void disarm() override { FaultyVfs::disarm(); }
    [[nodiscard]] bool has_fired() const override { return FaultyVfs::has_fired(); }
    [[nodiscard]] std::string describe() const override {
        return std::string(to_string(plan_.kind)) + (plan_.sticky ? " from operation " : " at operation ")
               + std::to_string(plan_.at) + ", the " + FaultyVfs::fired_at();
    }

private:
    FaultPlan plan_;
};

struct Verdict {
    Outcome outcome = Outcome::committed;
    bool fired = false;
    std::string wrong = {};  ///< empty: all is well
};

/// What is in the file, seen by a fresh connection to the real file system.
[[nodiscard]] Contents read_contents(const std::string& path);

class SweepTest : public testing::Test {
protected:
    SweepTest() {
        FaultyVfs::install();
        set_logger(nullptr);  // failing rollbacks are what this is about
    }
    ~SweepTest() override { set_logger(before_); }

    /// The database that each round starts with a copy of.
    void prepare(JournalMode mode) {
        mode_ = mode;
        const Handle handle = open_plainly(pristine_, nullptr);
        execute_plainly(handle.get(), std::string("PRAGMA journal_mode = ") + detail::pragma_word(mode));
        for (const std::string& sql : preparation())
            execute_plainly(handle.get(), sql);
    }
    void restore() {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"})
            std::filesystem::remove(path_ + suffix);
        std::filesystem::copy_file(pristine_, path_);
    }

    template <class G>
    Verdict judge(const Program& program, FaultSource& faults, std::int64_t at) {
        restore();
        const Contents before = read_contents(path_);
        Verdict verdict;
        auto guards = std::make_unique<G>(path_, mode_);
        Recorder recorder(*guards, before);
        faults.arm(at);
        verdict.outcome = outcome_of(program, recorder);
        if constexpr (std::is_same_v<G, PewitGuards>) verdict.wrong = check_end(*guards, verdict.outcome);
        // In every other round the fault is mended and the program goes on; else what is broken for good is
        // broken while the database closes, too.
        const bool goes_on = faults.has_fired() && ++round_ % 2 == 0 && insert_afterwards(faults, *guards);
        guards.reset();
        verdict.fired = faults.has_fired();
        faults.disarm();
        Contents found = read_contents(path_);
        const bool is_there = found.erase("afterwards") == 1;
        if (verdict.wrong.empty() && is_there != goes_on)
            verdict.wrong =
                is_there ? "a later statement failed but is saved" : "a later statement is not saved";
        if (verdict.wrong.empty()) verdict.wrong = compare(verdict.outcome, found, before, recorder);
        const bool hook_expected = program.traits.has_hook && verdict.outcome == Outcome::committed;
        if (verdict.wrong.empty() && recorder.hooks_run() != (hook_expected ? 1 : 0))
            verdict.wrong = "a hook ran wrongly";
        return verdict;
    }

    /// One statement outside every frame: it commits by itself, or it throws.
    static bool insert_afterwards(FaultSource& faults, Guards& guards) {
        faults.disarm();
        try {
            guards.execute("INSERT INTO t(tag) VALUES('afterwards')");
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    static std::string check_end(const PewitGuards& guards, Outcome outcome) {
        if (guards.is_left_open()) return "the transaction was left open";
        if (outcome == Outcome::in_doubt && !guards.has_failed_commit())
            return "in doubt without a failed COMMIT";
        return {};
    }

    struct Tally {
        int faults = 0;
        int wrong = 0;
        int half_saved = 0;
        int in_doubt = 0;
        int survived = 0;
    };

    /// Fails each operation of the program in turn until the fault is beyond its end.
    template <class G>
    void sweep(const Program& program, FaultSource&& faults, std::int64_t step, bool must_be_right) {
        for (std::int64_t at = 1;; at += step) {
            const Verdict verdict = judge<G>(program, faults, at);
            if (!verdict.fired) {
                EXPECT_EQ(verdict.wrong, "") << program.name << " without any fault";
                return;
            }
            count(verdict);
            if (must_be_right && !verdict.wrong.empty())
                ADD_FAILURE() << program.name << ", " << detail::pragma_word(mode_) << ", "
                              << faults.describe() << ": " << verdict.wrong;
        }
    }

    void count(const Verdict& verdict) {
        ++tally.faults;
        tally.wrong += verdict.wrong.empty() ? 0 : 1;
        tally.half_saved += verdict.wrong.rfind("half-saved", 0) == 0 ? 1 : 0;
        tally.in_doubt += verdict.outcome == Outcome::in_doubt ? 1 : 0;
        tally.survived += verdict.outcome == Outcome::committed ? 1 : 0;
    }

    /// One line for the reader of the test's output.
    void report(const char* what) const {
        std::cout << detail::pragma_word(mode_) << ", " << what << ": " << tally.faults << " faults, "
                  << tally.half_saved << " half-saved, " << tally.wrong - tally.half_saved << " lies, "
                  << tally.in_doubt << " commits in doubt, " << tally.survived << " faults survived\n";
    }

    Tally tally;

private:
    static std::filesystem::path fast_directory() {
        return std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                                                         : std::filesystem::temp_directory_path();
    }

    std::shared_ptr<spdlog::logger> before_ = logger();
    TempDirectory directory_{fast_directory()};
    std::string pristine_ = directory_.file("pristine.db");
    JournalMode mode_ = JournalMode::wal;
    std::string path_ = directory_.file("test.db");
    int round_ = 0;
};

}  // namespace pewit::test
