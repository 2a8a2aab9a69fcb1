#include "gtest/fixture_frame.hpp"

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

FixtureFrame::FixtureFrame(Database& database)
    : FrameHandle(database, FrameKind::fixture, {.force_rollback = true}) {
    try {
        session().database().begin_fixture();
    } catch (...) {
        finish(true);
        throw;
    }
    session().frames().start_fixture();
}

FixtureFrame::~FixtureFrame() {
    session().frames().stop_fixture();
    session().database().end_fixture();
    try {
        finish(true);
    } catch (const std::exception& error) {
        log_warning(std::string{"a test's transaction could not be rolled back: "} + error.what());
        session().discard();
    }
}

std::size_t FixtureFrame::run_on_commit_callbacks() {
    session().check_thread();
    return session().frames().run_captured();
}

namespace {

template <class T>
T read(const Execution& run, const Cell* row, int column) {
    return read_raw<T>(run.statement(), column, row[column]);
}

}  // namespace

void FixtureFrame::check_deferred_constraints() {
    const auto check = [](const Dialect& dialect) { return std::string{dialect.deferred_check()}; };
    Execution run{session(), "pewit: deferred_check", check};
    ErrorFacts facts{.code = ErrorCode::constraint, .outcome = Outcome::open};
    std::string text;
    while (const Cell* row = run.step()) {
        const auto table = read<std::string>(run, row, 0);
        const auto column = read<std::string>(run, row, 1);
        if (text.empty()) {
            facts.table = table;
            facts.column = column;
        }
        text += (text.empty() ? "" : ", ") + table + "." + column + " refers to missing rows of "
                + read<std::string>(run, row, 2) + " (" + std::to_string(read<std::int64_t>(run, row, 3))
                + ")";
    }
    session().frames().undo_bare_statement();  // the question must change nothing
    if (!text.empty())
        throw ForeignKeyViolation("a commit would fail for deferred foreign keys: " + text, facts);
}

}  // namespace pewit::detail
