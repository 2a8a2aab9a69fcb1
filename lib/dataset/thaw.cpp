/// Reads a table from text.
#include <charconv>
#include <istream>
#include <string>

#include <pewit/dataset.hpp>
#include <pewit/decimal.hpp>
#include <pewit/detail/internal_frame.hpp>
#include <pewit/error.hpp>

#include "dataset/record_source.hpp"
#include "dataset/table_writer.hpp"
#include "model/json_text.hpp"
#include "sql/dialect.hpp"

namespace pewit {
namespace detail {
namespace {

template <class Number>
Fault number_from_text(std::string_view text, Value& value) {
    Number number{};
    const char* const end = text.data() + text.size();
    const std::from_chars_result read = std::from_chars(text.data(), end, number);
    if (read.ec == std::errc::result_out_of_range) return Fault::out_of_range;
    if (read.ec != std::errc() || read.ptr != end) return Fault::bad_format;
    value = number;
    return Fault::none;
}

Fault bool_from_text(std::string_view text, Value& value) {
    const bool is_true = text == "true" || text == "1";
    if (!is_true && text != "false" && text != "0") return Fault::bad_format;
    value = is_true;
    return Fault::none;
}

/// The same error, with the line before its message.
template <class E>
[[noreturn]] void throw_with_line(const E& error, std::size_t line) {
    throw E("line " + std::to_string(line) + ": " + error.what(), error.facts());
}

template <class F>
void at_line(std::size_t line, F&& function) {
    try {
        function();
    } catch (const UniqueViolation& error) {
        throw_with_line(error, line);
    } catch (const ForeignKeyViolation& error) {
        throw_with_line(error, line);
    } catch (const NotNullViolation& error) {
        throw_with_line(error, line);
    } catch (const CheckViolation& error) {
        throw_with_line(error, line);
    } catch (const IntegrityError& error) {
        throw_with_line(error, line);
    } catch (const DataError& error) {
        throw_with_line(error, line);
    } catch (const ProgrammingError& error) {
        throw_with_line(error, line);
    }
}

/// Reads one table; each record is a statement of its own, so that an error can name the line.
class Thawing {
public:
    Thawing(const SessionLease& lease, std::string_view table, RecordSource& source)
        : lease_(lease), writer_(lease, table), source_(source) {}

    std::int64_t run() {
        make_columns();
        std::int64_t count = 0;
        for (; source_.next(record_); ++count)
            at_line(source_.line(), [this] { insert(); });
        if (count > 0) advance_key();
        return count;
    }

private:
    /// Of names alone: text.
    void make_columns() {
        Row like;
        for (const std::string& name : source_.header())
            like.set(name, name == "id" && !writer_.facts().exists() ? Value(0) : Value(""));
        if (!like.empty() && writer_.lacks(like)) writer_.make_room_for(like);
    }
    void insert() {
        Row row;
        for (const RecordSource::Entry& entry : record_) {
            const ColumnFacts* column = writer_.facts().find(entry.name);
            Value value;
            const Fault fault = source_.value(entry, column == nullptr ? std::nullopt : column->type, value);
            if (fault != Fault::none) writer_.facts().refuse(entry.name, Value(""), fault);
            row.set(entry.name, std::move(value));
        }
        if (writer_.lacks(row)) writer_.make_room_for(row);
        writer_.insert(row);
    }
    void advance_key() {
        const ColumnFacts* key = writer_.facts().integer_key();
        if (key == nullptr) return;
        const std::string sql = lease_.dialect().advance_key(writer_.facts().table(), key->column.name);
        if (sql.empty()) return;
        std::string table;
        append_quoted(table, writer_.facts().table());
        Execution statement{lease_.session(), sql};
        statement.statement().bind_text(0, table);
        statement.statement().bind_text(1, key->column.name);
        statement.run();
    }

    const SessionLease& lease_;
    TableWriter writer_;
    RecordSource& source_;
    std::vector<RecordSource::Entry> record_;
};

}  // namespace

Fault value_from_text(std::string_view text, std::optional<SqlType> type, Value& value) {
    switch (type.value_or(SqlType::text)) {
    case SqlType::boolean:
        return bool_from_text(text, value);
    case SqlType::bigint:
        return number_from_text<std::int64_t>(text, value);
    case SqlType::double_precision:
        return number_from_text<double>(text, value);
    case SqlType::decimal: {
        const std::optional<Decimal> decimal = Decimal::parse(text);
        if (!decimal) return Fault::bad_format;
        value = *decimal;
        return Fault::none;
    }
    case SqlType::blob: {
        std::optional<std::string> bytes = from_base64(text);
        if (!bytes) return Fault::bad_format;
        value = Value::blob(*std::move(bytes));
        return Fault::none;
    }
    default:
        value = text;
        return Fault::none;
    }
}

void throw_bad_line(std::size_t line, const std::string& what) {
    throw DataError("line " + std::to_string(line) + ": " + what, {.code = ErrorCode::data});
}

}  // namespace detail

std::int64_t DatasetTable::thaw(std::istream& in, Format format) const {
    const detail::SessionLease lease{*database_};
    const auto source = format == Format::csv ? detail::csv_source(in) : detail::json_source(in);
    detail::InternalFrame frame{lease.session()};
    const std::int64_t count = detail::Thawing(lease, name_, *source).run();
    frame.commit();
    return count;
}

}  // namespace pewit
