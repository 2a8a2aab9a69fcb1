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

[[noreturn]] void refuse(const ModelDescription& model, std::string_view column, const std::string& why) {
    throw DataError(
        "model_from_json() of " + std::string(model.name) + ": " + why,
        {.code = ErrorCode::data, .table = std::string(model.table), .column = std::string(column)});
}

/// A name for a message: it comes from outside, and may be anything.
std::string shown(std::string_view name) {
    constexpr std::size_t longest = 60;
    std::size_t end = std::min(name.size(), longest);
    while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;  // not into the middle of a character
    std::string text;
    append_json_string(text, name.substr(0, end));
    return end < name.size() ? text + "…" : text;
}

[[noreturn]] void refuse_member(const ModelDescription& model, std::string_view name, bool is_list) {
    refuse(model, {},
           "the member " + shown(name)
               + (is_list ? " is a list, and no column: back-references are not read, make objects of those "
                            "rows by themselves"
                          : " is no column"));
}

void check_required(const ModelDescription& model, const ColumnSet& given) {
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ColumnDescription& column = model.columns[i];
        if (!column.required || given.has(i)) continue;
        refuse(model, column.name,
               "column \"" + std::string(column.name) + "\" is missing, and has no default");
    }
}

}  // namespace

void from_json(const ModelWalk& walk, void* row, std::string_view object, ModelFromJsonOptions options) {
    const ModelDescription& model = walk.model();
    JsonCursor cursor(object);
    if (!cursor.take('{')) {
        refuse(model, {}, "the text is no JSON object");
    }
    ColumnSet given;
    while (cursor.next() == '"') {
        const std::string name = cursor.string();
        const std::size_t index = find_column(model, name);
        cursor.take(':');
        const std::string_view text = cursor.value();
        cursor.take(',');
        if (index == model.columns.size()) {
            if (options.ignore_unknown) continue;
            refuse_member(model, name, text.front() == '[');
        }
        given.add(index);
        const ColumnDescription& column = model.columns[index];
        if (column.foreign_key != nullptr && text.front() == '{') {
            walk.fill(row, index, [&](const ModelWalk& target, void* referred) {
                from_json(target, referred, text, options);
            });
        } else if (const Fault fault = read_value(column, text, row); fault != Fault::none) {
            throw_json_fault(model, column, fault);
        }
    }
    if (!options.partial) check_required(model, given);
}

}  // namespace pewit::detail
