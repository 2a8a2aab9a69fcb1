#include "sql/ddl.hpp"

#include <algorithm>
#include <string_view>

#include <pewit/error.hpp>

#include "sql/dialect.hpp"
#include "sql/table_name.hpp"

namespace pewit::detail {

namespace {

std::string_view action_words(ReferentialAction action) noexcept {
    switch (action) {
    case ReferentialAction::no_action:
        return {};
    case ReferentialAction::restrict:
        return "RESTRICT";
    case ReferentialAction::cascade:
        return "CASCADE";
    case ReferentialAction::set_null:
        return "SET NULL";
    case ReferentialAction::set_default:
        return "SET DEFAULT";
    }
    return {};
}

/// Writes one CREATE TABLE.
class TableWriter {
public:
    TableWriter(const Dialect& dialect, const ModelDescription& model,
                std::span<const ModelDescription* const> later) noexcept
        : dialect_(dialect), model_(model), later_(later) {}

    std::string write(bool safe) {
        text_ = safe ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ";
        append_table(text_, model_);
        text_ += " (";
        for (const ColumnDescription& column : model_.columns) {
            separate();
            write_column(column);
        }
        write_composite_key();
        write_checks();
        return text_.append(")").append(dialect_.table_options(model_));
    }

    /// ALTER TABLE … ADD CONSTRAINT for what refers to a table that comes later; also when it is there already.
    std::vector<std::string> write_references() {
        std::vector<std::string> statements;
        for (const ColumnDescription& column : model_.columns) {
            if (column.foreign_key == nullptr || !comes_later(*column.foreign_key)) continue;
            const std::string name = DerivedName(model_.table).add(column.name).add("fkey").take();
            text_ = "ALTER TABLE ";
            append_table(text_, model_);
            append_quoted(text_ += " DROP CONSTRAINT IF EXISTS ", name);
            append_quoted(text_ += ", ADD CONSTRAINT ", name);
            append_quoted(text_ += " FOREIGN KEY (", column.name);
            text_ += ')';
            write_reference(*column.foreign_key);
            statements.push_back(std::move(text_));
        }
        return statements;
    }

private:
    [[nodiscard]] bool comes_later(const ForeignKeyDescription& key) const {
        return std::find(later_.begin(), later_.end(), &key.target()) != later_.end();
    }

    void separate() {
        if (!is_first_) text_ += ", ";
        is_first_ = false;
    }

    void write_column(const ColumnDescription& column) {
        if (is_array(column.type) && !dialect_.can().arrays) refuse_array(column);
        append_quoted(text_, column.name);
        if (column.autoincrement) {
            text_.append(" ").append(dialect_.generated_key_type());
            return;
        }
        text_ += ' ';
        dialect_.append_column_type(text_, column);
        if (!column.nullable) text_ += " NOT NULL";
        if (column.primary_key && model_.primary_key.size() == 1) text_ += " PRIMARY KEY";
        if (column.unique) text_ += " UNIQUE";
        if (!column.default_sql.empty()) text_.append(" DEFAULT (").append(column.default_sql).append(")");
        if (!column.collation.empty()) {
            text_ += " COLLATE ";
            append_quoted(text_, column.collation);
        }
        if (!column.check.empty())
            write_check(DerivedName(model_.table).add(column.name).add("check"), column.check);
        if (column.foreign_key != nullptr && !comes_later(*column.foreign_key))
            write_reference(*column.foreign_key);
    }

    [[noreturn]] void refuse_array(const ColumnDescription& column) const {
        const std::string table(model_.table);
        const std::string name(column.name);
        throw NotSupportedError("column \"" + table + "\".\"" + name + "\" is a list, "
                                    + std::string(column.type_name) + ", and " + std::string(dialect_.name())
                                    + " has no arrays; use Json, or a table of its own",
                                {.code = ErrorCode::not_supported, .table = table, .column = name});
    }

    void write_check(const DerivedName& name, std::string_view condition) {
        text_ += text_.back() == ' ' ? "CONSTRAINT " : " CONSTRAINT ";
        append_quoted(text_, name.take());
        text_.append(" CHECK (").append(condition).append(")");
    }

    void write_reference(const ForeignKeyDescription& key) {
        const ModelDescription& target = key.target();
        text_ += " REFERENCES ";
        if (dialect_.can().schema_on_index_name) {
            append_quoted(text_, target.table);
        } else {
            append_table(text_, target);
        }
        text_ += " (";
        append_quoted(text_, target.columns[target.primary_key.front()].name);
        text_ += ')';
        if (key.on_delete != ReferentialAction::no_action)
            text_.append(" ON DELETE ").append(action_words(key.on_delete));
        if (key.on_update != ReferentialAction::no_action)
            text_.append(" ON UPDATE ").append(action_words(key.on_update));
        text_ += key.deferrable ? " DEFERRABLE INITIALLY DEFERRED" : dialect_.deferrable_reference();
    }

    void write_composite_key() {
        if (model_.primary_key.size() < 2) return;
        text_ += ", PRIMARY KEY (";
        is_first_ = true;
        for (const std::uint16_t column : model_.primary_key) {
            separate();
            append_quoted(text_, model_.columns[column].name);
        }
        text_ += ')';
        is_first_ = false;
    }

    void write_checks() {
        std::size_t number = 0;
        for (const std::string_view check : model_.checks) {
            separate();
            DerivedName name = DerivedName(model_.table).add("check");
            if (++number > 1) name.add(std::to_string(number));
            write_check(name, check);
        }
    }

    const Dialect& dialect_;
    const ModelDescription& model_;
    std::span<const ModelDescription* const> later_;
    std::string text_;
    bool is_first_ = true;
};

/// Could the name not be told from a neighbour when two underscores join them?
bool blurs_separators(std::string_view name) noexcept {
    return name.front() == '_' || name.back() == '_' || name.find("__") != std::string_view::npos;
}

/// All that tells two indexes of a table apart.
std::uint32_t hash_of_index(const ModelDescription& model, const IndexDescription& index) {
    std::string facts(model.table);
    facts.append(index.unique ? "\nunique" : "\n").append("\n").append(index.where);
    for (const IndexPart& part : index.parts) {
        facts.append(part.descending ? "\ndesc\n" : "\n\n").append(model.columns[part.column].name);
        facts.append("\n").append(part.expression);
    }
    return hash_of(facts);
}

/// "tweets__user_id__created". What says more than its columns ends in a hash of it.
std::string index_name(const ModelDescription& model, const IndexDescription& index) {
    if (!index.name.empty()) return std::string(index.name);
    std::string name(model.table);
    bool needs_hash = index.unique || !index.where.empty() || blurs_separators(model.table);
    for (const IndexPart& part : index.parts) {
        const std::string_view column = model.columns[part.column].name;
        needs_hash = needs_hash || part.descending || !part.expression.empty() || blurs_separators(column);
        name.append("__").append(part.expression.empty() ? column : "expr");
    }
    if (needs_hash) append_hash(name.append("__"), hash_of_index(model, index));
    return shortened(std::move(name));
}

/// Writes one CREATE INDEX.
std::string index_sql(const Dialect& dialect, const ModelDescription& model, const IndexDescription& index,
                      bool safe) {
    std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (safe) text += "IF NOT EXISTS ";
    if (dialect.can().schema_on_index_name && !model.schema.empty()) {
        append_quoted(text, model.schema);
        text += '.';
    }
    append_quoted(text, index_name(model, index));
    text += " ON ";
    if (dialect.can().schema_on_index_name) {
        append_quoted(text, model.table);
    } else {
        append_table(text, model);
    }
    const char* separator = " (";
    for (const IndexPart& part : index.parts) {
        text += separator;
        separator = ", ";
        if (part.expression.empty()) {
            append_quoted(text, model.columns[part.column].name);
        } else {
            text.append("(").append(part.expression).append(")");
        }
        if (part.descending) text += " DESC";
    }
    text += ')';
    if (!index.where.empty()) text.append(" WHERE ").append(index.where);
    return text;
}

/// Is there an index already whose first part is this column?
bool leads_an_index(const ModelDescription& model, std::uint16_t column) {
    if (model.columns[column].unique || model.primary_key.front() == column) return true;
    for (const IndexDescription& index : model.indexes) {
        if (index.where.empty() && index.parts.front().expression.empty()
            && index.parts.front().column == column)
            return true;
    }
    return false;
}

}  // namespace

std::string create_table_sql(const Dialect& dialect, const ModelDescription& model, bool safe,
                             std::span<const ModelDescription* const> later) {
    return TableWriter(dialect, model, later).write(safe);
}

std::vector<std::string> add_references_sql(const Dialect& dialect, const ModelDescription& model,
                                            std::span<const ModelDescription* const> later) {
    return TableWriter(dialect, model, later).write_references();
}

std::vector<NamedIndex> create_index_sql(const Dialect& dialect, const ModelDescription& model, bool safe) {
    std::vector<NamedIndex> indexes;
    const auto add = [&](const IndexDescription& index) {
        indexes.push_back({index_name(model, index), index_sql(dialect, model, index, safe)});
    };
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ColumnDescription& column = model.columns[i];
        const auto number = static_cast<std::uint16_t>(i);
        if (!column.index && (column.foreign_key == nullptr || leads_an_index(model, number))) continue;
        const IndexPart part{number, {}, false};
        add(IndexDescription{{&part, 1}, {}, {}, false});
    }
    for (const IndexDescription& index : model.indexes)
        add(index);
    return indexes;
}

std::string create_schema_sql(std::string_view schema) {
    std::string text = "CREATE SCHEMA IF NOT EXISTS ";
    append_quoted(text, schema);
    return text;
}

std::string drop_schema_sql(std::string_view schema, bool cascade) {
    std::string text = "DROP SCHEMA IF EXISTS ";
    append_quoted(text, schema);
    if (cascade) text += " CASCADE";
    return text;
}

std::string drop_table_sql(const ModelDescription& model, bool safe) {
    std::string text = safe ? "DROP TABLE IF EXISTS " : "DROP TABLE ";
    append_table(text, model);
    return text;
}

}  // namespace pewit::detail
