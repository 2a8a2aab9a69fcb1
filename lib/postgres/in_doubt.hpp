/// What became of a transaction whose COMMIT nobody answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/detail/cell.hpp>
#include <pewit/error.hpp>

#include "postgres/options.hpp"

namespace pewit::detail {

/// A transaction right before its COMMIT: its number, and what tells whose number that is.
struct CommitMark {
    std::string xid = {};        ///< empty: it has got none yet
    std::string timeline = {};   ///< eight hexadecimal digits; another one after a standby was promoted
    std::uint64_t position = 0;  ///< in the server's log of changes
    std::string system = {};     ///< of the server and its standbys
    std::string life = {};       ///< of the server, from one start or crash to the next
};

/// Asks for it, in one row. After a crash the statistics of the background writer begin anew.
inline constexpr std::string_view commit_mark_sql =
    "SELECT pg_current_xact_id_if_assigned()::text, "
    "CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END, "
    "CASE WHEN pg_is_in_recovery() THEN 0 ELSE (pg_current_wal_insert_lsn() - '0/0')::bigint END, "
    "(SELECT system_identifier::text FROM pg_control_system()), "
    "pg_postmaster_start_time()::text || coalesce((SELECT stats_reset::text FROM pg_stat_bgwriter), '')";
[[nodiscard]] CommitMark read_commit_mark(const Cell* row);

/// Known by the number that the server gave it, which its log of commits remembers. But a number may be given anew: after a
/// crash, if nothing of its transaction had reached the disk; on a promoted standby, from where its line of the log begins. So
/// "committed" is believed in the same life of the same server, and on a standby whose log had passed the mark.
class TransactionOfServer final : public InDoubt {
public:
    TransactionOfServer(std::shared_ptr<const PostgresTarget> target, CommitMark mark)
        : target_(std::move(target)), mark_(std::move(mark)) {}

    /// Connects anew; waits for a server that is starting, and for a transaction that is still running.
    /// Outcome::in_doubt where the server can't know: after its crash or restart, for a commit that it does remember; after
    /// a failover, unless the role may read the history file (pg_read_server_files); for a transaction that had got no
    /// number before its COMMIT (it had written nothing, but may have sent a NOTIFY).
    [[nodiscard]] Outcome resolve(std::chrono::milliseconds patience) const override;

private:
    [[nodiscard]] Outcome ask(std::chrono::milliseconds left) const;
    [[nodiscard]] std::shared_ptr<const PostgresTarget> hurried(std::chrono::milliseconds left) const;

    std::shared_ptr<const PostgresTarget> target_;
    CommitMark mark_;
};

/// Where a timeline ended, by the text of a later one's history file; nothing when that does not tell.
/// https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES
[[nodiscard]] std::optional<std::uint64_t> end_of_timeline(std::string_view history,
                                                           std::string_view timeline);

}  // namespace pewit::detail
