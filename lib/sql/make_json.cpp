/// Makes the nodes of paths into JSON documents.
#include <pewit/json_path.hpp>

#include <algorithm>

#include <pewit/error.hpp>

#include "sql/node.hpp"

namespace pewit::detail {
namespace {

/// Behind the step that begins at `at`.
std::size_t end_of_step(std::string_view steps, std::size_t at) noexcept {
    if (steps[at] != '"') return std::min(steps.find(',', at), steps.size());
    for (++at; steps[at] != '"'; ++at) {
        if (steps[at] == '\\') ++at;
    }
    return at + 1;
}

/// Without the last step.
std::string_view parent_of(std::string_view steps) noexcept {
    std::size_t last = 0;
    for (std::size_t end = end_of_step(steps, 0); end < steps.size(); end = end_of_step(steps, last))
        last = end + 1;
    return steps.substr(0, last == 0 ? 0 : last - 1);
}

/// Would PostgreSQL's `#>` take an index for a key, or a key for an index?
bool has_numbers(std::string_view steps) noexcept {
    for (std::size_t at = 0; at < steps.size(); at = end_of_step(steps, at) + 1) {
        if (steps[at] != '"') return true;
        const char first = steps[at + 1];
        if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == ' ') return true;
    }
    return false;
}

/// A list of steps; borrows its text.
class StepList {
public:
    StepList(OperandKind kind, std::string_view steps) : text_("{"), kind_(kind) {
        text_.append(steps).append("}");
    }
    [[nodiscard]] Operand operand() const noexcept { return bytes_operand(kind_, text_); }

private:
    std::string text_;
    OperandKind kind_;
};

[[noreturn]] void refuse_whole(const NodeRef& root, const std::string& method) {
    ErrorFacts facts{.code = ErrorCode::misuse};
    std::string place = "a JSON document";
    const Operand document = root.operand();
    if (const Operand& column = unwrapped(document); column.kind == OperandKind::column) {
        facts.table = column.model().table;
        facts.column = column.model().columns[column.index].name;
        place = facts.table + "." + facts.column;
    }
    throw ProgrammingError(
        method + " of " + place + " needs a step; the whole document is changed by an assignment",
        std::move(facts));
}

/// The steps to what has to be there for a change, and those to what is changed.
struct Place {
    Place(std::string_view test_steps, std::string_view path_steps)
        : test(OperandKind::json_path, test_steps), path(OperandKind::json_steps, path_steps) {}
    StepList test;
    StepList path;
};

}  // namespace

NodeRef json_read(Function function, const NodeRef& root, std::string_view steps) {
    constexpr int to_exact =
        static_cast<int>(Function::json_get_exact) - static_cast<int>(Function::json_get);
    const bool exact = has_numbers(steps);
    const StepList path(exact ? OperandKind::json_path : OperandKind::json_steps, steps);
    const auto chosen = static_cast<Function>(static_cast<int>(function) + (exact ? to_exact : 0));
    return make_function(chosen, {root.operand(), path.operand()});
}

NodeRef json_set(const NodeRef& root, std::string_view steps, const NodeRef& value) {
    if (steps.empty()) refuse_whole(root, "set()");
    const bool is_key = steps.back() == '"';
    const Place place(is_key ? parent_of(steps) : steps, steps);
    return make_function(is_key ? Function::json_set_member : Function::json_set_element,
                         {root.operand(), place.test.operand(), place.path.operand(), value.operand()});
}

NodeRef json_remove(const NodeRef& root, std::string_view steps) {
    if (steps.empty()) refuse_whole(root, "remove()");
    const Place place(steps, steps);
    return make_function(Function::json_remove, {root.operand(), place.test.operand(), place.path.operand()});
}

NodeRef json_append(const NodeRef& root, std::string_view steps, const NodeRef& value) {
    const Place place(steps, steps);
    return make_function(Function::json_append,
                         {root.operand(), place.test.operand(), place.path.operand(), value.operand()});
}

NodeRef json_update(const NodeRef& root, std::string_view steps, const NodeRef& value) {
    const Place place(steps, steps);
    return make_function(Function::json_update,
                         {root.operand(), place.test.operand(), value.operand(), place.path.operand()});
}

NodeRef json_has(Function function, const Operand& value, std::string_view keys) {
    const StepList list(OperandKind::json_keys, keys);
    return make_function(function, {value, list.operand()});
}

}  // namespace pewit::detail
