/// Every file operation of every program fails once, or from then on, in every journal mode; then the database is
/// opened anew and must hold all of what the program was told, or nothing (traps S11, L1, S13).
///
/// PEWIT_FAULT_STRIDE: fail each Nth operation; 1 is the full sweep.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <support/temp_directory.hpp>

#include "guarded_programs.hpp"
#include "guards_under_test.hpp"

namespace pewit::test {
namespace {

/// What is in the file, seen by a fresh connection to the real file system.
Contents read_contents(const std::string& path) {
    const Handle handle = open_plainly(path, nullptr);
    Contents found;
    const auto add = [](void* set, int, char** values, char**) {
        static_cast<Contents*>(set)->insert(values[0]);
        return 0;
    };
    const char* everything =
        "SELECT tag FROM t UNION ALL SELECT tag FROM parent UNION ALL SELECT tag FROM child "
        "UNION ALL SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
        "UNION ALL SELECT 'dangling: ' || \"table\" FROM pragma_foreign_key_check "
        "UNION ALL SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    if (sqlite3_exec(handle.get(), everything, add, &found, nullptr) != SQLITE_OK)
        found.insert(std::string("unreadable: ") + sqlite3_errmsg(handle.get()));
    return found;
}

enum class Outcome { committed, rolled_back, in_doubt };

struct Verdict {
    Outcome outcome = Outcome::committed;
    bool fired = false;
    std::string wrong = {};  ///< empty: all is well
};

std::string join(const Contents& contents) {
    std::string text;
    for (const std::string& item : contents)
        text += (text.empty() ? "" : ", ") + item;
    return "{" + text + "}";
}

/// Half-saved, a false success, a false failure, or nothing wrong.
std::string compare(Outcome outcome, const Contents& found, const Contents& before,
                    const Recorder& recorder) {
    // Parts of a program that committed before the fault are in contents() whatever the outcome of the rest.
    const Contents& expected = recorder.contents();
    if (found == expected) return {};
    if (outcome == Outcome::in_doubt && found == recorder.at_commit()) return {};
    const char* kind = found == before                 ? "false success: "
                       : found == recorder.at_commit() ? "false failure: "
                                                       : "half-saved: ";
    return kind + join(found) + " instead of " + join(expected);
}

class VfsSweep : public testing::Test {
protected:
    VfsSweep() {
        FaultyVfs::install();
        set_logger(nullptr);  // failing rollbacks are what this is about
    }
    ~VfsSweep() override {
        FaultyVfs::disarm();
        set_logger(before_);
    }

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
    Verdict judge(const Program& program, FaultPlan plan) {
        restore();
        const Contents before = read_contents(path_);
        Verdict verdict;
        auto guards = std::make_unique<G>(path_, mode_);
        Recorder recorder(*guards, before);
        FaultyVfs::arm(plan);
        try {
            program.run(recorder);
        } catch (const CommitInDoubt&) {
            verdict.outcome = Outcome::in_doubt;
        } catch (const std::exception&) {
            verdict.outcome = Outcome::rolled_back;
        }
        verdict.fired = FaultyVfs::has_fired();
        if constexpr (std::is_same_v<G, PewitGuards>) verdict.wrong = check_end(*guards, verdict.outcome);
        guards.reset();  // the disk is still broken, if the fault is sticky
        FaultyVfs::disarm();
        if (verdict.wrong.empty())
            verdict.wrong = compare(verdict.outcome, read_contents(path_), before, recorder);
        const bool hook_expected = program.has_hook && verdict.outcome == Outcome::committed;
        if (verdict.wrong.empty() && recorder.hooks_run() != (hook_expected ? 1 : 0))
            verdict.wrong = "a hook ran wrongly";
        return verdict;
    }

    static std::string check_end(const PewitGuards& guards, Outcome outcome) {
        if (guards.is_in_transaction()) return "the transaction was left open";
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
    void sweep(const Program& program, FaultPlan plan, std::int64_t stride, bool must_be_right) {
        for (plan.at = 1;; plan.at += stride) {
            const Verdict verdict = judge<G>(program, plan);
            if (!verdict.fired) {
                EXPECT_EQ(verdict.wrong, "") << program.name << " without any fault";
                return;
            }
            ++tally.faults;
            tally.wrong += verdict.wrong.empty() ? 0 : 1;
            tally.half_saved += verdict.wrong.rfind("half-saved", 0) == 0 ? 1 : 0;
            tally.in_doubt += verdict.outcome == Outcome::in_doubt ? 1 : 0;
            tally.survived += verdict.outcome == Outcome::committed ? 1 : 0;
            if (must_be_right && !verdict.wrong.empty())
                ADD_FAILURE() << program.name << ", " << detail::pragma_word(mode_) << ", "
                              << to_string(plan.kind) << (plan.sticky ? " from" : " at") << " operation "
                              << plan.at << " (" << FaultyVfs::fired_at() << "): " << verdict.wrong;
        }
    }

    static std::int64_t stride(std::int64_t normal) {
        const char* text = std::getenv("PEWIT_FAULT_STRIDE");
        return text != nullptr && *text != '\0' ? std::max<std::int64_t>(1, std::atoll(text)) : normal;
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
};

class VfsSweepMode : public VfsSweep, public testing::WithParamInterface<JournalMode> {};

TEST_P(VfsSweepMode, NeverSavesHalfOrLies) {
    prepare(GetParam());
    for (const Program& program : programs()) {
        sweep<PewitGuards>(program, {.kind = FaultKind::io_error}, stride(1), true);
        sweep<PewitGuards>(program, {.kind = FaultKind::io_error, .sticky = true}, stride(3), true);
        sweep<PewitGuards>(program, {.kind = FaultKind::full}, stride(1), true);
        sweep<PewitGuards>(program, {.kind = FaultKind::full, .sticky = true}, stride(2), true);
        sweep<PewitGuards>(program, {.kind = FaultKind::short_write}, stride(2), true);
        sweep<PewitGuards>(program, {.kind = FaultKind::cannot_open}, stride(1), true);
    }
    std::cout << detail::pragma_word(GetParam()) << ": " << tally.faults << " faults, " << tally.in_doubt
              << " commits in doubt, " << tally.survived << " faults survived\n";
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.faults, 300);
}

/// The oracle must bite, or the sweep above proves nothing.
TEST_P(VfsSweepMode, FindsTheNaiveGuardTorn) {
    prepare(GetParam());
    for (const Program& program : programs())
        sweep<NaiveGuards>(program, {.kind = FaultKind::io_error}, stride(3), false);
    std::cout << detail::pragma_word(GetParam()) << ": the naive guard left " << tally.half_saved
              << " half-saved and lied " << tally.wrong - tally.half_saved << " times in " << tally.faults
              << " faults\n";
    EXPECT_GT(tally.half_saved, 10);
}

INSTANTIATE_TEST_SUITE_P(Journal, VfsSweepMode,
                         testing::Values(JournalMode::wal, JournalMode::delete_, JournalMode::truncate,
                                         JournalMode::persist),
                         [](const auto& mode) { return std::string(detail::pragma_word(mode.param)); });

}  // namespace
}  // namespace pewit::test
