/// The link to the server is cut at every message and within the answers, in every program; then the server must hold all
/// of what the program was told, or nothing, and tell what became of a commit in doubt (traps P8, P17, G4, G7, L5).
#include <gtest/gtest.h>

#include <libpq-fe.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <pewit/postgres.hpp>
#include <support/postgres_server.hpp>

#include "faults/guarded_programs.hpp"
#include "faults/outcome.hpp"
#include "target.hpp"

namespace pewit::test {
namespace {

class PewitGuards final : public Guards {
public:
    explicit PewitGuards(const PostgresOptions& options) : database_(postgres(options)) {
        database_.connect();
    }
    void execute(const std::string& sql) override { database_.execute(sql); }
    void atomic(const std::function<void()>& body) override {
        const Atomic tx{database_};
        body();
    }
    void on_commit(std::function<void()> callback) override { database_.on_commit(std::move(callback)); }

private:
    Database database_;
};

/// The guard that everybody writes first, over a connection that comes back by itself when it was lost.
class NaiveGuards final : public Guards {
public:
    explicit NaiveGuards(const PostgresOptions& options) : options_(options), connection_(nullptr, PQfinish) {
        const std::string text = "host=127.0.0.1 port=" + std::to_string(options.port)
                                 + " user=" + options.user + " dbname=" + options.dbname
                                 + " sslmode=disable gssencmode=disable"
                                 + (options.password.empty() ? "" : " password=" + options.password)
                                 + " options='-c search_path=" + options.search_path[0] + "'";
        connection_.reset(PQconnectdb(text.c_str()));
        PQsetNoticeProcessor(
            connection_.get(), [](void*, const char*) {}, nullptr);
    }
    void execute(const std::string& sql) override {
        Result result = send(sql);
        if (PQstatus(connection_.get()) == CONNECTION_BAD) {
            PQreset(connection_.get());
            result = send(sql);
        }
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    void atomic(const std::function<void()>& body) override {
        const std::string name = "s" + std::to_string(depth_);
        execute(depth_ == 0 ? "BEGIN" : "SAVEPOINT " + name);
        ++depth_;
        try {
            body();
        } catch (...) {
            --depth_;
            send(depth_ == 0 ? "ROLLBACK" : "ROLLBACK TO " + name);
            throw;
        }
        --depth_;
        execute(depth_ == 0 ? "COMMIT" : "RELEASE " + name);
        if (depth_ > 0) return;
        for (const auto& hook : hooks_)
            hook();
    }
    void on_commit(std::function<void()> callback) override { hooks_.push_back(std::move(callback)); }

private:
    using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;
    Result send(const std::string& sql) { return {PQexec(connection_.get(), sql.c_str()), PQclear}; }

    PostgresOptions options_;
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
    std::vector<std::function<void()>> hooks_;
    int depth_ = 0;
};

class LinkSweep : public testing::Test {
protected:
    LinkSweep() {
        set_logger(nullptr);  // failing rollbacks are what this is about
        for (const std::string& sql : preparation())
            observer_.execute(sql);
    }
    ~LinkSweep() override { set_logger(before_); }

    /// As every round begins.
    void restore() {
        for (const char* sql :
             {"DELETE FROM t WHERE tag NOT LIKE 'old%'", "DELETE FROM child", "DELETE FROM parent",
              "INSERT INTO t VALUES ('old1', 'x'), ('old2', 'x') ON CONFLICT DO NOTHING"})
            observer_.execute(sql);
    }
    Contents contents() {
        Contents found;
        for (const auto& [tag] : observer_.query<std::string>(
                 "SELECT tag FROM t UNION ALL SELECT tag FROM parent UNION ALL SELECT tag FROM child"))
            found.insert(tag);
        return found;
    }

    /// False: the place lies beyond the program's end.
    template <class G>
    bool try_one(const Program& program, CutAt where, std::int64_t number, bool must_be_right) {
        restore();
        const Contents before = contents();
        auto guards = std::make_unique<G>(through(proxy_, target_, schema_.name()));
        Recorder recorder(*guards, before);
        proxy_.arm(where, number);
        pewit::Outcome resolved = pewit::Outcome::in_doubt;
        const Outcome outcome =
            outcome_of(program, recorder, [&](const CommitInDoubt& error) { resolved = error.resolve(); });
        const std::string place = proxy_.describe();
        const bool has_cut = proxy_.has_cut();
        guards.reset();
        proxy_.disarm();
        proxy_.wait_for_sessions_to_end();
        const Contents found = contents();
        std::string wrong = compare(outcome, found, before, recorder);
        if (outcome == Outcome::in_doubt && wrong.empty()) wrong = check_resolved(resolved, found, recorder);
        const bool hook_expected = program.traits.has_hook && outcome == Outcome::committed;
        if (wrong.empty() && recorder.hooks_run() != (hook_expected ? 1 : 0)) wrong = "a hook ran wrongly";
        cuts_ += has_cut ? 1 : 0;
        in_doubt_ += outcome == Outcome::in_doubt ? 1 : 0;
        wrong_ += wrong.empty() ? 0 : 1;
        if (must_be_right && !wrong.empty())
            ADD_FAILURE() << program.name << ", cut " << place << ": " << wrong;
        return has_cut;
    }

    /// What the server says of a commit in doubt is what is there.
    static std::string check_resolved(pewit::Outcome resolved, const Contents& found,
                                      const Recorder& recorder) {
        if (resolved == pewit::Outcome::in_doubt) return "the commit in doubt was not resolved";
        const bool is_there = found == recorder.at_commit();
        return is_there == (resolved == pewit::Outcome::committed) ? "" : "resolved to what is not so";
    }

    template <class G>
    void sweep(CutAt where, std::int64_t step, bool must_be_right) {
        for (const Program& program : programs()) {
            if (program.traits.changes_schema) continue;
            for (std::int64_t at = 1; try_one<G>(program, where, at, must_be_right); at += step) {
            }
        }
    }

    void report(const char* what) const {
        std::cout << what << ": " << cuts_ << " cuts, " << wrong_ << " wrong, " << in_doubt_
                  << " commits in doubt\n";
    }

    int cuts_ = 0;
    int in_doubt_ = 0;
    int wrong_ = 0;

private:
    std::shared_ptr<spdlog::logger> before_ = logger();
    Target target_;
    CuttingProxy proxy_{target_.server};
    TemporarySchema schema_;
    Database observer_{schema_.connector()};
};

TEST_F(LinkSweep, NeverSavesHalfOrLiesAtAnyMessage) {
    sweep<PewitGuards>(CutAt::before_request, stride(1), true);
    sweep<PewitGuards>(CutAt::after_request, stride(1), true);
    report("pewit");
    EXPECT_GT(cuts_, 200 / stride(1));
    EXPECT_GT(in_doubt_, 0);
}

TEST_F(LinkSweep, NeverSavesHalfOrLiesAtAnyByteOfAnAnswer) {
    sweep<PewitGuards>(CutAt::in_answer, stride(17), true);
    report("pewit");
    EXPECT_GT(cuts_, 0);
}

/// The oracle must bite, or the sweeps above prove nothing.
TEST_F(LinkSweep, FindsTheNaiveGuardWrong) {
    sweep<NaiveGuards>(CutAt::after_request, stride(1), false);
    report("the naive guard");
    EXPECT_GT(wrong_, 5);
}

}  // namespace
}  // namespace pewit::test
