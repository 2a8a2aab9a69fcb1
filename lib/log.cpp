/// The one file that includes spdlog.
#include <pewit/log.hpp>

#include <spdlog/fmt/fmt.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "log_internal.hpp"

namespace pewit {
namespace {

using Callback = std::function<void(const LogRecord&)>;

/// Guards what follows it.
struct LogState {
    std::mutex mutex;
    std::shared_ptr<spdlog::logger> logger;
    std::vector<std::shared_ptr<spdlog::logger>> replaced;
    std::shared_ptr<const Callback> callback;
};

/// Read at every statement, without the mutex. Nothing to construct, nothing to destroy.
struct LogSwitches {
    std::atomic<spdlog::logger*> current{nullptr};  ///< none: not chosen yet
    std::atomic<bool> has_callback{false};
    std::atomic<bool> wants_all{false};  ///< a callback or a threshold: every statement is looked at
    std::atomic<bool> shows_values{false};
    std::atomic<std::chrono::nanoseconds::rep> slow_from{0};
};
constinit LogSwitches switches;

/// Never destroyed: a guard in a static object may log after main().
LogState& state() {
    static auto* const the_state = new LogState;
    return *the_state;
}

std::shared_ptr<spdlog::logger> make_default() {
    if (std::shared_ptr<spdlog::logger> registered = spdlog::get("pewit")) return registered;
    auto made = std::make_shared<spdlog::logger>("pewit", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::warn);
    return made;
}

/// Stands for no logger.
spdlog::logger* silent_logger() {
    static auto* const silent = [] {
        auto made = std::make_unique<spdlog::logger>("pewit");
        made->set_level(spdlog::level::off);
        return made.release();
    }();
    return silent;
}

void choose(LogState& log, std::shared_ptr<spdlog::logger> logger) {
    spdlog::logger* const current = logger != nullptr ? logger.get() : silent_logger();
    if (log.logger) log.replaced.push_back(log.logger);
    log.logger = std::move(logger);
    switches.current.store(current, std::memory_order_release);
}

void choose_default() {
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    if (switches.current.load(std::memory_order_relaxed) == nullptr) choose(log, make_default());
}

inline spdlog::logger& current_logger() {
    spdlog::logger* const logger = switches.current.load(std::memory_order_acquire);
    if (logger != nullptr) [[likely]]
        return *logger;
    choose_default();
    return *switches.current.load(std::memory_order_acquire);
}

std::shared_ptr<const Callback> current_callback() {
    if (!switches.has_callback.load(std::memory_order_acquire)) return nullptr;
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    return log.callback;
}

spdlog::level::level_enum to_spdlog(LogLevel level) noexcept {
    return level == LogLevel::debug ? spdlog::level::debug : spdlog::level::warn;
}

void emit(const LogRecord& record) {
    spdlog::logger& logger = current_logger();
    if (logger.should_log(to_spdlog(record.level)))
        logger.log(to_spdlog(record.level),
                   spdlog::string_view_t(record.message.data(), record.message.size()));
    if (const std::shared_ptr<const Callback> callback = current_callback()) (*callback)(record);
}

/// A line break inside raw SQL or a name must not look like another record.
std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

std::string describe(const StatementRecord& record) {
    const double milliseconds = std::chrono::duration<double, std::milli>(record.duration).count();
    std::string line =
        fmt::format("{} | db={} depth={} {:.3f} ms", record.sql, record.database, record.depth, milliseconds);
    if (!record.error.empty()) line.append(" failed: ").append(record.error);
    return one_line(std::move(line));
}

/// Under the state's mutex.
void note_what_is_wanted() noexcept { switches.wants_all = switches.has_callback || switches.slow_from != 0; }

bool is_slow(const StatementRecord& record) noexcept {
    const auto from = switches.slow_from.load(std::memory_order_relaxed);
    return from != 0 && record.duration.count() >= from;
}

}  // namespace

void set_logger(std::shared_ptr<spdlog::logger> logger) {
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    choose(log, std::move(logger));
}

std::shared_ptr<spdlog::logger> logger() {
    static_cast<void>(current_logger());
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    return log.logger;
}

void set_log_callback(std::function<void(const LogRecord&)> callback) {
    LogState& log = state();
    const bool has_one = static_cast<bool>(callback);
    auto shared = has_one ? std::make_shared<const Callback>(std::move(callback)) : nullptr;
    const std::lock_guard lock(log.mutex);
    log.callback = std::move(shared);
    switches.has_callback.store(has_one, std::memory_order_release);
    note_what_is_wanted();
}

void set_slow_statement_threshold(std::chrono::nanoseconds threshold) {
    const std::lock_guard lock(state().mutex);
    switches.slow_from.store(threshold.count(), std::memory_order_relaxed);
    note_what_is_wanted();
}

void log_values(bool shown) { switches.shows_values.store(shown, std::memory_order_relaxed); }

namespace detail {

bool log_statement_enabled() noexcept {
    try {
        return current_logger().should_log(spdlog::level::debug)
               || switches.wants_all.load(std::memory_order_relaxed);
    } catch (...) {
        return false;
    }
}

bool log_values_enabled() noexcept { return switches.shows_values.load(std::memory_order_relaxed); }

void log_statement(const StatementRecord& record) noexcept {
    try {
        const bool slow = is_slow(record);
        const std::string line = (slow ? "slow: " : "") + describe(record);
        emit({.level = slow ? LogLevel::warning : LogLevel::debug, .message = line, .statement = &record});
    } catch (...) {  // a log that fails must not fail the statement that has run
        return;
    }
}

namespace {

void log_line(LogLevel level, std::string_view message) noexcept {
    try {
        const std::string line = one_line(std::string(message));
        emit({.level = level, .message = line, .statement = nullptr});
    } catch (...) {  // nobody is left to tell
        return;
    }
}

}  // namespace

void log_debug(std::string_view message) noexcept { log_line(LogLevel::debug, message); }
void log_warning(std::string_view message) noexcept { log_line(LogLevel::warning, message); }

}  // namespace detail
}  // namespace pewit
