#include "sqlite/statement.hpp"

#include <sqlite3.h>

#include <limits>

#include <pewit/error.hpp>

#include "sqlite/errors.hpp"
#include "sqlite/prepare.hpp"

namespace pewit::detail {
namespace {

/// SQLite takes a null pointer for NULL, and an empty view may hold one.
const char* never_null(const void* bytes) noexcept {
    return bytes != nullptr ? static_cast<const char*>(bytes) : "";
}

}  // namespace

SqliteStatement::SqliteStatement(std::shared_ptr<SqliteHandle> handle, std::string_view sql)
    : handle_(std::move(handle)), connection_(handle_->get()), statement_(prepare_one(connection_, sql)) {
    parameters_ = sqlite3_bind_parameter_count(statement_);
    writes_ = sqlite3_stmt_readonly(statement_) == 0;
}

SqliteStatement::~SqliteStatement() {
    if (!handle_->is_abandoned()) sqlite3_finalize(statement_);
}

Fault SqliteStatement::bind_null(int index) { return bound(sqlite3_bind_null(statement_, index + 1)); }

Fault SqliteStatement::bind_int64(int index, std::int64_t value) {
    return bound(sqlite3_bind_int64(statement_, index + 1, value));
}

Fault SqliteStatement::bind_double(int index, double value) {
    if (value != value) return Fault::not_a_number;
    return bound(sqlite3_bind_double(statement_, index + 1, value));
}

Fault SqliteStatement::bind_text(int index, std::string_view value) {
    return bound(sqlite3_bind_text64(statement_, index + 1, never_null(value.data()), value.size(),
                                     SQLITE_STATIC, SQLITE_UTF8));
}

Fault SqliteStatement::bind_text_copy(int index, std::string_view value) {
    copied_ = true;
    return bound(sqlite3_bind_text64(statement_, index + 1, never_null(value.data()), value.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8));
}

Fault SqliteStatement::bind_blob(int index, std::span<const std::byte> value) {
    return bound(
        sqlite3_bind_blob64(statement_, index + 1, never_null(value.data()), value.size(), SQLITE_STATIC));
}

Fault SqliteStatement::bind_blob_copy(int index, std::span<const std::byte> value) {
    copied_ = true;
    return bound(
        sqlite3_bind_blob64(statement_, index + 1, never_null(value.data()), value.size(), SQLITE_TRANSIENT));
}

Fault SqliteStatement::bound(int code) {
    if (code == SQLITE_OK) {
        ++bound_;
        return Fault::none;
    }
    return not_bound(code);
}

Fault SqliteStatement::not_bound(int code) {
    if (code == SQLITE_TOOBIG) return Fault::too_long;
    throw_sqlite_error(connection_, {.code = code, .stage = SqliteStage::bind, .sql = sql()});
}

/// nullptr for every call after the last row: SQLite would silently begin again.
const Cell* SqliteStatement::step() {
    if (run_ == Run::not_begun) return first_step();
    return run_ == Run::rows ? next_step() : nullptr;
}

const Cell* SqliteStatement::next_step() {
    const int code = sqlite3_step(statement_);
    return code == SQLITE_ROW ? read_row() : end_run(code);
}

const Cell* SqliteStatement::first_step() {
    if (bound_ < parameters_) refuse_unbound();
    began_in_transaction_ = sqlite3_get_autocommit(connection_) == 0;
    if (writes_ && !counts_changes_) changes_before_ = sqlite3_total_changes64(connection_);
    const int code = sqlite3_step(statement_);
    return code == SQLITE_ROW ? first_row() : end_run(code);
}

const Cell* SqliteStatement::first_row() {
    run_ = Run::rows;
    cells_.resize(static_cast<std::size_t>(sqlite3_column_count(statement_)));
    return read_row();
}

const Cell* SqliteStatement::end_run(int code) {
    run_ = Run::ended;
    if (code != SQLITE_DONE) fail(code);
    count_changes();
    return nullptr;
}

/// sqlite3_changes() is of the last INSERT, UPDATE or DELETE, so for others it is not asked (trap S45). What has
/// changed a row once is none of the others.
void SqliteStatement::count_changes() noexcept {
    if (!counts_changes_)
        counts_changes_ = writes_ && sqlite3_total_changes64(connection_) != changes_before_;
    handle_->changes = counts_changes_ ? sqlite3_changes64(connection_) : 0;
}

const Cell* SqliteStatement::read_row() {
    Cell* cell = cells_.data();
    const int count = static_cast<int>(cells_.size());
    for (int i = 0; i < count; ++i, ++cell) {
        sqlite3_value* value = sqlite3_column_value(statement_, i);
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            cell->kind = CellKind::integer;
            cell->integer = sqlite3_value_int64(value);
            break;
        case SQLITE_FLOAT:
            cell->kind = CellKind::real;
            cell->real = sqlite3_value_double(value);
            break;
        case SQLITE_TEXT:
            read_bytes(*cell, value, true);
            break;
        case SQLITE_BLOB:
            read_bytes(*cell, value, false);
            break;
        default:
            cell->kind = CellKind::null;
        }
    }
    return cells_.data();
}

/// A null pointer for what is not empty means that SQLite had no memory to convert it.
inline void SqliteStatement::read_bytes(Cell& cell, sqlite3_value* value, bool is_text) {
    cell.kind = is_text ? CellKind::text : CellKind::blob;
    cell.bytes = is_text ? reinterpret_cast<const char*>(sqlite3_value_text(value))
                         : static_cast<const char*>(sqlite3_value_blob(value));
    cell.size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (cell.bytes == nullptr && (is_text || cell.size != 0)) fail(SQLITE_NOMEM);
}

bool SqliteStatement::writes() const noexcept { return sqlite3_stmt_readonly(statement_) == 0; }

void SqliteStatement::reset() noexcept {
    if (handle_->is_abandoned()) return;
    sqlite3_reset(statement_);
    // Borrowed values need no clearing: nothing reads them before all are bound again. Copies give their
    // memory back.
    if (copied_) sqlite3_clear_bindings(statement_);
    copied_ = false;
    bound_ = 0;
    run_ = Run::not_begun;
}

int SqliteStatement::column_count() const noexcept { return sqlite3_column_count(statement_); }

std::string_view SqliteStatement::column_name(int index) const {
    const char* name = sqlite3_column_name(statement_, index);
    return name != nullptr ? std::string_view(name) : std::string_view{};
}

std::string_view SqliteStatement::sql() const noexcept { return sqlite3_sql(statement_); }

std::string SqliteStatement::expanded_sql() const {
    const std::unique_ptr<char, void (*)(void*)> text(sqlite3_expanded_sql(statement_), sqlite3_free);
    return text != nullptr ? std::string(text.get()) : std::string(sql());
}

void SqliteStatement::refuse_unbound() const {
    throw ProgrammingError("the statement has " + std::to_string(parameters_) + " parameters, but "
                               + std::to_string(bound_) + " were bound",
                           {.code = ErrorCode::misuse, .sql = std::string(sql())});
}

/// Throws what the engine said; the statement is reset first thing after, so that it holds no lock.
void SqliteStatement::fail(int code) {
    struct ResetAfter {
        sqlite3_stmt* statement;
        ~ResetAfter() { sqlite3_reset(statement); }
    } const reset_after{statement_};
    run_ = Run::ended;
    handle_->changes = 0;
    sqlite3* handle = handle_->get();
    throw_sqlite_error(handle,
                       {.code = code,
                        .stage = SqliteStage::run,
                        .sql = sql(),
                        .lost_transaction = began_in_transaction_ && sqlite3_get_autocommit(handle) != 0});
}

}  // namespace pewit::detail
