/// What became of a transaction whose COMMIT nobody answered.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/detail/cell.hpp>
#include <pewit/error.hpp>

#include "postgres/options.hpp"

namespace pewit::detail {

/// A transaction right before its COMMIT: its number, and where the server's log of changes was.
struct CommitMark {
    std::string xid = {};       ///< empty: it has written nothing
    std::string timeline = {};  ///< eight hexadecimal digits; another one after a standby was promoted
    std::uint64_t position = 0;
};

/// Asks for it in one row of three columns.
inline constexpr std::string_view commit_mark_sql =
    "SELECT pg_current_xact_id_if_assigned()::text, "
    "CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END, "
    "CASE WHEN pg_is_in_recovery() THEN 0 ELSE (pg_current_wal_insert_lsn() - '0/0')::bigint END";
[[nodiscard]] CommitMark read_commit_mark(const Cell* row);

/// Known by the number that the server gave it, which its log of commits remembers. A promoted standby gives numbers anew
/// from where its line of the log begins: there a number counts only if the log had passed the mark before.
class TransactionOfServer final : public InDoubt {
public:
    TransactionOfServer(std::shared_ptr<const PostgresTarget> target, CommitMark mark)
        : target_(std::move(target)), mark_(std::move(mark)) {}

    /// Connects anew; waits for a server that is starting, and for a transaction that is still running.
    /// After a failover it reads the new primary's history file, which takes the role pg_read_server_files (or a
    /// grant on pg_read_file(text)); Outcome::in_doubt without.
    [[nodiscard]] Outcome resolve(std::chrono::milliseconds patience) const override;

private:
    [[nodiscard]] Outcome ask() const;

    std::shared_ptr<const PostgresTarget> target_;
    CommitMark mark_;
};

/// Where a timeline ended, by the text of a later one's history file; nothing when that does not tell.
/// https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES
[[nodiscard]] std::optional<std::uint64_t> end_of_timeline(std::string_view history,
                                                           std::string_view timeline);

}  // namespace pewit::detail
