/// The short names of the tests of rendered SQL: the blog's models and columns, and a query's text for one engine.
#pragma once

#include <support/blog.hpp>
#include <support/expect_sql.hpp>

#include <string>

namespace pewit::test::blog_sql {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
inline const auto& U = User::c;
inline const auto& T = Tweet::c;

template <class Query>
std::string text(const Query& query) {
    return in_sqlite(query).text;
}
template <class Query>
std::string postgres(const Query& query) {
    return in_postgres(query).text;
}

}  // namespace pewit::test::blog_sql
