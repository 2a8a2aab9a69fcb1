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
/// create, read_only, no_follow, unsafe (true or false). They mean what SqliteOptions says.
///
/// Errors: ImproperlyConfigured for what is not understood: an unknown scheme, an unknown or repeated key, a
/// value that can't be, bad percent-encoding, control characters, anything behind a `#`. Its message names the
/// key and shows the URL without user, password and values.
[[nodiscard]] Connector url(std::string_view text);

}  // namespace pewit
