/// The rows that become one JSON text, with those that foreign keys lead to and those that refer to them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/model_json.hpp>

#include "model/captured_value.hpp"

namespace pewit::detail {

struct JsonLevel;

/// Do `only` and `exclude` let the column be written?
[[nodiscard]] bool is_wanted(const ModelJsonOptions& options, const ModelDescription& model,
                             std::size_t column);

/// A row. Several may refer to one.
struct JsonNode {
    const JsonLevel* level = nullptr;
    const void* row = nullptr;
    std::vector<JsonNode*> followed = {};            ///< for each column: the row it leads to, or nullptr
    std::vector<std::vector<JsonNode*>> lists = {};  ///< for each back-reference of the level
};

/// What the rows that are reached by one path have in common.
struct JsonLevel {
    const ModelWalk* walk = nullptr;
    std::vector<std::string> lists = {};  ///< the names of the back-references
};

/// Loads level by level, with one statement for each relation (of at most 1024 keys).
class JsonTree {
public:
    explicit JsonTree(const ModelJsonOptions& options) noexcept : options_(options) {}

    /// The nodes of these rows, with all that is below them. Borrows the rows.
    [[nodiscard]] std::vector<JsonNode*> grow(const ModelWalk& walk, const std::vector<const void*>& rows);

private:
    using Nodes = std::vector<JsonNode*>;
    /// Nodes by a value of theirs.
    using Places = std::unordered_map<std::string, Nodes>;
    struct Loaded;

    void expand(const ModelWalk& walk, const Nodes& nodes);
    [[nodiscard]] bool may_go_on() const noexcept;
    [[nodiscard]] bool is_on_path(const ColumnDescription& column) const noexcept;
    void follow(const ModelWalk& walk, const Nodes& nodes, std::size_t column);
    [[nodiscard]] Nodes load_targets(const ModelWalk& target, const Places& waiting,
                                     const std::vector<NodeRef>& keys, std::size_t column);
    void go_back(const ModelWalk& walk, const Nodes& nodes, JsonLevel& level, const JsonBackref& backref);
    [[nodiscard]] JsonNode* add_node(const void* row);
    [[nodiscard]] RowBuffer& add_buffer(const ModelWalk& walk);
    void add_list_name(const ModelDescription& model, JsonLevel& level, const JsonBackref& backref) const;

    const ModelJsonOptions& options_;
    std::deque<JsonNode> nodes_;
    std::deque<JsonLevel> levels_;
    std::vector<std::unique_ptr<RowBuffer>> buffers_;
    std::vector<const ColumnDescription*> path_;
    std::size_t depth_ = 0;
};

}  // namespace pewit::detail
