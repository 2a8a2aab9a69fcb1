/// What PostgreSQL keeps until a transaction's end: advisory locks, and settings by SET LOCAL.
#include <algorithm>
#include <array>
#include <cctype>

#include <pewit/detail/text.hpp>
#include <pewit/error.hpp>

#include "connection/session.hpp"
#include "sql/dialect.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {
namespace {

constexpr std::size_t kinds = 3;
const std::array<StatementSlot, kinds> lock_slots;
const std::array<StatementSlot, kinds> try_slots;
const StatementSlot set_local_slot;

/// What pewit reads and writes values by, and what a frame's own options say.
constexpr std::array<std::string_view, 12> owned_settings{
    "array_nulls",        "bytea_output",           "client_encoding",       "datestyle",
    "extra_float_digits", "intervalstyle",          "session_authorization", "standard_conforming_strings",
    "timezone",           "transaction_deferrable", "transaction_isolation", "transaction_read_only"};

[[noreturn]] void refuse_feature(const Dialect& dialect, const char* feature) {
    throw NotSupportedError(std::string(feature) + ": " + std::string(dialect.name()) + " has no such thing",
                            {.code = ErrorCode::not_supported});
}

void check_value(std::string_view text, const char* what) {
    if (check_text(text) == Fault::none) return;
    throw DataError(std::string(what) + " is not valid UTF-8 or holds a NUL", {.code = ErrorCode::data});
}

bool is_setting_name(std::string_view name) noexcept {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
               || c == '.';
    };
    return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), is_allowed);
}

void check_setting(std::string_view name) {
    const std::string shown(name);
    if (!is_setting_name(name)) {
        throw ProgrammingError("set_local: a setting's name has letters, digits, underscores and dots",
                               {.code = ErrorCode::misuse});
    }
    std::string lower = shown;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::find(owned_settings.begin(), owned_settings.end(), lower) != owned_settings.end()) {
        throw ProgrammingError("set_local: " + lower + " is pewit's own, or an option of the transaction",
                               {.code = ErrorCode::misuse});
    }
}

void bind_key(Statement& statement, const AdvisoryKey& key) {
    switch (key.kind()) {
    case AdvisoryKey::Kind::number:
        statement.bind_int64(0, key.number());
        return;
    case AdvisoryKey::Kind::pair:
        statement.bind_int64(0, key.number());
        statement.bind_int64(1, key.second());
        return;
    case AdvisoryKey::Kind::text:
        statement.bind_text(0, key.text());
        return;
    }
}

}  // namespace

bool FrameHandle::lock(const AdvisoryKey& key, bool waits) {
    const char* what = waits ? "advisory_lock" : "try_advisory_lock";
    const std::string_view sql = session().dialect().advisory_lock(key.kind(), waits);
    if (sql.empty()) refuse_feature(session().dialect(), what);
    session().frames().refuse_covered(checked_frame(what), what);
    check_value(key.text(), "the key of an advisory lock");
    const auto& slot = (waits ? lock_slots : try_slots)[static_cast<std::size_t>(key.kind())];
    Execution run{session(), slot, [sql](const Dialect&) { return std::string(sql); }};
    bind_key(run.statement(), key);
    const Cell* row = run.step();
    const bool is_taken = waits || (row != nullptr && row[0].integer != 0);
    run.run();
    return is_taken;
}

void FrameHandle::set_local(std::string_view setting, std::string_view value) {
    const std::string_view sql = session().dialect().set_local();
    if (sql.empty()) refuse_feature(session().dialect(), "set_local");
    session().frames().refuse_covered(checked_frame("set_local"), "set_local");
    check_setting(setting);
    check_value(value, "the value of a setting");
    Execution run{session(), set_local_slot, [sql](const Dialect&) { return std::string(sql); }};
    run.statement().bind_text(0, setting);
    run.statement().bind_text(1, value);
    run.run();
}

void FrameHandle::set_local(std::string_view setting, std::chrono::milliseconds value) {
    set_local(setting, std::to_string(value.count()) + "ms");
}

}  // namespace pewit::detail
