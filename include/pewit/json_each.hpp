/// The members of JSON documents as rows.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include <pewit/detail/derived.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/json.hpp>
#include <pewit/json_path.hpp>
#include <pewit/subquery.hpp>

namespace pewit {

/// What json_each() gives: a table of FROM, that sees the tables before it.
class JsonEach {
public:
    using pewit_derived = std::tuple<std::string, Json>;

    /// Errors: ProgrammingError when the name can't be an SQL name.
    JsonEach(const detail::Operand& document, std::string_view name);

    /// Of an object's member its key, of an array's element its index from 0, as text: `tag.key.cast<int>()`.
    Expr<std::string> key;
    /// The member or element: `tag.value.as_text()`, `line.value["price"]`. JSON's null is a value too.
    JsonPath<Json> value;

    /// In FROM.
    [[nodiscard]] detail::Operand table() const noexcept { return table_.operand(); }

private:
    explicit JsonEach(const std::string* name);
    detail::NodeRef table_;
};

/// A row for each member of the object, or element of the array, that a document holds; none for anything else. The document:
/// a Json column, a path into one, or any other expression of a Json.
///
///     const auto tag = pewit::json_each(P.data["tags"], "tag");
///     Post::select(P.title, tag.value.as_text()).join(tag)                      // join(tag, left_outer): posts without too
///     Post::select().where(pewit::exists(pewit::select_from(tag, tag.key).where(tag.value == "cats")))
///
/// SQL: json_each() on SQLite; jsonb_array_elements() and jsonb_each() in a lateral subquery on PostgreSQL.
/// Errors: ProgrammingError when the name can't be an SQL name.
template <detail::SqlLike X>
[[nodiscard]] JsonEach json_each(const X& document, std::string_view name) {
    constexpr bool is_json = detail::family_v<detail::field_of_t<X>> == detail::TypeFamily::json;
    static_assert(is_json, "json_each() takes a Json");
    return JsonEach(document.operand(), name);
}

}  // namespace pewit
