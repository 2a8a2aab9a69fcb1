#include "sqlite/callback.hpp"

#include <sqlite3.h>

#include <new>

#include <pewit/detail/text.hpp>

namespace pewit::detail {
namespace {

Cell cell_of(sqlite3_value* value) {
    Cell cell;
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        cell.kind = CellKind::integer;
        cell.integer = sqlite3_value_int64(value);
        return cell;
    case SQLITE_FLOAT:
        cell.kind = CellKind::real;
        cell.real = sqlite3_value_double(value);
        return cell;
    case SQLITE_TEXT:
        cell.kind = CellKind::text;
        cell.bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
        break;
    case SQLITE_BLOB:
        cell.kind = CellKind::blob;
        cell.bytes = static_cast<const char*>(sqlite3_value_blob(value));
        break;
    default:
        return cell;
    }
    cell.size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (cell.bytes == nullptr && cell.size == 0) cell.bytes = "";
    if (cell.bytes == nullptr) throw std::bad_alloc();
    return cell;
}

const char* words(Fault fault) noexcept {
    switch (fault) {
    case Fault::null:
        return "is NULL";
    case Fault::wrong_kind:
        return "is of another kind";
    case Fault::out_of_range:
        return "is out of range";
    case Fault::not_a_number:
        return "is not a number";
    case Fault::too_long:
        return "is too long";
    default:
        return "is malformed";
    }
}

}  // namespace

Fault ResultStatement::bind_null(int /*index*/) {
    sqlite3_result_null(context_);
    return Fault::none;
}

Fault ResultStatement::bind_int64(int /*index*/, std::int64_t value) {
    sqlite3_result_int64(context_, value);
    return Fault::none;
}

Fault ResultStatement::bind_double(int /*index*/, double value) {
    if (value != value) return Fault::not_a_number;
    sqlite3_result_double(context_, value);
    return Fault::none;
}

Fault ResultStatement::bind_text(int /*index*/, std::string_view value) {
    const Fault fault = check_text(value);
    if (fault == Fault::none) {
        sqlite3_result_text64(context_, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    }
    return fault;
}

Fault ResultStatement::bind_blob(int /*index*/, std::span<const std::byte> value) {
    const void* const bytes = value.empty() ? static_cast<const void*>("") : value.data();
    sqlite3_result_blob64(context_, bytes, value.size(), SQLITE_TRANSIENT);
    return Fault::none;
}

std::vector<Cell> cells_of(sqlite3_value** arguments, int count) {
    std::vector<Cell> cells;
    cells.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        cells.push_back(cell_of(arguments[i]));
    return cells;
}

void report(sqlite3_context* context, const std::string& name, const CallOutcome& outcome) {
    if (outcome.fault == Fault::none) return;
    std::string message =
        outcome.argument < 0 ? "the result" : "argument " + std::to_string(outcome.argument + 1);
    message.append(" of ").append(name).append("() ").append(words(outcome.fault));
    sqlite3_result_error(context, message.c_str(), -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}

void report_exception(sqlite3_context* context, const std::string& name) noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    } catch (...) {
        try {
            sqlite3_result_error(context, (name + "() threw an exception").c_str(), -1);
            sqlite3_result_error_code(context, SQLITE_ABORT);  // SQLITE_ERROR would say that the SQL is wrong
        } catch (...) {
            sqlite3_result_error_nomem(context);
        }
    }
}

}  // namespace pewit::detail
