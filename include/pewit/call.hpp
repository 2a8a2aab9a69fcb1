/// A call of an aggregate or of any other function that goes over many rows.
#pragma once

#include <cstddef>
#include <utility>

#include <pewit/expression.hpp>
#include <pewit/window.hpp>

namespace pewit {

/// A function's value in SQL, and what may stand behind its parentheses.
///
///     fn::count(T.id).filter(T.active == true)
///     fn::sum(T.amount).over(partition_by(T.account), order_by(T.created))
template <class T>
class Call : public Expr<T> {
public:
    explicit Call(detail::NodeRef&& node) noexcept : Expr<T>(static_cast<detail::NodeRef&&>(node)) {}

    /// `FILTER (WHERE …)`: an aggregate of the rows that the condition holds for.
    [[nodiscard]] Call filter(const Condition& condition) const {
        if (condition.is_empty()) return *this;
        return Call(make_binary(detail::NodeKind::filter, this->operand(), condition.operand()));
    }
    /// The order in which an aggregate takes its rows. Errors, when the query is rendered: NotSupportedError on
    /// SQLite, which knows it from 3.44 on only.
    template <class... Terms>
    [[nodiscard]] Call order_by(const Terms&... terms) const {
        const detail::Operand list[] = {terms.operand()...};
        return Call(detail::with_inner_order(this->node_, list, sizeof...(Terms)));
    }
    /// Over a window: partition_by(), order_by() and a frame, each at most once; before them a named window to go on
    /// from.
    template <class... Parts>
    [[nodiscard]] Expr<T> over(const Parts&... parts) const {
        return over_node(detail::window_of({}, parts...).operand());
    }
    /// Over a window with a name.
    [[nodiscard]] Expr<T> over(const Window& window) const {
        return over_node(detail::bytes_operand(detail::OperandKind::name, window.name()));
    }

private:
    [[nodiscard]] Expr<T> over_node(const detail::Operand& window) const {
        return Expr<T>(make_binary(detail::NodeKind::over, this->operand(), window));
    }
};

/// A function that exists over windows only; `.over(…)` makes it an expression.
template <class T>
class WindowCall {
public:
    explicit WindowCall(detail::NodeRef node) noexcept : call_(std::move(node)) {}
    template <class... Parts>
    [[nodiscard]] Expr<T> over(const Parts&... parts) const {
        return call_.over(parts...);
    }

private:
    Call<T> call_;
};

}  // namespace pewit
