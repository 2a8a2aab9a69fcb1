/// The fixture of the contract tests: a fresh database with a table `t(x)` for each test, on whatever
/// engine the program is built for.
#pragma once

#include <gtest/gtest.h>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <pewit/query_log.hpp>
#include <pewit/sqlite.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <support/engine.hpp>

namespace pewit::test {

using Sql = std::vector<std::string>;
using Rows = std::vector<int>;

inline constexpr auto insert = "INSERT INTO t VALUES ($1)";
inline constexpr auto sp1 = "SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto rel1 = "RELEASE SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto rbto1 = "ROLLBACK TO SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto sp2 = "SAVEPOINT \"pewit_sp_2\"";
inline constexpr auto rel2 = "RELEASE SAVEPOINT \"pewit_sp_2\"";
inline constexpr auto rbto2 = "ROLLBACK TO SAVEPOINT \"pewit_sp_2\"";

/// What the tests throw where the user's own exception matters.
struct Boom : std::exception {
    explicit Boom(int number) : n(number) {}
    [[nodiscard]] const char* what() const noexcept override { return "boom"; }
    int n;
};

/// The warnings logged while it lives.
class Warnings {
public:
    Warnings() {
        set_log_callback([texts = texts_](const LogRecord& record) {
            if (record.level == LogLevel::warning) texts->emplace_back(record.message);
        });
        set_logger(nullptr);
    }
    Warnings(const Warnings&) = delete;
    Warnings& operator=(const Warnings&) = delete;
    ~Warnings() { set_log_callback({}); }

    [[nodiscard]] std::size_t count() const { return texts_->size(); }
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const auto& each : *texts_)
            all += each + '\n';
        return all;
    }

private:
    std::shared_ptr<std::vector<std::string>> texts_ = std::make_shared<std::vector<std::string>>();
};

/// Runs the callable, which must throw an E, and returns a copy of that.
template <class E, class F>
E caught(F&& f) {
    try {
        std::forward<F>(f)();
    } catch (const E& error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    throw std::runtime_error{"caught<E>: nothing was thrown"};
}

class ContractTest : public testing::Test {
protected:
    explicit ContractTest(DatabaseOptions options = {}) : db{connector(), std::move(options)} {
        db.execute("CREATE TABLE t(x INTEGER NOT NULL)");
    }
    /// No frame is open at a test's end, and nothing of it holds a lock.
    void TearDown() override {
        EXPECT_EQ(db.transaction_depth(), 0);
        EXPECT_FALSE(db.in_transaction());
        if (!db.is_closed()) add(-1);
    }

    /// To this test's database, for a second Database object.
    [[nodiscard]] Connector connector() const { return place.connector(); }

    void add(int x) { db.execute(insert, x); }
    [[nodiscard]] Rows rows() { return rows_of(db); }
    /// As another connection sees them: what is committed.
    [[nodiscard]] Rows committed() {
        Database other{connector()};
        return rows_of(other);
    }
    static Rows rows_of(Database& database) {
        Rows xs;
        for (const auto& [x] : database.query<int>("SELECT x FROM t ORDER BY x"))
            xs.push_back(x);
        return xs;
    }

    FreshPlace place;
    const TempDirectory& directory = place.directory();
    Database db;
};

}  // namespace pewit::test
