/// Models to JSON.
#include <pewit/model_json.hpp>

#include <string>

#include "model/json_text.hpp"
#include "model/json_value.hpp"
#include "query/json_tree.hpp"

namespace pewit::detail {
namespace {

class JsonWriter {
public:
    explicit JsonWriter(const ModelJsonOptions& options) noexcept : options_(options) {}

    void object(const JsonNode& node) {
        const ModelDescription& model = node.level->walk->model();
        out_ += '{';
        bool is_first = true;
        for (std::size_t i = 0; i < model.columns.size(); ++i) {
            if (!is_wanted(options_, model, i)) continue;
            member(is_first, model.columns[i].member);
            if (node.followed[i] != nullptr) {
                object(*node.followed[i]);
            } else {
                append_json_value(out_, model, model.columns[i], node.row);
            }
        }
        for (std::size_t i = 0; i < node.lists.size(); ++i) {
            member(is_first, node.level->lists[i]);
            list(node.lists[i]);
        }
        out_ += '}';
    }
    void list(const std::vector<JsonNode*>& nodes) {
        out_ += '[';
        for (const JsonNode* node : nodes) {
            if (node != nodes.front()) out_ += ',';
            object(*node);
        }
        out_ += ']';
    }
    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void member(bool& is_first, std::string_view name) {
        if (!is_first) out_ += ',';
        is_first = false;
        append_json_string(out_, name);
        out_ += ':';
    }

    const ModelJsonOptions& options_;
    std::string out_;
};

}  // namespace

Json to_json(const ModelWalk& walk, const std::vector<const void*>& rows, bool as_list,
             const ModelJsonOptions& options) {
    JsonTree tree(options);
    const std::vector<JsonNode*> nodes = tree.grow(walk, rows);
    JsonWriter writer(options);
    if (as_list) {
        writer.list(nodes);
    } else {
        writer.object(*nodes.front());
    }
    return Json(std::move(writer).take());
}

}  // namespace pewit::detail
