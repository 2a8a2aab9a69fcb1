/// Every file operation of every program fails once, or from then on, in every journal mode; then the database is
/// opened anew and must hold all of what the program was told, or nothing (traps S11, S13, L1).
#include "sweep.hpp"

namespace pewit::test {
namespace {

class FileSweep : public SweepTest, public testing::WithParamInterface<JournalMode> {};

TEST_P(FileSweep, NeverSavesHalfOrLies) {
    prepare(GetParam());
    for (const Program& program : programs()) {
        sweep<PewitGuards>(program, FileFaults(FaultKind::io_error), stride(1), true);
        sweep<PewitGuards>(program, FileFaults(FaultKind::io_error, true), stride(3), true);
        sweep<PewitGuards>(program, FileFaults(FaultKind::full), stride(1), true);
        sweep<PewitGuards>(program, FileFaults(FaultKind::full, true), stride(2), true);
        sweep<PewitGuards>(program, FileFaults(FaultKind::short_write), stride(2), true);
        sweep<PewitGuards>(program, FileFaults(FaultKind::cannot_open), stride(1), true);
    }
    report("pewit");
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.faults, 300 / stride(1));
}

/// The oracle must bite, or the sweep above proves nothing.
TEST_P(FileSweep, FindsTheNaiveGuardHalfSaved) {
    prepare(GetParam());
    for (const Program& program : programs())
        sweep<NaiveGuards>(program, FileFaults(FaultKind::io_error), stride(3), false);
    report("the naive guard");
    EXPECT_GT(tally.half_saved, 0);
}

INSTANTIATE_TEST_SUITE_P(Journal, FileSweep,
                         testing::Values(JournalMode::wal, JournalMode::delete_, JournalMode::truncate,
                                         JournalMode::persist),
                         [](const auto& mode) { return std::string(detail::pragma_word(mode.param)); });

}  // namespace
}  // namespace pewit::test
