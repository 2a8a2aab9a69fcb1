/// SQL as text, inside expressions.
#pragma once

#include <string_view>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>

namespace pewit {

/// A piece of SQL that yields a T. Each `?` outside quotes and comments stands for one of the parameters,
/// which are bound, or for an expression; `??` is a question mark.
///
///     User::select().where(raw<bool>("length(username) > ?", 4))
///
/// The text is not checked and not quoted: never put user input into it. Give the type when it may be
/// NULL: raw<std::optional<int>>.
/// Errors, when the query is rendered: ProgrammingError when `?` and parameters differ in number.
template <class T, class... Parameters>
[[nodiscard]] Expr<T> raw(std::string_view sql, const Parameters&... parameters) {
    return [sql](const auto&... operands) {
        const detail::Operand list[] = {detail::bytes_operand(detail::OperandKind::name, sql), operands...};
        return Expr<T>(make_node(detail::NodeKind::raw, list, sizeof...(operands) + 1));
    }(detail::any_operand(parameters)...);
}

}  // namespace pewit
