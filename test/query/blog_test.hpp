/// A small blog, filled by raw SQL.
#pragma once

#include <support/blog.hpp>
#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>

namespace pewit::test {

class BlogTest : public testing::Test {
protected:
    BlogTest() {
        db.create_tables<blog::User, blog::Tweet>();
        db.execute(
            "INSERT INTO users (username, bio, active, karma, score) VALUES ('huey', 'cat', TRUE, 10, 1.5), "
            "('Mickey', NULL, TRUE, 20, 2.5), ('zaizee', '50%', FALSE, 30, 3.5)");
        db.execute(
            "INSERT INTO tweets (user_id, content, reply_to) VALUES (1, 'meow', NULL), (1, 'hiss', 1), (2, 'woof', 1)");
    }

    /// One value, asked for without the query builder.
    template <class T>
    T raw(const char* sql) {
        return std::get<0>(db.query<T>(sql).at(0));
    }

    FreshPlace place;
    Database db{place.in_memory()};
    const detail::ColumnsOf<blog::User>& U = blog::User::c;
    const detail::ColumnsOf<blog::Tweet>& T = blog::Tweet::c;
};

}  // namespace pewit::test
