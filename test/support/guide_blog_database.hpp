/// A fixture with the blog's tables in memory.
#pragma once

#include <gtest/gtest.h>

#include <support/engine.hpp>
#include <support/guide_blog.hpp>

namespace blog {

class BlogTest : public testing::Test {
protected:
    BlogTest() { db.create_tables<User, Tweet, Like>(); }

    std::int64_t count(const std::string& table) {
        return std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM \"" + table + "\"").front());
    }

    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    pewit::ConnectionScope scope{db};
};

}  // namespace blog
