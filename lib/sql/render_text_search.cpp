/// Renders searches in text indexes: tables of FTS5, or indexes of tsvector.
#include "sql/renderer.hpp"
#include "sql/table_name.hpp"
#include "sql/text_index.hpp"

namespace pewit::detail {
namespace {

/// The option of ts_headline() whose value is the next parameter.
constexpr std::string_view mark_names[] = {"StartSel=\"", "StopSel=\"", "FragmentDelimiter=\""};

/// The name of the index, or of what is looked for, in the FROM of a search in that table.
std::string joined_name(const Operand& table) {
    return table.alias == nullptr ? text_index_name(table.model()) : shortened(*table.alias + "__text");
}

}  // namespace

/// FTS5's column that stands for the whole row has the index's own name.
void Renderer::text_row(const Operand& table) {
    if (table.alias != nullptr) {
        quoted(joined_name(table));
        out_ += '.';
    }
    quoted(text_index_name(table.model()));
}

/// The key of the model's table, which has to be in FROM.
void Renderer::text_match(const Node& node) {
    if (!dialect_.can().text_index_tables) {
        text_vector(node[0]);
        out_ += " @@ ";
        return text_query(node);
    }
    const ModelDescription& model = node[0].model();
    column(column_operand(node[0].model, node[0].alias, model.primary_key.front()));
    out_.append(" IN (SELECT \"rowid\" FROM ").append(text_index_table(model)).append(" WHERE ");
    quoted(text_index_name(model));
    out_ += " MATCH ";
    text_query(node);
    out_ += ')';
}

void Renderer::text_join(const Node& node) {
    const ModelDescription& model = node[0].model();
    const std::string name = joined_name(node[0]);
    out_ += " INNER JOIN ";
    if (dialect_.can().text_index_tables) {
        out_ += text_index_table(model);
        if (node[0].alias != nullptr) {
            out_ += " AS ";
            quoted(name);
        }
        out_ += " ON ";
        text_row(node[0]);
        out_ += " MATCH ";
        text_query(node);
        out_ += " AND ";
        quoted(name);
        out_ += ".\"rowid\" = ";
        return column(column_operand(node[0].model, node[0].alias, model.primary_key.front()));
    }
    text_query(node);
    out_ += " AS ";
    quoted(name);
    out_ += " ON ";
    text_vector(node[0]);
    out_ += " @@ ";
    quoted(name);
}

/// What is looked for. A text of the kind `search` is a user's.
void Renderer::text_query(const Node& node) {
    if (dialect_.can().text_index_tables) return operand(node[1]);
    out_ += node[1].kind == OperandKind::search ? "websearch_to_tsquery(" : "to_tsquery(";
    out_.append(text_language(node[0].model())).append(", ");
    operand(node[1]);
    out_ += ')';
}

void Renderer::text_vector(const Operand& table) {
    const ModelDescription& model = table.model();
    const Operand key = column_operand(table.model, table.alias, model.primary_key.front());
    std::string prefix;
    if (scope_ == nullptr || scope_->must_qualify(key)) {
        append_quoted(prefix, source_name({table.model, table.alias}));
        prefix += '.';
    }
    out_.append("to_tsvector(").append(text_language(model)).append(", ");
    out_.append(joined_text(model, prefix)).append(")");
}

void Renderer::text_rank(const Node& node) {
    if (dialect_.can().text_index_tables) {
        out_ += "(-bm25(";
        text_row(node[0]);
        out_ += "))";
        return;
    }
    out_ += "ts_rank(";
    text_vector(node[0]);
    out_ += ", ";
    quoted(joined_name(node[0]));
    out_ += ')';
}

void Renderer::text_mark(const Node& node) {
    const ModelDescription& model = node[0].model();
    const bool is_snippet = node.count > 4;
    const std::size_t marks = is_snippet ? 5 : 4;
    if (dialect_.can().text_index_tables) {
        out_ += is_snippet ? "snippet(" : "highlight(";
        text_row(node[0]);
        out_ += ", ";
        list(node.operands().subspan(1));
        out_ += ')';
        return;
    }
    out_.append("ts_headline(").append(text_language(model)).append(", ");
    column(node[0]);
    out_ += ", ";
    quoted(joined_name(node[0]));
    out_ += ", '";
    if (is_snippet) {
        const std::int64_t words = node[5].integer;
        out_.append("MaxFragments=1, MaxWords=").append(std::to_string(words));
        out_.append(", MinWords=").append(std::to_string(words > 1 ? words / 2 : 0));
    } else {
        out_ += "HighlightAll=true";
    }
    for (std::size_t i = 2; i < marks; ++i) {
        out_.append(", ").append(mark_names[i - 2]).append("' || replace(");
        operand(node[i]);
        out_ += ", '\"', '\"\"') || '\"";
    }
    out_ += "')";
}

}  // namespace pewit::detail
