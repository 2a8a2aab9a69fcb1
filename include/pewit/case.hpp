/// CASE, in both of its forms.
#pragma once

#include <optional>
#include <utility>

#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>

namespace pewit {

/// `CASE WHEN … THEN … END`, NULL when no condition holds; `.else_(…)` says what then.
///
///     case_().when(U.karma > 100, "high").when(U.karma > 10, "some").else_("none")
template <class T>
class Case : public Expr<std::optional<T>> {
public:
    explicit Case(detail::NodeRef parts) : parts_(std::move(parts)) { close({}); }

    template <class V>
    [[nodiscard]] Case when(const Condition& condition, const V& value) const {
        detail::check_beside<std::optional<T>, V>();
        return Case(added(condition.operand(), detail::typed_operand<std::optional<T>>(value)));
    }
    template <class V>
    [[nodiscard]] Expr<T> else_(const V& value) const {
        detail::check_beside<T, V>();
        detail::NodeRef whole = parts_;
        const auto otherwise = detail::typed_operand<T>(value);
        detail::append_operand(whole, detail::NodeKind::case_, otherwise);
        return Expr<T>(std::move(whole));
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
        using T = detail::unwrapped_t<detail::field_of_t<V>>;
        return Case<T>(make_unary(detail::NodeKind::case_, {})).when(condition, value);
    }
};
/// The same with a subject that each `when` is compared with.
template <class S, class T>
class SubjectCase : public Case<T> {
public:
    explicit SubjectCase(detail::NodeRef parts) : Case<T>(std::move(parts)) {}

    template <class W, class V>
    [[nodiscard]] SubjectCase when(const W& when, const V& value) const {
        detail::check_beside<std::optional<S>, W>();
        detail::check_beside<std::optional<T>, V>();
        return SubjectCase(
            this->added(detail::to_operand<S>(when), detail::typed_operand<std::optional<T>>(value)));
    }
};
/// A CASE with a subject, before its first value, which decides the type.
template <class S>
class SubjectCaseStart {
public:
    explicit SubjectCaseStart(detail::NodeRef subject) : subject_(std::move(subject)) {}
    template <class W, class V>
    [[nodiscard]] auto when(const W& when, const V& value) const {
        using T = detail::unwrapped_t<detail::field_of_t<V>>;
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
