#include "query/json_tree.hpp"

#include <algorithm>
#include <bit>

#include <pewit/detail/row_store.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/error.hpp>

#include "query/column_value.hpp"
#include "sql/node.hpp"

namespace pewit::detail {
namespace {

/// Keys in an `IN (…)`.
constexpr std::size_t most_keys = 1024;

const ColumnDescription& key_of(const ModelDescription& model) {
    return model.columns[model.primary_key.front()];
}

/// Runs the select for all of the keys, in as many statements as it takes.
void run_for_keys(const NodeRef& select, const Operand& column, const std::vector<NodeRef>& keys,
                  const RowSink& sink) {
    for (std::size_t first = 0; first < keys.size(); first += most_keys) {
        const std::size_t count = std::min(most_keys, keys.size() - first);
        std::vector<Operand> operands{column};
        for (std::size_t i = 0; i < std::bit_ceil(count); ++i)  // the last key again: few texts are prepared
            operands.push_back(keys[first + std::min(i, count - 1)].operand());
        NodeRef statement = select;
        add_condition(statement, Slot::where,
                      make_membership(NodeKind::in_list, operands.data(), operands.size()));
        run_rows(statement, sink);
    }
}

/// Of rows that others are linked with: the key of the other side first.
struct LinkedRows {
    RowSink rows;
    std::vector<std::string> owners = {};

    static RowFault add(const Cell* cells, void* target) {
        auto& self = *static_cast<LinkedRows*>(target);
        self.owners.push_back(CapturedValue(cells[0]).identity());
        RowFault fault = self.rows.add(cells + 1, self.rows.target);
        if (fault) ++fault.cell;
        return fault;
    }
    [[nodiscard]] RowSink sink() noexcept { return {this, &add, rows.width + 1, nullptr}; }
};

void order_by_key(NodeRef& select, ModelAccessor model) {
    std::vector<Operand> terms;
    for (const std::uint16_t column : model().primary_key)
        terms.push_back(column_operand(model, nullptr, column));
    set_order(select, terms.data(), terms.size());
}

/// "tweet_set" of Tweet.
std::string set_name(std::string_view model) {
    std::string name;
    for (const char letter : model) {
        const bool is_upper = letter >= 'A' && letter <= 'Z';
        if (is_upper && !name.empty()) name += '_';
        name += is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return name + "_set";
}

std::string name_of(const JsonBackref& backref) {
    if (!backref.name.empty()) return backref.name;
    const ModelDescription& model = backref.key_model();
    const std::string_view said = model.columns[backref.key].foreign_key->backref;
    return said.empty() ? set_name(model.name) : std::string(said);
}

bool has(const std::vector<JsonColumn>& columns, const ModelDescription& model, std::size_t index) {
    return std::any_of(columns.begin(), columns.end(), [&](const JsonColumn& column) {
        return &column.model() == &model && column.index == index;
    });
}

}  // namespace

bool is_wanted(const ModelJsonOptions& options, const ModelDescription& model, std::size_t column) {
    return (options.only.empty() || has(options.only, model, column)) && !has(options.exclude, model, column);
}

std::vector<JsonNode*> JsonTree::grow(const ModelWalk& walk, const std::vector<const void*>& rows) {
    Nodes nodes;
    for (const void* row : rows)
        nodes.push_back(add_node(row));
    expand(walk, nodes);
    return nodes;
}

JsonNode* JsonTree::add_node(const void* row) {
    nodes_.push_back({nullptr, row});
    return &nodes_.back();
}

RowBuffer& JsonTree::add_buffer(const ModelWalk& walk) {
    return *buffers_.emplace_back(std::make_unique<RowBuffer>(*walk.row_type));
}

bool JsonTree::may_go_on() const noexcept {
    return options_.recurse
           && (!options_.max_depth || static_cast<std::int64_t>(depth_) < *options_.max_depth);
}

bool JsonTree::is_on_path(const ColumnDescription& column) const noexcept {
    return std::find(path_.begin(), path_.end(), &column) != path_.end();
}

void JsonTree::expand(const ModelWalk& walk, const Nodes& nodes) {
    const ModelDescription& model = walk.model();
    JsonLevel& level = levels_.emplace_back(JsonLevel{&walk});
    for (JsonNode* node : nodes) {
        node->level = &level;
        node->followed.resize(model.columns.size());
    }
    if (nodes.empty() || !may_go_on()) return;
    ++depth_;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ColumnDescription& column = model.columns[i];
        if (column.foreign_key == nullptr || !is_wanted(options_, model, i) || is_on_path(column)) continue;
        path_.push_back(&column);
        follow(walk, nodes, i);
        path_.pop_back();
    }
    for (const JsonBackref& backref : options_.backrefs) {
        const ColumnDescription& key = backref.key_model().columns[backref.key];
        if (&key.foreign_key->target() != &model || is_on_path(key)) continue;
        path_.push_back(&key);
        if (backref.other) path_.push_back(&backref.key_model().columns[*backref.other]);
        go_back(walk, nodes, level, backref);
        path_.resize(path_.size() - (backref.other ? 2 : 1));
    }
    --depth_;
}

void JsonTree::follow(const ModelWalk& walk, const Nodes& nodes, std::size_t column) {
    const ModelDescription& model = walk.model();
    const ModelWalk* target = nullptr;
    Places waiting;
    std::vector<NodeRef> keys;
    Nodes found;
    for (JsonNode* node : nodes) {
        const Followed followed = walk.follow(node->row, column);
        if (followed.walk == nullptr) continue;
        target = followed.walk;
        if (followed.row != nullptr) {
            found.push_back(node->followed[column] = add_node(followed.row));
            continue;
        }
        Nodes& places = waiting[CapturedValue(model, model.columns[column], node->row).identity()];
        if (places.empty()) keys.push_back(record_column(model.columns[column], node->row));
        places.push_back(node);
    }
    if (!keys.empty()) {
        before_lazy_load(target->model(), &model.columns[column]);
        const Nodes loaded = load_targets(*target, waiting, keys, column);
        found.insert(found.end(), loaded.begin(), loaded.end());
    }
    if (target != nullptr) expand(*target, found);
}

/// Rows that several keys lead to are there once.
JsonTree::Nodes JsonTree::load_targets(const ModelWalk& target, const Places& waiting,
                                       const std::vector<NodeRef>& keys, std::size_t column) {
    const ModelDescription& model = target.model();
    RowBuffer& rows = add_buffer(target);
    const Operand table = table_operand(target.model, nullptr);
    run_for_keys(make_select(table, &table, 1),
                 column_operand(target.model, nullptr, model.primary_key.front()), keys, target.sink(rows));
    Nodes loaded;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const void* row = rows.at(i, target.row_type->size);
        const auto places = waiting.find(CapturedValue(model, key_of(model), row).identity());
        if (places == waiting.end()) continue;
        loaded.push_back(add_node(row));
        for (JsonNode* node : places->second)
            node->followed[column] = loaded.back();
    }
    if (loaded.size() < waiting.size()) throw_no_row(model);
    return loaded;
}

void JsonTree::go_back(const ModelWalk& walk, const Nodes& nodes, JsonLevel& level,
                       const JsonBackref& backref) {
    const ModelDescription& model = walk.model();
    add_list_name(model, level, backref);
    const std::size_t list = level.lists.size() - 1;
    Places owners;
    std::vector<NodeRef> keys;
    for (JsonNode* node : nodes) {
        node->lists.resize(list + 1);
        Nodes& places = owners[CapturedValue(model, key_of(model), node->row).identity()];
        if (places.empty()) keys.push_back(record_column(key_of(model), node->row));
        places.push_back(node);
    }

    const ModelWalk& child = backref.walk();
    RowBuffer& rows = add_buffer(child);
    const Operand table = table_operand(child.model, nullptr);
    const Operand key = column_operand(backref.key_model, nullptr, backref.key);
    LinkedRows linked{child.sink(rows)};
    const Operand entries[] = {key, table};
    NodeRef select = make_select(table, entries, 2);
    if (backref.other) {
        const NodeRef on =
            make_binary(NodeKind::equal, column_operand(backref.key_model, nullptr, *backref.other),
                        column_operand(child.model, nullptr, child.model().primary_key.front()));
        append_join(select, JoinKind::inner, table_operand(backref.key_model, nullptr), on.operand());
    }
    order_by_key(select, child.model);
    run_for_keys(select, key, keys, linked.sink());

    Nodes found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto places = owners.find(linked.owners[i]);
        if (places == owners.end()) continue;
        found.push_back(add_node(rows.at(i, child.row_type->size)));
        for (JsonNode* node : places->second)
            node->lists[list].push_back(found.back());
    }
    expand(child, found);
}

void JsonTree::add_list_name(const ModelDescription& model, JsonLevel& level,
                             const JsonBackref& backref) const {
    std::string name = name_of(backref);
    const auto is_member = [&](const ColumnDescription& column) { return column.member == name; };
    const bool is_taken = std::any_of(model.columns.begin(), model.columns.end(), is_member)
                          || std::find(level.lists.begin(), level.lists.end(), name) != level.lists.end();
    if (is_taken) {
        throw ProgrammingError(
            "model_to_json() of " + std::string(model.name) + ": \"" + name
                + "\" is there already; give the back-reference another name: {key, \"name\"}",
            {.code = ErrorCode::misuse, .table = std::string(model.table)});
    }
    level.lists.push_back(std::move(name));
}

}  // namespace pewit::detail
