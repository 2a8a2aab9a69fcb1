/// Models out of JSON.
#include <algorithm>
#include <charconv>
#include <string>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>
#include <pewit/model_json.hpp>

#include "model/json_text.hpp"
#include "model/json_value.hpp"

namespace pewit::detail {
namespace {

Fault read_number(const ColumnDescription& column, std::string_view text, void* row) {
    Cell cell;
    const char* const end = text.data() + text.size();
    if (column.type == SqlType::decimal || column.type == SqlType::json) {
        cell.kind = CellKind::text;
        cell.bytes = text.data();
        cell.size = text.size();
    } else if (text.find_first_of(".eE") == std::string_view::npos) {
        cell.kind = CellKind::integer;
        if (std::from_chars(text.data(), end, cell.integer).ec != std::errc()) return Fault::out_of_range;
    } else {
        double real = 0;
        if (std::from_chars(text.data(), end, real).ec != std::errc()) return Fault::out_of_range;
        cell.kind = CellKind::real;
        cell.real = real;
    }
    return column.read(cell, row);
}

Fault read_bytes(const ColumnDescription& column, CellKind kind, std::string_view bytes, void* row) {
    Cell cell;
    cell.kind = kind;
    cell.bytes = bytes.data();
    cell.size = bytes.size();
    return column.read(cell, row);
}

Fault read_string(const ColumnDescription& column, const std::string& text, void* row) {
    if (column.type != SqlType::blob) return read_bytes(column, CellKind::text, text, row);
    const std::optional<std::string> bytes = from_base64(text);
    return bytes ? read_bytes(column, CellKind::blob, *bytes, row) : Fault::bad_format;
}

Fault read_word(const ColumnDescription& column, char first, void* row) {
    Cell cell;
    if (first == 'n') return column.read(cell, row);
    if (column.type != SqlType::boolean) return Fault::wrong_kind;
    cell.kind = CellKind::integer;
    cell.integer = first == 't' ? 1 : 0;
    return column.read(cell, row);
}

Fault read_value(const ColumnDescription& column, std::string_view text, void* row) {
    if (column.type == SqlType::json && !(text == "null" && column.nullable))
        return read_bytes(column, CellKind::text, text, row);
    switch (text.front()) {
    case '"':
        return read_string(column, JsonCursor(text).string(), row);
    case 't':
    case 'f':
    case 'n':
        return read_word(column, text.front(), row);
    case '{':
    case '[':
        return Fault::wrong_kind;
    default:
        return read_number(column, text, row);
    }
}

/// The number of the column with this name, in C++ or in SQL; as many as there are: none.
std::size_t find_column(const ModelDescription& model, std::string_view name) noexcept {
    const auto* const found =
        std::find_if(model.columns.data(), model.columns.data() + model.columns.size(),
                     [name](const ColumnDescription& c) { return c.member == name || c.name == name; });
    return static_cast<std::size_t>(found - model.columns.data());
}

[[noreturn]] void refuse_member(const ModelDescription& model, bool is_list) {
    const std::string which = is_list
                                  ? "a member is a list, and no column: back-references are not read, make "
                                    "objects of those rows by themselves"
                                  : "a member is no column";
    throw DataError("model_from_json() of " + std::string(model.name) + ": " + which,
                    {.code = ErrorCode::data, .table = std::string(model.table)});
}

}  // namespace

void from_json(const ModelWalk& walk, void* row, std::string_view object, bool ignore_unknown) {
    const ModelDescription& model = walk.model();
    JsonCursor cursor(object);
    if (!cursor.take('{')) {
        throw DataError("model_from_json() of " + std::string(model.name) + ": the text is no JSON object",
                        {.code = ErrorCode::data, .table = std::string(model.table)});
    }
    while (cursor.next() == '"') {
        const std::size_t index = find_column(model, cursor.string());
        cursor.take(':');
        const std::string_view text = cursor.value();
        cursor.take(',');
        if (index == model.columns.size()) {
            if (ignore_unknown) continue;
            refuse_member(model, text.front() == '[');
        }
        const ColumnDescription& column = model.columns[index];
        if (column.foreign_key != nullptr && text.front() == '{') {
            walk.fill(row, index, [&](const ModelWalk& target, void* referred) {
                from_json(target, referred, text, ignore_unknown);
            });
        } else if (const Fault fault = read_value(column, text, row); fault != Fault::none) {
            throw_json_fault(model, column, fault);
        }
    }
}

}  // namespace pewit::detail
