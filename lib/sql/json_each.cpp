/// Makes tables of the members of JSON documents.
#include <pewit/json_each.hpp>

namespace pewit {
namespace {

using detail::Function;
using detail::Operand;
using detail::SqlType;

/// A column of SQLite's json_each(), or of the subquery that PostgreSQL has.
detail::NodeRef column(const std::string* table, std::string_view name) {
    return make_binary(detail::NodeKind::derived_column, detail::table_operand(nullptr, table),
                       detail::bytes_operand(detail::OperandKind::name, name));
}

detail::NodeRef key_of(const std::string* table) {
    const detail::NodeRef key = column(table, "key");
    return detail::make_function(Function::json_member_key, {key.operand()});
}

detail::NodeRef value_of(const std::string* table) {
    const detail::NodeRef value = column(table, "value");
    const detail::NodeRef type = column(table, "type");
    return detail::make_function(Function::json_member_value, {value.operand(), type.operand()});
}

}  // namespace

JsonEach::JsonEach(const std::string* name) : key(key_of(name)), value(value_of(name), {}) {}

JsonEach::JsonEach(const Operand& document, std::string_view name) : JsonEach(detail::intern_alias(name)) {
    const detail::NodeRef members = detail::make_function(Function::json_members, {document});
    table_ = make_binary(detail::NodeKind::function_table, members.operand(),
                         detail::table_operand(nullptr, detail::intern_alias(name)));
}

}  // namespace pewit
