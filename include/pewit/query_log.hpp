/// What a database was asked, for tests and for looking at a program's habits.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace pewit {

class Database;

enum class StatementKind : unsigned char {
    statement,
    control,       ///< BEGIN, COMMIT, SAVEPOINT, …
    housekeeping,  ///< connection set-up, probes: logged, never counted
};

/// Never holds a bound value.
struct LoggedStatement {
    std::string sql;
    int depth = 0;  ///< frames open when it was sent
    StatementKind kind = StatementKind::statement;
    std::chrono::nanoseconds duration{0};
    std::string error;  ///< the message it failed with, else empty
    int parameter_count = 0;
};

namespace detail {
struct DatabaseState;
struct QueryLogState;
}  // namespace detail

/// Records every statement of a database, of all threads, from its construction on.
class [[nodiscard]] QueryLog {
public:
    [[nodiscard]] explicit QueryLog(Database& database);
    QueryLog(const QueryLog&) = delete;
    QueryLog& operator=(const QueryLog&) = delete;
    ~QueryLog();

    /// What has finished so far, in order.
    [[nodiscard]] std::vector<LoggedStatement> statements() const;
    /// Statements and control statements; housekeeping does not count.
    [[nodiscard]] std::size_t count() const;
    /// The SQL texts of statements and control statements.
    [[nodiscard]] std::vector<std::string> sql() const;
    void clear();

private:
    std::shared_ptr<detail::DatabaseState> database_;
    std::unique_ptr<detail::QueryLogState> state_;
};

}  // namespace pewit
