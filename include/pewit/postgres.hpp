/// PostgreSQL: its options and its factory.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pewit/connector.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit {

/// How much the link is protected. https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
enum class SslMode : std::uint8_t {
    disable,
    allow,
    prefer,       ///< falls back to plain text without a word
    require,      ///< encrypted, to whoever answers
    verify_ca,    ///< …to somebody whom a trusted authority has certified
    verify_full,  ///< …and whose certificate names the host
};

/// Whether statements are prepared on the server.
enum class Prepare : std::uint8_t {
    automatic,  ///< from a statement's second run on a connection on
    /// Never, and no setting is made that a pooler in transaction mode would hand to other clients: for pgbouncer and
    /// its kin. `lock_timeout` and the other limits are the server's own then.
    never,
};

/// Which of several servers will do.
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-TARGET-SESSION-ATTRS
enum class TargetSessionAttrs : std::uint8_t {
    any,
    read_write,      ///< one that takes writes
    read_only,       ///< one that does not
    primary,         ///< no standby
    standby,         ///< a standby
    prefer_standby,  ///< a standby, and any where there is none
};

/// What is not set keeps its safe default. The session's settings are given at the start of each connection and
/// read back.
///
/// Always: UTF-8, ISO dates, UTC, bytea in hex, floating-point numbers in full, standard strings; no reconnection
/// behind anybody's back.
struct PostgresOptions {
    std::string dbname = {};  ///< Not set: PGDATABASE, else the user's name.
    /// A name, an address, or the directory of a Unix socket. Not set: PGHOST, else the socket.
    std::string host = {};
    std::uint16_t port = 0;  ///< Not set: PGPORT, else 5432.
    /// Several servers of one database, instead of `host`: "db1", "db2:5433", "[::1]:5432". A new connection goes to
    /// the first that answers and is of the kind asked for, beginning with the one that was taken last; each has
    /// `connect_timeout` for itself.
    std::vector<std::string> hosts = {};
    /// Not set: read_write with several hosts, any with one. A connection to a server that has become a standby
    /// meanwhile is given up at the first write that it refuses.
    std::optional<TargetSessionAttrs> target_session_attrs = {};
    /// Standbys, written like `hosts`. An outermost frame with Access::read_only that is not serializable begins on one
    /// of them, where the thread has no connection yet; on the primary when none of them answers. They may lag behind:
    /// see TransactionOptions::not_before.
    std::vector<std::string> read_replicas = {};
    /// How long a frame with `not_before` waits for a replica before it goes to the primary.
    std::chrono::milliseconds replica_wait = std::chrono::seconds{1};
    std::string user = {};  ///< Not set: PGUSER, else the process's user.
    std::string password =
        {};  ///< Not set: PGPASSWORD, else ~/.pgpass. Never shown, in no message and no log.

    /// Not set: verify_full, for a host that is neither a socket nor this machine; PGSSLMODE where that is set.
    std::optional<SslMode> sslmode = {};
    std::string sslrootcert = {};      ///< a file of trusted certificates, or "system"
    std::string sslcert = {};          ///< the client's certificate
    std::string sslkey = {};           ///< its key
    std::string channel_binding = {};  ///< disable, prefer, require
    std::string gssencmode = {};       ///< disable, prefer, require

    std::chrono::milliseconds connect_timeout = std::chrono::seconds{5};  ///< 0 = none
    /// Sent data that nobody acknowledges ends the connection after this; 0 = the system's own, many minutes.
    std::chrono::milliseconds tcp_user_timeout = std::chrono::seconds{30};
    /// A silent link is probed after this, every ten seconds, and given up after the third; 0 = not at all.
    std::chrono::seconds keepalive_after{30};
    /// How long a statement waits for a lock before it throws LockError; 0 = for ever.
    std::chrono::milliseconds lock_timeout = std::chrono::seconds{5};
    /// A statement that takes longer is ended with an OperationalError whose code() is `cancelled`. Not set: the
    /// server's own, usually none.
    std::optional<std::chrono::milliseconds> statement_timeout = {};
    /// The server ends a connection that idles in a transaction for longer, since it holds locks. Not set: the
    /// server's own, usually none.
    std::optional<std::chrono::milliseconds> idle_in_transaction_timeout = {};

    /// How an outermost frame begins that asks for no level itself. Not set: a plain BEGIN, with the server's own
    /// default (read committed).
    std::optional<Isolation> isolation = {};
    /// The schemas in which names without one are looked up, in this order; temporary tables come last, so that
    /// they hide nothing. Not set: the server's own.
    std::vector<std::string> search_path = {};
    Prepare prepare = Prepare::automatic;
    /// Asks for the transaction's number before each COMMIT (a round trip), so that CommitInDoubt::resolve() can
    /// ask the server later what became of it.
    bool track_xid = false;

    std::string application_name = {};  ///< as pg_stat_activity shows it
    /// More settings for each connection, as name and value: `{{"work_mem", "64MB"}}`. Those that the options
    /// above own are refused.
    std::vector<std::pair<std::string, std::string>> settings = {};
};

/// A PostgreSQL database, not yet connected: nothing is sent here.
/// Errors: ImproperlyConfigured for options that can't be.
[[nodiscard]] Connector postgres(PostgresOptions options);

}  // namespace pewit
