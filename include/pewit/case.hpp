/// CASE, in both of its forms.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>

namespace pewit {

namespace detail {

/// Of a CASE whose values are T so far, with a V beside them: optional as soon as one of them may be NULL.
template <class T, class V>
using case_t = std::conditional_t<is_null_literal_v<V> || is_optional_v<field_of_t<V>>,
                                  std::optional<unwrapped_t<T>>, T>;

}  // namespace detail

/// `CASE WHEN … THEN … END`, NULL when no condition holds; `.else_(…)` says what then. Optional also then, where one
/// of its values may be NULL: T is what they are.
///
///     case_().when(U.karma > 100, "high").when(U.karma > 10, "some").else_("none")
template <class T>
class Case : public Expr<std::optional<detail::unwrapped_t<T>>> {
protected:
    using Nullable = std::optional<detail::unwrapped_t<T>>;

public:
    explicit Case(detail::NodeRef parts) : parts_(std::move(parts)) { close({}); }

    template <class V>
    [[nodiscard]] Case<detail::case_t<T, V>> when(const Condition& condition, const V& value) const {
        detail::check_beside<Nullable, V>();
        return Case<detail::case_t<T, V>>(added(condition.operand(), detail::typed_operand<Nullable>(value)));
    }
    template <class V>
    [[nodiscard]] Expr<detail::case_t<T, V>> else_(const V& value) const {
        detail::check_beside<Nullable, V>();
        detail::NodeRef whole = parts_;
        const auto otherwise = detail::typed_operand<Nullable>(value);
        detail::append_operand(whole, detail::NodeKind::case_, otherwise);
        return Expr<detail::case_t<T, V>>(std::move(whole));
    }

protected:
    [[nodiscard]] detail::NodeRef added(const detail::Operand& condition,
                                        const detail::Operand& value) const {
        detail::NodeRef parts = parts_;
        detail::append_operand(parts, detail::NodeKind::case_, condition);
        detail::append_operand(parts, detail::NodeKind::case_, value);
        return parts;
    }

private:
    void close(const detail::Operand& otherwise) {
        this->node_ = parts_;
        detail::append_operand(this->node_, detail::NodeKind::case_, otherwise);
    }
    detail::NodeRef parts_;  ///< without the ELSE
};

/// A CASE before its first condition, which decides the type.
class CaseStart {
public:
    template <class V>
    [[nodiscard]] auto when(const Condition& condition, const V& value) const {
        using T = detail::field_of_t<V>;
        return Case<T>(make_unary(detail::NodeKind::case_, {})).when(condition, value);
    }
};
/// The same with a subject that each `when` is compared with.
template <class S, class T>
class SubjectCase : public Case<T> {
public:
    explicit SubjectCase(detail::NodeRef parts) : Case<T>(std::move(parts)) {}

    template <class W, class V>
    [[nodiscard]] SubjectCase<S, detail::case_t<T, V>> when(const W& when, const V& value) const {
        using OrNull = typename Case<T>::Nullable;
        detail::check_beside<std::optional<detail::unwrapped_t<S>>, W>();
        detail::check_beside<OrNull, V>();
        return SubjectCase<S, detail::case_t<T, V>>(
            this->added(detail::to_operand<S>(when), detail::typed_operand<OrNull>(value)));
    }
};
/// A CASE with a subject, before its first value, which decides the type.
template <class S>
class SubjectCaseStart {
public:
    explicit SubjectCaseStart(detail::NodeRef subject) : subject_(std::move(subject)) {}
    template <class W, class V>
    [[nodiscard]] auto when(const W& when, const V& value) const {
        using T = detail::field_of_t<V>;
        return SubjectCase<S, T>(subject_).when(when, value);
    }

private:
    detail::NodeRef subject_;
};
[[nodiscard]] inline CaseStart case_() { return {}; }
/// `CASE karma WHEN 1 THEN … END`: `case_(U.karma).when(1, "one").when(2, "two").else_("many")`
template <detail::TermLike X>
[[nodiscard]] auto case_(const X& subject) {
    return SubjectCaseStart<typename X::pewit_term>(make_unary(detail::NodeKind::case_, subject.operand()));
}
/// `case_(U.karma > 100, "high").else_("low")`
template <class V>
[[nodiscard]] auto case_(const Condition& condition, const V& value) {
    return CaseStart().when(condition, value);
}

}  // namespace pewit
