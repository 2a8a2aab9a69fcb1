/// A database named by one string.
#pragma once

#include <string_view>

#include <pewit/connector.hpp>

namespace pewit {

/// The engine and options that a URL names; nothing is opened here.
///
/// `sqlite:///app.db` is a path relative to the working directory, `sqlite:////var/lib/app.db` an absolute one,
/// `sqlite:///:memory:` a database in memory. Options follow a question mark, percent-encoded where needed:
///
///     sqlite:///app.db?journal_mode=wal&synchronous=full&busy_timeout=5s&default_lock=immediate
///
/// SQLite's keys: journal_mode (wal, delete, truncate, persist, memory), synchronous (off, normal, full, extra),
/// busy_timeout (with a unit: ms, s, min), default_lock (deferred, immediate, exclusive), cache_kib, vfs, and
/// create, read_only, no_follow, unsafe, trusted_schema (true or false); `pragma.mmap_size=…` and the like, and
/// `attach.archive=archive.db`. They mean what SqliteOptions says.
///
/// `postgresql://user:password@host:5432/app` (or `postgres://…`) is a database on a server; for a Unix socket the host
/// is its directory, percent-encoded or as a key: `postgresql:///app?host=/run/postgresql`.
///
///     postgresql://app@db.example.com/app?isolation=serializable&lock_timeout=2s&search_path=app,public
///
/// PostgreSQL's keys: host, target_session_attrs (any, read-write, read-only, primary, standby, prefer-standby),
/// read_replicas (hosts with commas between), replica_wait, sslmode (disable, allow, prefer, require, verify-ca,
/// verify-full), sslrootcert, sslcert, sslkey, channel_binding, gssencmode, connect_timeout, tcp_user_timeout, keepalive_after, lock_timeout,
/// statement_timeout, idle_in_transaction_timeout, isolation (read_uncommitted, read_committed, repeatable_read,
/// serializable), search_path (names with commas between), prepare (automatic, never), track_xid (true or false),
/// application_name; `setting.work_mem=64MB` and the like. They mean what PostgresOptions says.
///
/// Errors: ImproperlyConfigured for what is not understood: an unknown scheme, an unknown or repeated key, a
/// value that can't be, bad percent-encoding, control characters, anything behind a `#`. Its message names the
/// key and shows the URL without user, password and values.
[[nodiscard]] Connector url(std::string_view text);

}  // namespace pewit
