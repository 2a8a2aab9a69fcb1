/// Writes rows as text.
#include <cmath>
#include <ostream>
#include <string>

#include <pewit/detail/fault.hpp>
#include <pewit/detail/internal_frame.hpp>
#include <pewit/error.hpp>

#include "dataset/select.hpp"
#include "model/json_text.hpp"

namespace pewit {
namespace detail {
namespace {

void append_integer(std::string& out, const Value& value) {
    if (value.column_type() == SqlType::boolean) {
        out += value.integer() != 0 ? "true" : "false";
    } else {
        append_number(out, value.integer());
    }
}

void append_csv_text(std::string& out, std::string_view text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text)
        out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

void append_csv(std::string& out, const Value& value) {
    std::string bytes;
    switch (value.kind()) {
    case Value::Kind::null:
        return;
    case Value::Kind::integer:
        return append_integer(out, value);
    case Value::Kind::real:
        return append_number(out, value.real());
    case Value::Kind::blob:
        append_base64(bytes, value.bytes());
        return append_csv_text(out, bytes);
    case Value::Kind::text:
        return append_csv_text(out, value.bytes());
    }
}

void append_json_quoted(std::string& out, const Value& value) {
    if (value.kind() == Value::Kind::integer) {
        out += '"';
        append_number(out, value.integer());
        out += '"';
    } else {
        append_json_string(out, value.bytes());
    }
}

void append_json(std::string& out, const Row& row, const Row::Entry& entry) {
    const Value& value = entry.value;
    if (value.kind() == Value::Kind::real && !std::isfinite(value.real()))
        throw_fault(Fault::out_of_range,
                    {.table = row.table(), .column = entry.name, .type = "a JSON number"});
    switch (value.kind()) {
    case Value::Kind::null:
        out += "null";
        return;
    case Value::Kind::integer:
        // As exact numbers that are no integers are written, so that a column has one form.
        return value.column_type() == SqlType::decimal ? append_json_quoted(out, value)
                                                       : append_integer(out, value);
    case Value::Kind::real:
        return append_number(out, value.real());
    case Value::Kind::blob:
        out += '"';
        append_base64(out, value.bytes());
        out += '"';
        return;
    case Value::Kind::text:
        break;
    }
    if (value.column_type() == SqlType::json) {
        out += value.bytes();
    } else {
        append_json_quoted(out, value);
    }
}

std::string csv_line(const Row& row) {
    std::string line;
    for (const Row::Entry& entry : row) {
        if (&entry != &*row.begin()) line += ',';
        append_csv(line, entry.value);
    }
    return line += "\r\n";
}

std::string json_object(const Row& row) {
    std::string object = "{";
    for (const Row::Entry& entry : row) {
        if (object.size() > 1) object += ',';
        append_json_string(object, entry.name);
        object += ':';
        append_json(object, row, entry);
    }
    return object += '}';
}

std::int64_t write_csv(std::ostream& out, SelectRun& run) {
    std::string header;
    for (const std::string& name : run.names()) {
        if (!header.empty()) header += ',';
        append_csv_text(header, name);
    }
    out << header << "\r\n";
    std::int64_t count = 0;
    for (Row row; run.next(row); ++count)
        out << csv_line(row);
    return count;
}

std::int64_t write_json(std::ostream& out, SelectRun& run) {
    std::int64_t count = 0;
    for (Row row; run.next(row); ++count)
        out << (count == 0 ? "[" : ",") << '\n' << json_object(row);
    out << (count == 0 ? "[]\n" : "\n]\n");
    return count;
}

}  // namespace
}  // namespace detail

std::int64_t DatasetQuery::freeze(std::ostream& out, Format format) const {
    const detail::SessionLease lease{*select_.database};
    detail::InternalFrame frame{lease.session()};
    std::int64_t count = 0;
    {
        detail::SelectRun run(select_, detail::SelectRun::Reading::as_stream);
        count = format == Format::csv ? detail::write_csv(out, run) : detail::write_json(out, run);
    }
    frame.commit();
    if (!out.flush())
        throw OperationalError("the stream that rows were written to has failed",
                               {.code = ErrorCode::storage});
    return count;
}

}  // namespace pewit
