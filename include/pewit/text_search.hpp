/// Full text search: FTS5 on SQLite, tsvector on PostgreSQL, spelled alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>

namespace pewit {

namespace detail {

/// The number of a column in its model's text index; -1 when it is not in it.
template <class M>
consteval int place_in_text_index(std::uint16_t column) {
    const TextIndexOption& index = DescriptionOf<M>::meta.text_index;
    for (std::size_t i = 0; i < index.count; ++i) {
        if (index.columns[i] == column) return static_cast<int>(i);
    }
    return -1;
}

/// The node of a search. `raw`: the text is in the engine's own language.
[[nodiscard]] NodeRef make_search(ModelAccessor model, const std::string* alias, std::string_view text,
                                  bool raw) noexcept;

/// Makes the index anew from the rows of the table, where it is kept beside the table.
void rebuild_text_index(const ModelDescription& model);

}  // namespace detail

/// A search in the text index of M, which `META(text_index(c.title, c.body))` makes. A value, like a query.
///
///     const auto found = pewit::search<Article>("quick -lazy \"brown fox\"");
///     Article::select(A, found.rank()).join(found).order_by(found.rank().desc())
///     Article::select().where(found.matches())
///
/// rank(), highlight() and snippet() need the join. Errors, when the query is rendered: ProgrammingError where M's
/// table is not in FROM.
template <class M>
class TextSearch {
public:
    using PewitTextSearch = M;

    TextSearch(detail::NodeRef node, const std::string* alias) noexcept
        : node_(std::move(node)), alias_(alias) {}

    /// Does the row match? For WHERE, in any statement.
    [[nodiscard]] Condition matches() const { return Condition(node_); }
    /// How well the row matches: greater is better. The scale is the engine's: bm25 on SQLite, ts_rank on PostgreSQL.
    [[nodiscard]] Expr<double> rank() const {
        return Expr<double>(make_unary(detail::NodeKind::text_rank, table()));
    }
    /// The whole text of a column of the index, with marks around what was found. The text is not made HTML.
    template <class T, std::uint16_t I>
    [[nodiscard]] Expr<T> highlight(const detail::Column<M, T, I>& /*column*/, std::string_view before,
                                    std::string_view after) const {
        constexpr int place = detail::place_in_text_index<M>(I);
        static_assert(place >= 0, "the column is not in the text index");
        return Expr<T>(make_node(detail::NodeKind::text_mark,
                                 {column(I), detail::constant_operand(place), text(before), text(after)}));
    }
    /// The piece of a column's text, about so many words long, in which most was found. `ellipsis` stands for what is
    /// left out: on SQLite at the ends of the piece, on PostgreSQL between pieces.
    template <class T, std::uint16_t I>
    [[nodiscard]] Expr<T> snippet(const detail::Column<M, T, I>& /*column*/, std::string_view before,
                                  std::string_view after, std::string_view ellipsis = "…",
                                  int words = 20) const {
        constexpr int place = detail::place_in_text_index<M>(I);
        static_assert(place >= 0, "the column is not in the text index");
        return Expr<T>(make_node(detail::NodeKind::text_mark,
                                 {column(I), detail::constant_operand(place), text(before), text(after),
                                  text(ellipsis), detail::constant_operand(words)}));
    }

    [[nodiscard]] detail::Operand operand() const noexcept { return node_.operand(); }

private:
    [[nodiscard]] detail::Operand table() const noexcept {
        return detail::table_operand(&detail::description<M>, alias_);
    }
    /// Of the table that is searched, whatever name it has.
    [[nodiscard]] detail::Operand column(std::uint16_t index) const noexcept {
        return detail::column_operand(&detail::description<M>, alias_, index);
    }
    [[nodiscard]] static detail::Operand text(std::string_view value) noexcept {
        return detail::bytes_operand(detail::OperandKind::text, value);
    }

    detail::NodeRef node_;
    const std::string* alias_;
};

namespace detail {

template <class M>
constexpr void check_text_index() {
    constexpr bool has_index = DescriptionOf<M>::meta.text_index.count > 0;
    static_assert(has_index, "this model has no text index: META(text_index(c.title, …))");
}

template <class M>
[[nodiscard]] TextSearch<M> search_in(const std::string* alias, std::string_view text, bool raw) {
    check_text_index<M>();
    return {make_search(&description<M>, alias, text, raw), alias};
}

}  // namespace detail

/// What a user looks for: words that must all be there, `"a phrase"`, `or` between alternatives, `-word` for what must
/// not be there. Any text is a valid search. What only says what must not be there finds nothing.
template <class M>
[[nodiscard]] TextSearch<M> search(std::string_view text) {
    return detail::search_in<M>(nullptr, text, false);
}
/// The same in a table under another name: `search(other, "fox")` after `auto other = alias<Article>("other")`.
template <class M>
[[nodiscard]] TextSearch<M> search(const detail::ColumnsOf<M>& table, std::string_view text) {
    return detail::search_in<M>(table.pewit_alias, text, false);
}
/// In the engine's own language: that of FTS5's MATCH or of to_tsquery. Text that is none is an error of the statement.
template <class M>
[[nodiscard]] TextSearch<M> raw_search(std::string_view text) {
    return detail::search_in<M>(nullptr, text, true);
}
template <class M>
[[nodiscard]] TextSearch<M> raw_search(const detail::ColumnsOf<M>& table, std::string_view text) {
    return detail::search_in<M>(table.pewit_alias, text, true);
}

/// Fills the index of M anew, for rows that were there before it. On PostgreSQL there is nothing to do.
template <class M>
void rebuild_text_index() {
    detail::rebuild_text_index(detail::description<M>());
}

}  // namespace pewit
