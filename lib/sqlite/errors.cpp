#include "sqlite/errors.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include <pewit/error.hpp>

#include "sqlite/constraint_names.hpp"
#include "sqlite/target_table.hpp"

namespace pewit::detail {
namespace {

using Raise = void (*)(const std::string& message, ErrorFacts facts);

template <class E>
[[noreturn]] void raise(const std::string& message, ErrorFacts facts) {
    throw E(message, std::move(facts));
}

struct Rule {
    int native = 0;
    ErrorCode code = ErrorCode::other;
    Raise throw_it = nullptr;
    const char* hint = "";
};

/// Extended codes before primary ones: the first that fits wins.
constexpr std::array rules{
    Rule{SQLITE_CONSTRAINT_UNIQUE, ErrorCode::constraint, raise<UniqueViolation>},
    Rule{SQLITE_CONSTRAINT_PRIMARYKEY, ErrorCode::constraint, raise<UniqueViolation>},
    Rule{SQLITE_CONSTRAINT_ROWID, ErrorCode::constraint, raise<UniqueViolation>},
    Rule{SQLITE_CONSTRAINT_NOTNULL, ErrorCode::constraint, raise<NotNullViolation>},
    Rule{SQLITE_CONSTRAINT_CHECK, ErrorCode::constraint, raise<CheckViolation>},
    Rule{SQLITE_CONSTRAINT_FOREIGNKEY, ErrorCode::constraint, raise<ForeignKeyViolation>},
    Rule{SQLITE_CONSTRAINT_DATATYPE, ErrorCode::data, raise<DataError>},
    Rule{SQLITE_BUSY_SNAPSHOT, ErrorCode::conflict, raise<LockError>,
         "another connection has written since this transaction first read; begin it with Lock::immediate"},
    Rule{SQLITE_READONLY_DBMOVED, ErrorCode::session_lost, raise<ConnectionLost>,
         "the file was moved or deleted while it was open"},
    Rule{SQLITE_READONLY_ROLLBACK, ErrorCode::storage, raise<OperationalError>,
         "a crashed program left a journal that must be rolled back first; open the database once with write "
         "access"},
    Rule{
        SQLITE_READONLY_RECOVERY, ErrorCode::storage, raise<OperationalError>,
        "a crashed program left a WAL that must be recovered first; open the database once with write access"},
    Rule{SQLITE_READONLY_CANTINIT, ErrorCode::storage, raise<OperationalError>,
         "a WAL database needs its -shm file, or the right to create it"},
    Rule{SQLITE_READONLY_DIRECTORY, ErrorCode::storage, raise<OperationalError>,
         "SQLite can't create its journal in the database's directory"},
    Rule{SQLITE_BUSY, ErrorCode::locked, raise<LockError>},
    Rule{SQLITE_LOCKED, ErrorCode::locked, raise<LockError>},
    Rule{SQLITE_PROTOCOL, ErrorCode::locked, raise<LockError>},
    Rule{SQLITE_CONSTRAINT, ErrorCode::constraint, raise<IntegrityError>},
    Rule{SQLITE_ERROR, ErrorCode::misuse, raise<ProgrammingError>},
    Rule{SQLITE_INTERNAL, ErrorCode::other, raise<InternalError>},
    Rule{SQLITE_PERM, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_NOMEM, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_READONLY, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_INTERRUPT, ErrorCode::cancelled, raise<OperationalError>},
    Rule{SQLITE_IOERR, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_CORRUPT, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_FULL, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_CANTOPEN, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_NOLFS, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_NOTADB, ErrorCode::storage, raise<OperationalError>},
    Rule{SQLITE_SCHEMA, ErrorCode::stale_plan, raise<OperationalError>},
    Rule{SQLITE_TOOBIG, ErrorCode::data, raise<DataError>},
    Rule{SQLITE_MISMATCH, ErrorCode::data, raise<DataError>},
    Rule{SQLITE_RANGE, ErrorCode::misuse, raise<ProgrammingError>},
    Rule{SQLITE_AUTH, ErrorCode::misuse, raise<ProgrammingError>},
    Rule{SQLITE_MISUSE, ErrorCode::misuse, raise<InternalError>},
};

constexpr Rule unknown_code{0, ErrorCode::other, raise<OperationalError>};
constexpr Rule bad_sql{SQLITE_ERROR, ErrorCode::syntax, raise<ProgrammingError>};
constexpr Rule bad_value{SQLITE_ERROR, ErrorCode::data, raise<DataError>};
constexpr Rule restricted{SQLITE_CONSTRAINT_TRIGGER, ErrorCode::constraint, raise<ForeignKeyViolation>};
constexpr Rule upgrade_conflict{
    SQLITE_BUSY, ErrorCode::conflict, raise<LockError>,
    "this transaction has read and now wants to write while another connection does, so waiting could only "
    "deadlock; begin it with Lock::immediate"};

constexpr int primary(int code) noexcept { return code & 0xFF; }

bool begins_with(std::string_view text, std::string_view prefix) noexcept {
    return text.substr(0, prefix.size()) == prefix;
}

/// SQLite has one code for everything a function may dislike about its arguments.
bool is_about_a_value(std::string_view message) noexcept {
    return begins_with(message, "malformed JSON") || begins_with(message, "JSON ")
           || begins_with(message, "bad JSON path") || begins_with(message, "integer overflow")
           || begins_with(message, "fts5: ");
}

/// SQLite answers BUSY at once, whatever the timeout, when a reader wants to write and can't (trap S5).
bool is_upgrade_conflict(sqlite3* handle, const SqliteFailure& failure) noexcept {
    return handle != nullptr && failure.code == SQLITE_BUSY && failure.stage == SqliteStage::run
           && sqlite3_get_autocommit(handle) == 0 && sqlite3_txn_state(handle, nullptr) == SQLITE_TXN_READ;
}

const Rule& rule_for(sqlite3* handle, const SqliteFailure& failure, std::string_view message) noexcept {
    if (failure.code == SQLITE_ERROR && failure.stage == SqliteStage::prepare) return bad_sql;
    if (failure.code == SQLITE_ERROR && is_about_a_value(message)) return bad_value;
    // ON DELETE RESTRICT is a trigger inside SQLite.
    if (failure.code == SQLITE_CONSTRAINT_TRIGGER && message == "FOREIGN KEY constraint failed")
        return restricted;
    if (is_upgrade_conflict(handle, failure)) return upgrade_conflict;
    for (const int code : {failure.code, primary(failure.code)}) {
        const auto* rule =
            std::find_if(rules.begin(), rules.end(), [code](const Rule& r) { return r.native == code; });
        if (rule != rules.end()) return *rule;
    }
    return unknown_code;
}

/// The parser quotes the word that it can't take: a name or an operator helps, a literal may be a value.
bool is_literal(std::string_view word) noexcept {
    const bool is_number =
        !word.empty() && (word[0] == '.' ? word.size() > 1 : word[0] >= '0' && word[0] <= '9');
    return is_number || word.find_first_of("'\"") != std::string_view::npos;
}

constexpr std::string_view no_such_table = "no such table: ";

/// About what is in the schema, which some statements read only while they run.
bool names_the_schema(std::string_view message) noexcept {
    return begins_with(message, no_such_table) || begins_with(message, "no such savepoint: ")
           || begins_with(message, "error in ");
}

std::string without_literal(const std::string& message) {
    if (!begins_with(message, "near \"") && !begins_with(message, "unrecognized token: \"")) return message;
    const std::size_t first = message.find('"');
    const std::size_t last = message.rfind('"');
    if (last == first) return message;
    if (!is_literal(std::string_view{message}.substr(first + 1, last - first - 1))) return message;
    return message.substr(0, first + 1) + "…" + message.substr(last);
}

/// A function's complaint, or ATTACH's, may quote the value it was given: `JSON path error near '…'`,
/// `unable to open database: …`. Nothing in the text tells, so it ends at the first quote or colon.
std::string without_values(const std::string& message, const SqliteFailure& failure) {
    if (failure.stage == SqliteStage::prepare) return without_literal(message);
    const bool may_quote =
        failure.stage == SqliteStage::run
        && (primary(failure.code) == SQLITE_ERROR || primary(failure.code) == SQLITE_CANTOPEN)
        && !names_the_schema(message);
    const std::size_t end = may_quote ? message.find_first_of("'\":") : std::string::npos;
    return end == std::string::npos ? message : message.substr(0, end) + "…";
}

/// What to do about a limit of this SQLite; empty when none was met.
std::string limit_hint(sqlite3* handle, std::string_view message) {
    if (handle != nullptr && message == "too many SQL variables") {
        const int limit = sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, -1);
        return "it takes at most " + std::to_string(limit)
               + " values in a statement; ask in parts, or put the values into a table and use a subquery";
    }
    if (message == "parser stack overflow") {
        return "parentheses are nested too deeply for it, as where AND and OR alternate many times; rewrite the "
               "condition, or split the query";
    }
    if (message.starts_with("unsafe use of virtual table")) {
        return "it does not let a trigger write a text index unless the schema is trusted: open the database with "
               ".trusted_schema = true, if nobody else can write its schema";
    }
    return {};
}

std::string compose(const std::string& message, const SqliteFailure& failure, const std::string& hint) {
    std::string text = failure.context;
    if (!text.empty()) text += ": ";
    text += without_values(message, failure);
    if (!hint.empty()) text.append("; ").append(hint);
    return text.append(" (SQLite ").append(std::to_string(failure.code)).append(")");
}

ErrorFacts facts_of(sqlite3* handle, const SqliteFailure& failure, const Rule& rule,
                    std::string_view message) {
    ErrorFacts facts;
    facts.code = rule.code;
    facts.native_code = failure.code;
    facts.retryable = is_retryable_sqlite_code(failure.code);
    facts.loses_connection = rule.code == ErrorCode::session_lost;
    // A stale snapshot stays stale until the transaction is over: it may read on, and never write (trap S6).
    facts.loses_transaction = failure.lost_transaction || failure.code == SQLITE_BUSY_SNAPSHOT;
    facts.sql = failure.sql;
    if (primary(failure.code) == SQLITE_CONSTRAINT) {
        ConstraintNames names = constraint_names(handle, failure.code, message);
        facts.table = std::move(names.table);
        facts.column = std::move(names.column);
        facts.constraint = std::move(names.constraint);
        if (facts.table.empty()) facts.table = target_table(failure.sql);
    }
    if (begins_with(message, no_such_table)) {
        const std::string_view name = message.substr(no_such_table.size());
        facts.table = name.substr(name.rfind('.') + 1);
    }
    return facts;
}

/// The handle's own words, if they are about this code and not about an older failure.
std::string message_of(sqlite3* handle, int code) {
    const bool fresh = handle != nullptr && primary(sqlite3_errcode(handle)) == primary(code);
    return fresh ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
}

}  // namespace

bool is_retryable_sqlite_code(int code) noexcept {
    return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_BUSY_RECOVERY
           || code == SQLITE_BUSY_SNAPSHOT;
}

bool commit_surely_failed(int code, std::string_view message) noexcept {
    if (code == SQLITE_CONSTRAINT_COMMITHOOK) return true;
    return primary(code) == SQLITE_ERROR
           && message.find("no transaction is active") != std::string_view::npos;
}

void throw_sqlite_error(sqlite3* handle, const SqliteFailure& failure) {
    const std::string message = message_of(handle, failure.code);
    const Rule& rule = rule_for(handle, failure, message);
    const std::string limit = limit_hint(handle, message);
    rule.throw_it(compose(message, failure, limit.empty() ? rule.hint : limit),
                  facts_of(handle, failure, rule, message));
    throw InternalError("an SQLite error was not thrown");  // every rule throws
}

}  // namespace pewit::detail
