#include "postgres/errors.hpp"

#include <algorithm>
#include <array>

#include "postgres/shown_message.hpp"

namespace pewit::detail {
namespace {

using Raise = void (*)(const std::string& message, ErrorFacts facts);

template <class E>
[[noreturn]] void raise(const std::string& message, ErrorFacts facts) {
    throw E(message, std::move(facts));
}

/// A whole SQLSTATE, or its first two characters: a class of them.
struct Rule {
    std::string_view state;
    ErrorCode code = ErrorCode::other;
    Raise throw_it = nullptr;
    const char* hint = "";
};

/// https://www.postgresql.org/docs/current/errcodes-appendix.html
constexpr std::array rules{
    Rule{"23505", ErrorCode::constraint, raise<UniqueViolation>},
    Rule{"23503", ErrorCode::constraint, raise<ForeignKeyViolation>},
    Rule{"23001", ErrorCode::constraint, raise<ForeignKeyViolation>},
    Rule{"23502", ErrorCode::constraint, raise<NotNullViolation>},
    Rule{"23514", ErrorCode::constraint, raise<CheckViolation>},
    Rule{"23", ErrorCode::constraint, raise<IntegrityError>},
    Rule{"40001", ErrorCode::conflict, raise<LockError>},
    Rule{"40P01", ErrorCode::conflict, raise<LockError>},
    Rule{"40", ErrorCode::constraint, raise<IntegrityError>},
    Rule{"55P03", ErrorCode::locked, raise<LockError>},
    Rule{"55", ErrorCode::misuse, raise<OperationalError>},
    Rule{"57014", ErrorCode::cancelled, raise<OperationalError>},
    Rule{"57P", ErrorCode::session_lost, raise<ConnectionLost>},
    Rule{"57", ErrorCode::other, raise<OperationalError>},
    Rule{"25P03", ErrorCode::session_lost, raise<ConnectionLost>, "it idled in a transaction for too long"},
    Rule{"25006", ErrorCode::misuse, raise<OperationalError>},
    Rule{"25", ErrorCode::misuse, raise<ProgrammingError>},
    Rule{"08", ErrorCode::session_lost, raise<ConnectionLost>},
    Rule{"0A", ErrorCode::not_supported, raise<NotSupportedError>},
    Rule{"21", ErrorCode::misuse, raise<ProgrammingError>},
    Rule{"22", ErrorCode::data, raise<DataError>},
    Rule{"26", ErrorCode::stale_plan, raise<OperationalError>},
    Rule{"28", ErrorCode::configuration, raise<OperationalError>},
    Rule{"3D", ErrorCode::configuration, raise<OperationalError>},
    Rule{"3F", ErrorCode::syntax, raise<ProgrammingError>},
    Rule{"42501", ErrorCode::misuse, raise<ProgrammingError>},
    Rule{"42", ErrorCode::syntax, raise<ProgrammingError>},
    Rule{"44", ErrorCode::constraint, raise<IntegrityError>},
    Rule{"53", ErrorCode::storage, raise<OperationalError>},
    Rule{"54", ErrorCode::misuse, raise<OperationalError>},
    Rule{"58", ErrorCode::storage, raise<OperationalError>},
    Rule{"XX", ErrorCode::other, raise<InternalError>},
    Rule{"P0", ErrorCode::other, raise<OperationalError>},
};

constexpr Rule unknown_state{"", ErrorCode::other, raise<OperationalError>};
constexpr Rule link_lost{"", ErrorCode::session_lost, raise<ConnectionLost>};
constexpr Rule stale_plan{
    "0A000", ErrorCode::stale_plan, raise<OperationalError>,
    "a table has changed since the statement was prepared; the whole transaction may be run again"};

constexpr Rule no_primary{"25006", ErrorCode::session_lost, raise<ConnectionLost>,
                          "the server is no primary any more; the whole transaction may be run again"};

const Rule& rule_for(std::string_view state) noexcept {
    const auto* rule = std::find_if(rules.begin(), rules.end(),
                                    [state](const Rule& r) { return state.starts_with(r.state); });
    return rule != rules.end() ? *rule : unknown_state;
}

/// A write that was refused since the server only follows another one.
bool is_demoted(const PGconn* link, std::string_view state) noexcept {
    const char* standby = PQparameterStatus(link, "in_hot_standby");  // told by servers from version 14 on
    return state == "25006" && standby != nullptr && std::string_view{standby} == "on";
}

bool is_retryable(std::string_view state) noexcept { return state == "40001" || state == "40P01"; }

/// `Key (a, b)=(1, 2) already exists.` in whatever language: the columns stand before `)=(`.
std::string key_columns(std::string_view detail) {
    const std::size_t begin = detail.find('(');
    const std::size_t end = detail.find(")=(");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
    return std::string(detail.substr(begin + 1, end - begin - 1));
}

/// `relation "a.b" does not exist`, in whatever language: what is quoted, without its schema.
std::string missing_table(std::string_view message) {
    const std::size_t begin = message.find('"');
    const std::size_t end = message.rfind('"');
    if (begin == end) return {};
    const std::string_view name = message.substr(begin + 1, end - begin - 1);
    return name == "…" ? std::string{} : std::string(name.substr(name.rfind('.') + 1));
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string compose(std::string message, const Rule& rule, std::string_view state) {
    if (rule.hint[0] != '\0') message.append("; ").append(rule.hint);
    return state.empty() ? message : message.append(" (SQLSTATE ").append(state).append(")");
}

ErrorFacts facts_of(const PGresult* result, const Rule& rule, std::string_view state, std::string_view sql) {
    ErrorFacts facts;
    facts.code = rule.code;
    facts.retryable = is_retryable(state);
    facts.loses_connection = rule.code == ErrorCode::session_lost;
    facts.loses_transaction = facts.retryable || facts.loses_connection;
    facts.sqlstate = state;
    facts.sql = sql;
    facts.table = field_of(result, PG_DIAG_TABLE_NAME);
    facts.column = field_of(result, PG_DIAG_COLUMN_NAME);
    facts.constraint = field_of(result, PG_DIAG_CONSTRAINT_NAME);
    if (state == "42P01") facts.table = missing_table(shown_error(result, sql));
    if (state == "23505") facts.column = key_columns(field_of(result, PG_DIAG_MESSAGE_DETAIL));
    return facts;
}

/// `FATAL:  53300: sorry, too many clients already`, in whatever language: where the SQLSTATE stands.
std::size_t find_state(std::string_view text) noexcept {
    const auto is_state_char = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t at = text.find(":  "); at != std::string_view::npos; at = text.find(":  ", at + 1)) {
        const std::string_view state = text.substr(at + 3, 5);
        const bool is_state = state.size() == 5 && std::all_of(state.begin(), state.end(), is_state_char);
        if (is_state && text.substr(at + 8, 2) == ": ") return at + 3;
    }
    return std::string_view::npos;
}

/// The server's last words in libpq's text, else libpq's own.
EndOfSession last_words(const PGconn* link) {
    const std::string text = PQerrorMessage(link);
    const std::string first_line = text.substr(0, text.find('\n'));
    const std::size_t at = find_state(first_line);
    if (at != std::string::npos)
        return {.sqlstate = first_line.substr(at, 5), .message = first_line.substr(at + 7)};
    return {.message = first_line.empty() ? "the connection is closed" : first_line};
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

}  // namespace

bool is_stale_plan(const PGresult* result) noexcept {
    const std::string_view state = field_of(result, PG_DIAG_SQLSTATE);
    return state == "26000"
           || (state == "0A000" && field_of(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery");
}

void throw_postgres_error(const PGconn* link, const PGresult* result, const EndOfSession& end,
                          std::string_view sql) {
    const std::string_view state = field_of(result, PG_DIAG_SQLSTATE);
    const std::string_view message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    if (PQstatus(link) == CONNECTION_BAD) {
        const EndOfSession told{.sqlstate = std::string(state), .message = std::string(message)};
        throw_link_lost(link, state.empty() ? end : told, sql);
    }
    const Rule& rule = is_stale_plan(result) && state == "0A000"      ? stale_plan
                       : end.wants_primary && is_demoted(link, state) ? no_primary
                                                                      : rule_for(state);
    const std::string text = message.empty() ? last_words(link).message : shown_error(result, sql);
    rule.throw_it(compose(text, rule, state), facts_of(result, rule, state, sql));
    throw InternalError("a PostgreSQL error was not thrown");  // every rule throws
}

void throw_connect_error(const std::string& shown_url, std::string text, std::string_view password) {
    const std::size_t state_at = find_state(text);
    const std::string state = state_at == std::string::npos ? "" : text.substr(state_at, 5);
    text = trimmed(text.substr(0, text.find("\nLOCATION:")));
    if (!state.empty()) replace_all(text, state + ": ", "");
    if (password.size() > 2) replace_all(text, password, "…");
    replace_all(text, "\n", " ");
    const Rule& rule = state.empty() ? unknown_state : rule_for(state);
    const bool passes = state == "53300" || state == "57P03";
    throw OperationalError(compose("cannot connect to " + shown_url + ": " + text, unknown_state, state),
                           {.code = rule.code == ErrorCode::other ? ErrorCode::session_lost : rule.code,
                            .retryable = passes,
                            .sqlstate = state});
}

void throw_link_lost(const PGconn* link, const EndOfSession& end, std::string_view sql) {
    const EndOfSession told = end.message.empty() ? last_words(link) : end;
    const Rule& rule = told.sqlstate == "25P03" ? rule_for(told.sqlstate) : link_lost;
    throw ConnectionLost(compose(told.message, rule, told.sqlstate),
                         facts_of(nullptr, rule, told.sqlstate, sql));
}

void throw_commit_refused(std::string_view sql) {
    throw OperationalError("the server answered COMMIT by rolling the transaction back",
                           {.code = ErrorCode::conflict,
                            .outcome = Outcome::rolled_back,
                            .loses_transaction = true,
                            .sql = std::string(sql)});
}

}  // namespace pewit::detail
