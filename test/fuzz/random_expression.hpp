/// Random expressions on the columns of `users` and `tweets`.
#pragma once

#include <cstdint>
#include <string>

#include <support/blog.hpp>

#include <pewit/pewit.hpp>

#include "random_query.hpp"

namespace pewit::test {

using Number = Expr<std::int64_t>;
using Real = Expr<double>;
using Text = Expr<std::string>;

[[nodiscard]] std::string hostile_text(Decisions& decide);
[[nodiscard]] std::string hostile_name(Decisions& decide);
[[nodiscard]] inline std::int64_t small_number(Decisions& decide) {
    return static_cast<std::int64_t>(decide.below(200)) - 100;
}

/// Expressions on the columns of `users` and `tweets`, under the names that the query gave them.
class Expressions {
public:
    Expressions(Decisions& decide, const detail::ColumnsOf<blog::User>& users,
                const detail::ColumnsOf<blog::Tweet>& tweets, int depth)
        : decide_(decide), u_(users), t_(tweets), depth_(depth) {}

    [[nodiscard]] Number number();
    [[nodiscard]] Real real();
    [[nodiscard]] Text text();
    [[nodiscard]] Condition condition();
    [[nodiscard]] Ordering ordering();

private:
    /// Counts the levels left while an expression is being made.
    struct Deeper {
        explicit Deeper(int& depth) noexcept : left(depth) { --left; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        ~Deeper() { ++left; }
        int& left;
    };

    /// What it is changed with is plain, for SQLite's parser has a stack of 100.
    [[nodiscard]] Expr<Json> document();
    /// Of one step at least. SQLite has no quotation marks in keys.
    [[nodiscard]] JsonPath<Json> path();
    /// Lists are PostgreSQL's.
    [[nodiscard]] Number list_length();
    [[nodiscard]] Condition in_list();
    /// Correlated with the outer query, on aliases of its own.
    [[nodiscard]] Select<std::int64_t> inner_select();

    Decisions& decide_;
    const detail::ColumnsOf<blog::User>& u_;
    const detail::ColumnsOf<blog::Tweet>& t_;
    int depth_;
};

}  // namespace pewit::test
