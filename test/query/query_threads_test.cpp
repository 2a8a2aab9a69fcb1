/// Queries are values: one object, read by several threads at once, each over a connection of its own.
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <support/blog.hpp>

#include <string>
#include <thread>
#include <vector>

#include "support/engine.hpp"

namespace {

using blog::User;

TEST(SharedQuery, IsRunAndExtendedBySeveralThreads) {
    const pewit::test::FreshPlace place;
    pewit::Database db{place.connector(std::chrono::seconds{5}),
                       {.name = "shared", .pool = {.max_connections = 4}}};
    db.create_tables<User>();
    const auto& U = User::c;
    User::create(U.username = "huey", U.karma = 1);
    User::create(U.username = "mickey", U.karma = 2);

    const auto some = User::select(U.id).where(U.karma > 0).cte("some");
    const auto s = User::select(U.id, U.username).subquery("s");
    const auto wanted = pewit::values(std::vector<std::int64_t>{1, 2}).as("wanted");
    const auto id = std::get<0>(wanted.columns());
    const auto joined = pewit::select_from(s, s.c(U.username))
                            .join(some, some.c(U.id) == s.c(U.id))
                            .join(wanted, id == s.c(U.id))
                            .with(some);
    const auto both = joined.union_all(joined).order_by(pewit::position(1));
    const auto by = pewit::keyset(desc(U.karma), U.id);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int run = 0; run < 5; ++run) {
                EXPECT_EQ(both.count(), 4);
                EXPECT_EQ(both.limit(i).count(), i);
                EXPECT_EQ(joined.where(id == 1).scalar(), "huey");
                EXPECT_EQ(User::select(U.id).paginate(by.after(2, 2), i + 1).all().size(), 1U);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
}

TEST(SharedQuery, IsHandedOverAndEndsOnAnotherThread) {
    const pewit::test::FreshPlace place;
    pewit::Database db{place.connector(std::chrono::seconds{5}), {.name = "handed over"}};
    db.create_tables<User>();
    const auto& U = User::c;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        const std::string name = "a name too long for a small string, number " + std::to_string(i);
        auto query =
            User::select(U.id).where(U.bio == name).with(User::select(U.id).cte("c" + std::to_string(i)));
        auto insert = User::insert(U.username = std::to_string(i), U.bio = name);
        auto kept = query;  // ends here, perhaps before the other does
        threads.emplace_back([query = std::move(query), insert = std::move(insert)]() mutable {
            EXPECT_EQ(insert.execute(), 1);
            EXPECT_EQ(query.count(), 1);
            query = query.limit(0);
            EXPECT_EQ(query.count(), 0);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
}

TEST(AtomicIncrement, LosesNothing) {
    const pewit::test::FreshPlace place;
    pewit::Database db{place.connector(std::chrono::seconds{5}), {.name = "increments"}};
    db.create_tables<User>();
    const auto& U = User::c;
    User::create(U.username = "huey");
    const auto add = User::update(U.karma = U.karma + 1).where(U.username == "huey");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int run = 0; run < 10; ++run)
                EXPECT_EQ(add.execute(), 1);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(User::select(U.karma).scalar(), 40);
}

}  // namespace
