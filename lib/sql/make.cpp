/// Makes the nodes of expressions out of borrowed operands.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>
#include <new>
#include <set>
#include <string>
#include <vector>

#include <pewit/detail/function.hpp>
#include <pewit/detail/statement.hpp>
#include <pewit/detail/text.hpp>

#include "sql/dialect.hpp"
#include "sql/node.hpp"

namespace pewit::detail {
namespace {

bool is_null_value(const Operand& operand) noexcept {
    if (operand.kind == OperandKind::null) return true;
    const Node* node = node_in(operand);
    const bool wraps = node != nullptr && (node->kind == NodeKind::same || node->kind == NodeKind::typed);
    return wraps && is_null_value((*node)[0]);
}

/// Appends text to a LIKE pattern so that it stands for itself.
void append_escaped(std::string& pattern, std::string_view text) {
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
}

Operand keyword(std::string_view text) noexcept { return bytes_operand(OperandKind::name, text); }
Operand text(std::string_view bytes) noexcept { return bytes_operand(OperandKind::text, bytes); }

/// The escaping that append_escaped() does, done by the database.
NodeRef escaped_in_sql(NodeRef value) noexcept {
    for (const auto& [plain, escaped] :
         {std::pair{"\\", "\\\\"}, std::pair{"%", "\\%"}, std::pair{"_", "\\_"}}) {
        value = make_node(NodeKind::call, {keyword("replace"), value.operand(), text(plain), text(escaped)});
    }
    return value;
}

/// Keeps what a type's bind function binds.
class Recorder final : public Statement {
public:
    explicit Recorder(SqlType type) noexcept : type_(type) {}
    Fault bind_null(int /*index*/) override { return keep(null_operand()); }
    Fault bind_int64(int /*index*/, std::int64_t value) override {
        return keep(integer_operand(value, SqlType::bigint));
    }
    Fault bind_double(int /*index*/, double value) override { return keep(real_operand(value)); }
    Fault bind_text(int /*index*/, std::string_view value) override { return keep(text(value)); }
    Fault bind_text_copy(int /*index*/, std::string_view value) override { return keep(text(value)); }
    Fault bind_blob(int /*index*/, std::span<const std::byte> value) override {
        return keep(
            bytes_operand(OperandKind::blob, {reinterpret_cast<const char*>(value.data()), value.size()}));
    }
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return bind_blob(index, value);
    }
    Fault bind_array(int /*index*/, SqlType type, std::string_view value) override {
        Operand array = text(value);
        array.type = type;
        return keep(array);
    }
    const Cell* step() override { return nullptr; }
    void reset() noexcept override {}
    [[nodiscard]] int parameter_count() const noexcept override { return 1; }
    [[nodiscard]] int column_count() const noexcept override { return 0; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const override { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept override { return {}; }

    NodeRef recorded;

private:
    Fault keep(Operand operand) {
        operand.type = type_;
        recorded = make_unary(NodeKind::same, operand);
        return Fault::none;
    }

    SqlType type_;
};

}  // namespace

Operand real_operand(double value) noexcept {
    if (std::isnan(value)) return fault_operand(Fault::not_a_number);
    Operand operand;
    operand.kind = OperandKind::real;
    operand.type = SqlType::double_precision;
    operand.real = value;
    return operand;
}

Operand bytes_operand(OperandKind kind, std::string_view bytes) noexcept {
    if (bytes.size() > std::numeric_limits<std::uint32_t>::max()) return fault_operand(Fault::too_long);
    Operand operand;
    operand.kind = kind;
    operand.type = kind == OperandKind::blob ? SqlType::blob : SqlType::text;
    operand.size = static_cast<std::uint32_t>(bytes.size());
    operand.bytes = bytes.data();
    return operand;
}

NodeRef make_unary(NodeKind kind, const Operand& operand) noexcept { return make_node(kind, &operand, 1); }

NodeRef make_binary(NodeKind kind, const Operand& left, const Operand& right) noexcept {
    const Operand both[] = {left, right};
    return make_node(kind, both, 2);
}

NodeRef make_typed(const Operand& value, SqlType type) noexcept {
    if (!unwrapped(value).is_parameter()) return make_unary(NodeKind::same, value);
    return make_binary(NodeKind::typed, value, constant_operand(static_cast<std::int64_t>(type)));
}

NodeRef make_comparison(NodeKind kind, const Operand& left, const Operand& right) noexcept {
    if (kind == NodeKind::equal || kind == NodeKind::not_equal) {
        const NodeKind null_kind = kind == NodeKind::equal ? NodeKind::is_null : NodeKind::is_not_null;
        if (is_null_value(right)) return make_unary(null_kind, left);
        if (is_null_value(left)) return make_unary(null_kind, right);
    }
    return make_binary(kind, left, right);
}

NodeRef make_logical(NodeKind kind, NodeRef left, const Operand& right) noexcept {
    if (is_none(right)) return left;
    if (!left) {
        if (right.kind != OperandKind::node) return make_unary(NodeKind::same, right);
        retain(right.node);
        return NodeRef(const_cast<Node*>(right.node));
    }
    if (right.kind == OperandKind::node && right.node == left.get()) return left;  // it AND itself
    if (left.get()->kind != kind) {
        const Operand both[] = {left.operand(), right};
        return make_node(kind, both, 2);
    }
    append_operand(left, kind, right);
    return left;
}

void add_logical(NodeRef& left, NodeKind kind, const NodeRef& right) noexcept {
    left = make_logical(kind, std::move(left), right.operand());
}

NodeRef make_membership(NodeKind kind, const Operand* operands, std::size_t count) noexcept try {
    const bool negative = kind == NodeKind::not_in_list;
    const Operand* const end = operands + count;
    const Operand* const values = operands + 1;
    if (values == end)
        return make_binary(NodeKind::equal, constant_operand(1), constant_operand(negative ? 1 : 0));
    if (std::none_of(values, end, is_null_value)) return make_node(kind, operands, count);
    // `= NULL` is never true, so NULL in the list would find nothing, and its opposite nothing at all.
    const NodeRef null_test = make_unary(negative ? NodeKind::is_not_null : NodeKind::is_null, operands[0]);
    std::vector<Operand> others{operands[0]};
    std::remove_copy_if(values, end, std::back_inserter(others), is_null_value);
    if (others.size() == 1) return null_test;
    const NodeRef list = make_node(kind, others.data(), others.size());
    return make_binary(negative ? NodeKind::all_of : NodeKind::any_of, list.operand(), null_test.operand());
} catch (const std::bad_alloc&) {
    return error_node(NodeError::out_of_memory);
}

NodeRef make_call(std::string_view name, const Operand* operands, std::size_t count) noexcept {
    NodeRef call = make_unary(NodeKind::call, keyword(name));
    for (std::size_t i = 0; i < count; ++i)
        append_operand(call, NodeKind::call, operands[i]);
    return call;
}

NodeRef make_function(Function function, const Operand* operands, std::size_t count) noexcept try {
    std::vector<Operand> list{constant_operand(static_cast<std::int64_t>(function))};
    list.insert(list.end(), operands, operands + count);
    return make_node(NodeKind::function, list.data(), list.size());
} catch (const std::bad_alloc&) {
    return error_node(NodeError::out_of_memory);
}

NodeRef make_array_element(const Operand& list, std::int64_t index) noexcept {
    const Function function = index < 0 ? Function::array_element_from_end : Function::array_element;
    return make_function(
        function,
        {list, integer_operand(index == std::numeric_limits<std::int64_t>::max() ? index : index + 1,
                               SqlType::integer)});
}

NodeRef make_like(NodeKind kind, const Operand& left, const Operand& pattern) noexcept {
    Operand right = pattern;
    if (kind == NodeKind::like && right.kind == OperandKind::text) right.kind = OperandKind::pattern;
    return make_binary(kind, left, right);
}

NodeRef make_affix(Affix affix, const Operand& left, const Operand& right) noexcept try {
    const bool open_start = affix != Affix::starts;
    const bool open_end = affix != Affix::ends;
    if (right.kind == OperandKind::text) {
        std::string pattern;
        if (open_start) pattern += '%';
        append_escaped(pattern, right.view());
        if (open_end) pattern += '%';
        return make_binary(NodeKind::ilike, left, text(pattern));
    }
    NodeRef pattern = escaped_in_sql(make_unary(NodeKind::same, right));
    if (open_start) pattern = make_binary(NodeKind::concatenate, text("%"), pattern.operand());
    if (open_end) pattern = make_binary(NodeKind::concatenate, pattern.operand(), text("%"));
    return make_binary(NodeKind::ilike, left, pattern.operand());
} catch (const std::bad_alloc&) {
    return error_node(NodeError::out_of_memory);
}

const std::string* intern_alias(std::string_view name) {
    static std::mutex mutex;
    static auto& names = *new std::set<std::string, std::less<>>;  // outlives every static query
    std::string checked;
    append_quoted(checked, name);
    const std::lock_guard lock(mutex);
    const auto found = names.find(name);
    return &*(found != names.end() ? found : names.emplace(name).first);
}

NodeRef record_value(Fault (*bind)(Statement&, int, const void*), const void* value, SqlType type) {
    Recorder recorder(type);
    const Fault fault = bind(recorder, 0, value);
    if (fault != Fault::none) return make_unary(NodeKind::same, fault_operand(fault));
    return recorder.recorded;
}

}  // namespace pewit::detail
