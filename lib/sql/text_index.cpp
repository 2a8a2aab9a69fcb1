#include "sql/text_index.hpp"

#include <algorithm>

#include <pewit/error.hpp>

#include "sql/dialect.hpp"
#include "sql/table_name.hpp"

namespace pewit::detail {
namespace {

[[noreturn]] void refuse(const ModelDescription& model, const char* why) {
    throw ImproperlyConfigured("the text index of \"" + std::string(model.table) + "\": " + why,
                               {.code = ErrorCode::configuration, .table = std::string(model.table)});
}

std::string quoted_name(std::string_view name) {
    std::string text;
    append_quoted(text, name);
    return text;
}

std::string literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

/// With its schema, which triggers and what they write to don't name twice.
std::string in_schema(const ModelDescription& model, const std::string& name) {
    return model.schema.empty() ? quoted_name(name) : quoted_name(model.schema) + "." + quoted_name(name);
}

std::string_view key_of(const ModelDescription& model) {
    const bool is_one = model.primary_key.size() == 1 && !model.without_rowid;
    const ColumnDescription* key = is_one ? &model.columns[model.primary_key.front()] : nullptr;
    const bool is_integer = key != nullptr && (key->type == SqlType::bigint || key->type == SqlType::integer);
    if (!is_integer) refuse(model, "FTS5 needs a key of one integer column");
    return key->name;
}

/// Each column of the index: `, "title"`, or with a prefix `, new."title"`.
std::string columns_of(const ModelDescription& model, std::string_view prefix) {
    std::string list;
    for (const std::uint16_t column : model.text_index->columns)
        list.append(", ").append(prefix).append(quoted_name(model.columns[column].name));
    return list;
}

/// FTS5's own stemmer knows English.
std::string_view tokenizer_of(const TextIndexDescription& index) {
    if (!index.tokenizer.empty()) return index.tokenizer;
    return index.language == "english" ? "porter unicode61" : "unicode61";
}

/// They follow what is written to the table.
constexpr const char* after_insert = "insert";
constexpr const char* after_delete = "delete";
constexpr const char* after_update = "update";

std::string trigger_name(const ModelDescription& model, const char* suffix) {
    return in_schema(model, shortened(text_index_name(model) + "_" + suffix));
}

/// https://sqlite.org/fts5.html#external_content_tables
class Fts5Writer {
public:
    Fts5Writer(const ModelDescription& model, bool safe)
        : model_(model), name_(text_index_name(model)), key_(quoted_name(key_of(model))), safe_(safe) {}

    [[nodiscard]] std::vector<std::string> write() const {
        return {table(), trigger(after_insert, "INSERT", insertion()),
                trigger(after_delete, "DELETE", deletion()),
                trigger(after_update, "UPDATE", deletion() + insertion())};
    }

private:
    [[nodiscard]] const char* if_not_exists() const { return safe_ ? "IF NOT EXISTS " : ""; }

    [[nodiscard]] std::string table() const {
        return std::string("CREATE VIRTUAL TABLE ") + if_not_exists() + in_schema(model_, name_)
               + " USING fts5(" + columns_of(model_, {}).substr(2) + ", content=" + literal(model_.table)
               + ", content_rowid=" + literal(key_of(model_))
               + ", tokenize=" + literal(tokenizer_of(*model_.text_index)) + ")";
    }
    [[nodiscard]] std::string trigger(const char* suffix, const char* event, const std::string& body) const {
        return std::string("CREATE TRIGGER ") + if_not_exists() + trigger_name(model_, suffix) + " AFTER "
               + event + " ON " + quoted_name(model_.table) + " BEGIN " + body + "END";
    }
    [[nodiscard]] std::string insertion() const {
        return "INSERT INTO " + quoted_name(name_) + " (\"rowid\"" + columns_of(model_, {}) + ") VALUES (new."
               + key_ + columns_of(model_, "new.") + "); ";
    }
    [[nodiscard]] std::string deletion() const {
        return "INSERT INTO " + quoted_name(name_) + " (" + quoted_name(name_) + ", \"rowid\""
               + columns_of(model_, {}) + ") VALUES ('delete', old." + key_ + columns_of(model_, "old.")
               + "); ";
    }

    const ModelDescription& model_;
    std::string name_;
    std::string key_;
    bool safe_;
};

}  // namespace

std::string text_index_name(const ModelDescription& model) {
    return shortened(std::string(model.table) + "__text");
}

std::string text_index_table(const ModelDescription& model) {
    return in_schema(model, text_index_name(model));
}

std::string text_language(const ModelDescription& model) {
    const std::string_view language =
        model.text_index->language.empty() ? "simple" : model.text_index->language;
    const bool is_plain = std::all_of(language.begin(), language.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!is_plain) refuse(model, "its language is no plain name");
    return literal(language);
}

std::string joined_text(const ModelDescription& model, std::string_view prefix) {
    std::string text;
    for (const std::uint16_t column : model.text_index->columns) {
        text.append(text.empty() ? "coalesce(" : " || ' ' || coalesce(").append(prefix);
        append_quoted(text, model.columns[column].name);
        text += ", '')";
    }
    return text;
}

std::vector<std::string> create_text_index_sql(const Dialect& dialect, const ModelDescription& model,
                                               bool safe) {
    if (model.text_index == nullptr) return {};
    if (dialect.can().text_index_tables) return Fts5Writer(model, safe).write();
    std::string sql = safe ? "CREATE INDEX IF NOT EXISTS " : "CREATE INDEX ";
    sql.append(quoted_name(text_index_name(model))).append(" ON ");
    append_table(sql, model);
    return {sql.append(" USING gin (to_tsvector(")
                .append(text_language(model))
                .append(", ")
                .append(joined_text(model, {}))
                .append("))")};
}

std::vector<std::string> drop_text_index_sql(const Dialect& dialect, const ModelDescription& model) {
    if (model.text_index == nullptr || !dialect.can().text_index_tables) return {};
    std::vector<std::string> statements;
    for (const char* suffix : {after_insert, after_delete, after_update})
        statements.push_back("DROP TRIGGER IF EXISTS " + trigger_name(model, suffix));
    statements.push_back("DROP TABLE IF EXISTS " + in_schema(model, text_index_name(model)));
    return statements;
}

std::string rebuild_text_index_sql(const Dialect& dialect, const ModelDescription& model) {
    if (model.text_index == nullptr || !dialect.can().text_index_tables) return {};
    const std::string name = text_index_name(model);
    return "INSERT INTO " + in_schema(model, name) + " (" + quoted_name(name) + ") VALUES ('rebuild')";
}

}  // namespace pewit::detail
