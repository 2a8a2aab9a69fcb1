/// A small blog in a database in memory, filled by raw SQL.
#pragma once

#include <support/blog.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>

namespace pewit::test {

class BlogTest : public testing::Test {
protected:
    BlogTest() {
        db.execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, bio TEXT, "
            "active INTEGER NOT NULL, karma INTEGER NOT NULL, score REAL NOT NULL)");
        db.execute(
            "CREATE TABLE tweets (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, "
            "content TEXT NOT NULL, reply_to INTEGER REFERENCES tweets)");
        db.execute(
            "INSERT INTO users VALUES (1, 'huey', 'cat', 1, 10, 1.5), (2, 'Mickey', NULL, 1, 20, 2.5), "
            "(3, 'zaizee', '50%', 0, 30, 3.5)");
        db.execute("INSERT INTO tweets VALUES (1, 1, 'meow', NULL), (2, 1, 'hiss', 1), (3, 2, 'woof', 1)");
    }

    /// One value, asked for without the query builder.
    template <class T>
    T raw(const char* sql) {
        return std::get<0>(db.query<T>(sql).at(0));
    }

    Database db{sqlite({.path = ":memory:"})};
    const detail::ColumnsOf<blog::User>& U = blog::User::c;
    const detail::ColumnsOf<blog::Tweet>& T = blog::Tweet::c;
};

}  // namespace pewit::test
