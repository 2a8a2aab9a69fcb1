/// Models to JSON, and back.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>
#include <pewit/model_json.hpp>

#include "model/bind.hpp"
#include "model/captured_value.hpp"
#include "model/json_text.hpp"

namespace pewit::detail {
namespace {

[[noreturn]] void throw_unfit(const ModelDescription& model, const ColumnDescription& column, Fault fault) {
    if (fault == Fault::wrong_kind) {  // what throw_fault() tells of it is about a stored value
        throw DataError(
            "model_from_json() of " + std::string(model.name) + ": column \"" + std::string(column.name)
                + "\" takes no JSON value of that kind",
            {.code = ErrorCode::data, .table = std::string(model.table), .column = std::string(column.name)});
    }
    FaultPlace place;
    place.table = model.table;
    place.column = column.name;
    place.type = column.type_name;
    throw_fault(fault, place);
}

template <class Number>
void append_number(std::string& out, Number number) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, end.ptr);
}

class Writer {
public:
    explicit Writer(const ModelJsonOptions& options) noexcept : options_(options) {}

    void object(const ModelWalk& walk, const void* row) {
        const ModelDescription& model = walk.model();
        out_ += '{';
        bool first = true;
        for (std::size_t i = 0; i < model.columns.size(); ++i) {
            if (!is_wanted(model, i)) continue;
            if (!first) out_ += ',';
            first = false;
            append_json_string(out_, model.columns[i].member);
            out_ += ':';
            if (!followed(walk, row, i)) value(model, model.columns[i], row);
        }
        out_ += '}';
    }
    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    [[nodiscard]] static bool has(const std::vector<JsonColumn>& columns, const ModelDescription& model,
                                  std::size_t index) {
        return std::any_of(columns.begin(), columns.end(), [&](const JsonColumn& column) {
            return &column.model() == &model && column.index == index;
        });
    }
    [[nodiscard]] bool is_wanted(const ModelDescription& model, std::size_t index) const {
        return (options_.only.empty() || has(options_.only, model, index))
               && !has(options_.exclude, model, index);
    }

    /// Writes the row that the column refers to, if it is a foreign key to be followed.
    bool followed(const ModelWalk& walk, const void* row, std::size_t index) {
        const ColumnDescription& column = walk.model().columns[index];
        if (column.foreign_key == nullptr || !options_.recurse) return false;
        if (options_.max_depth && static_cast<int>(path_.size()) >= *options_.max_depth) return false;
        if (std::find(path_.begin(), path_.end(), &column) != path_.end()) return false;
        const Followed target = walk.follow(row, index);
        if (target.row == nullptr) return false;
        path_.push_back(&column);
        object(*target.walk, target.row);
        path_.pop_back();
        return true;
    }

    void value(const ModelDescription& model, const ColumnDescription& column, const void* row) {
        const CapturedValue captured(model, column, row);
        const Cell cell = captured.cell();
        switch (cell.kind) {
        case CellKind::null:
            out_ += "null";
            return;
        case CellKind::integer:
            if (column.type == SqlType::boolean) {
                out_ += cell.integer != 0 ? "true" : "false";
                return;
            }
            return append_number(out_, cell.integer);
        case CellKind::real:
            if (!std::isfinite(cell.real)) throw_unfit(model, column, Fault::out_of_range);
            return append_number(out_, cell.real);
        case CellKind::blob:
            out_ += '"';
            append_base64(out_, cell.text());
            out_ += '"';
            return;
        default:
            break;
        }
        if (column.type == SqlType::json) {
            out_ += cell.text();
        } else {
            append_json_string(out_, cell.text());
        }
    }

    const ModelJsonOptions& options_;
    std::vector<const ColumnDescription*> path_;
    std::string out_;
};

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

}  // namespace

Json to_json(const ModelWalk& walk, const void* row, const ModelJsonOptions& options) {
    Writer writer(options);
    writer.object(walk, row);
    return Json(std::move(writer).take());
}

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
            throw DataError("model_from_json() of " + std::string(model.name) + ": a member is no column",
                            {.code = ErrorCode::data, .table = std::string(model.table)});
        }
        const ColumnDescription& column = model.columns[index];
        if (column.foreign_key != nullptr && text.front() == '{') {
            walk.fill(row, index, [&](const ModelWalk& target, void* referred) {
                from_json(target, referred, text, ignore_unknown);
            });
        } else if (const Fault fault = read_value(column, text, row); fault != Fault::none) {
            throw_unfit(model, column, fault);
        }
    }
}

}  // namespace pewit::detail
