/// What pewit says while it works: an spdlog logger named "pewit", or a function of the program.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace spdlog {
class logger;
}

namespace pewit {

enum class StatementKind : unsigned char;  // query_log.hpp

/// A statement that has run or failed, as the log tells it. No bound value, unless log_values(true).
struct StatementRecord {
    std::string_view sql = {};
    std::string_view database = {};  ///< its name
    int depth = 0;                   ///< frames open when it was sent
    StatementKind kind = {};
    std::chrono::nanoseconds duration{0};
    std::string_view error = {};  ///< the message it failed with, else empty
};

enum class LogLevel : std::uint8_t { debug, warning };

/// One record. Its text lives as long as the call that hands it over.
struct LogRecord {
    LogLevel level = LogLevel::debug;
    /// One line, as the logger gets it: `INSERT … | db=app depth=1 0.120 ms`.
    std::string_view message = {};
    /// What a record about a statement is about; nullptr for other records.
    const StatementRecord* statement = nullptr;
};

/// Statements, those of transaction control included, go to this logger at level debug; what deserves a
/// look (a failed rollback, guards destroyed out of order, a forgotten session, a slow statement) at level
/// warn. A null pointer is silence.
///
/// Without this call: the logger "pewit" of spdlog's registry, if the program has registered one before the
/// first record; else one of our own at level warn that writes to stderr.
///
/// Threads: any. A replaced logger is kept until the program ends, since another thread may be using it.
void set_logger(std::shared_ptr<spdlog::logger> logger);

/// The logger in use, to change its level: `pewit::logger()->set_level(spdlog::level::debug)`.
[[nodiscard]] std::shared_ptr<spdlog::logger> logger();

/// A function that gets every record, whatever the logger's level; an empty one ends that. It is called on
/// the thread that ran the statement, while that thread's connection is in use: it must not use pewit. What
/// it throws is dropped. Threads: any; calls may overlap.
void set_log_callback(std::function<void(const LogRecord&)> callback);

/// A statement that takes at least this long is a warning. Zero, the default: none is.
void set_slow_statement_threshold(std::chrono::nanoseconds threshold);

/// A warning when this many rows were loaded one by one through one foreign key (`tweet.user->username` in a loop) since
/// its table was last read by a query, again at ten times as many, and so on; it names the column of the key. Zero: none.
/// The default is 20 where the library was built with assertions, else zero. Counted for each thread.
void set_n_plus_one_threshold(std::size_t rows);

/// Shows bound values in place of the placeholders in what goes to the logger and the callback. They may be
/// secrets: off by default, meant for a programmer's own machine.
void log_values(bool shown);

}  // namespace pewit
