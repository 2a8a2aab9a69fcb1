/// A new session: who hears its notices, and whether it has taken its settings.
#include <pewit/error.hpp>

#include "log_internal.hpp"
#include "postgres/connection.hpp"
#include "postgres/shown_message.hpp"

namespace pewit::detail {
namespace {

std::string describe(const PGresult* notice) {
    std::string text = "PostgreSQL: ";
    text.append(field_of(notice, PG_DIAG_SEVERITY)).append(": ").append(shown_notice(notice));
    if (const auto state = field_of(notice, PG_DIAG_SQLSTATE); !state.empty())
        text.append(" (SQLSTATE ").append(state).append(")");
    return text;
}

/// A warning may tell that a commit is weaker than it looks (trap P21). The server's last word before it closes the
/// link comes here too, unless a statement was waiting for an answer: the next error will tell it.
void receive_notice(void* receiver, const PGresult* notice) noexcept {
    try {
        const std::string_view severity = field_of(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        const std::string_view state = field_of(notice, PG_DIAG_SQLSTATE);
        // A server that crashes, or is stopped at once, has time for a warning only.
        if (severity == "FATAL" || severity == "PANIC" || state.starts_with("57P0")) {
            EndOfSession& end = static_cast<PostgresHandle*>(receiver)->end;
            end.sqlstate = state;
            end.message = field_of(notice, PG_DIAG_MESSAGE_PRIMARY);
        } else if (severity == "WARNING") {
            log_warning(describe(notice));
        } else {
            log_debug(describe(notice));
        }
    } catch (...) {  // no memory for a notice
        return;
    }
}

[[noreturn]] void refused(const PostgresSetting& setting, const std::string& got) {
    throw OperationalError(
        "PostgreSQL did not take " + setting.name + " = " + setting.value + ": it is \"" + got + "\"",
        {.code = ErrorCode::configuration});
}

/// What a pooler in transaction mode follows for each client; anything else would leak to others (trap P29).
void set_what_poolers_follow(PostgresHandle& handle, const PostgresTarget& target) {
    for (const PostgresSetting& setting : target.settings) {
        const char* now = PQparameterStatus(handle.link(), setting.name.c_str());
        if (now != nullptr && setting.expected == now) continue;
        const Result answer{
            PQexec(handle.link(), ("SET " + setting.name + " = '" + setting.value + "'").c_str())};
        if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK)
            refused(setting, now != nullptr ? now : "unknown");
    }
}

void read_back(PostgresHandle& handle, const PostgresTarget& target) {
    std::string sql;
    for (const PostgresSetting& setting : target.settings) {
        if (setting.expected.empty()) continue;
        sql.append(sql.empty() ? "SELECT " : ", ")
            .append("current_setting('")
            .append(setting.name)
            .append("')");
    }
    sql += ", current_setting('client_encoding')";
    const std::vector<std::string> got = handle.client().ask(sql);
    std::size_t i = 0;
    for (const PostgresSetting& setting : target.settings) {
        if (setting.expected.empty()) continue;
        if (got.at(i) != setting.expected) refused(setting, got.at(i));
        ++i;
    }
    if (got.at(i) != "UTF8") refused({"client_encoding", "UTF8"}, got.at(i));
}

}  // namespace

void set_up_session(PostgresHandle& handle, const PostgresTarget& target) {
    PQsetNoticeReceiver(handle.link(), receive_notice, &handle);
    if (target.options.prepare == Prepare::never) set_what_poolers_follow(handle, target);
    read_back(handle, target);
}

}  // namespace pewit::detail
