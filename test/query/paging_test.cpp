#include "blog_test.hpp"

#include <algorithm>
#include <thread>

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Ids = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

class Keyset : public pewit::test::BlogTest {
protected:
    Keyset() {
        db.execute(
            "INSERT INTO users (username, active, karma, score) VALUES ('a', TRUE, 20, 0), ('b', TRUE, 10, 0), "
            "('c', TRUE, 20, 0)");
    }

    /// All rows, two by two, each page behind the last row of the one before.
    template <class By>
    Ids walk(const By& by) {
        Ids ids;
        auto page = User::select().paginate(by, 2).all();
        while (!page.empty()) {
            for (const User& user : page)
                ids.push_back(user.id);
            page = User::select().paginate(by.after(page.back()), 2).all();
        }
        return ids;
    }
};

TEST_F(Keyset, MeetsEveryRowOnceInOrder) {
    EXPECT_EQ(walk(pewit::keyset(U.id)), (Ids{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(walk(pewit::keyset(U.karma, U.id)), (Ids{1, 5, 2, 4, 6, 3}));
    EXPECT_EQ(walk(pewit::keyset(desc(U.karma), desc(U.id))), (Ids{3, 6, 4, 2, 5, 1}));
    EXPECT_EQ(walk(pewit::keyset(desc(U.karma), U.id)), (Ids{3, 2, 4, 6, 1, 5}));
    EXPECT_EQ(walk(pewit::keyset(desc(U.active), U.karma, desc(U.id))), (Ids{5, 1, 6, 4, 2, 3}));
}

TEST_F(Keyset, TakesValuesAndExpressions) {
    const auto by = pewit::keyset(desc(fn::coalesce(U.bio, "")), U.id);  // bio may be NULL
    EXPECT_EQ(User::select(U.id).paginate(by, 3).all(), (Ids{1, 3, 2}));
    EXPECT_EQ(User::select(U.id).paginate(by.after("", 2), 3).all(), (Ids{4, 5, 6}));
}

class Values : public pewit::test::BlogTest {};

TEST_F(Values, AreJoinedSelectedAndSearched) {
    const auto bonus = pewit::values<std::int64_t, int>({{1, 5}, {3, 7}}).as("bonus");
    const auto [id, more] = bonus.columns();
    const auto rows = User::select(U.username, U.karma + more).join(bonus, id == U.id).order_by(U.id).all();
    using Row = std::tuple<std::string, int>;
    EXPECT_EQ(rows, (std::vector<Row>{{"huey", 15}, {"zaizee", 37}}));
    EXPECT_EQ(User::select(U.id).where(U.id.in(pewit::values(Ids{2, 3, 9}))).order_by(U.id).all(),
              (Ids{2, 3}));
    EXPECT_EQ(pewit::values(Strings{"x", "y"}).all(), (Strings{"x", "y"}));
    const auto missing = pewit::values(Strings{"huey", "ghost"}).cte("missing");
    EXPECT_EQ(missing.select().except(User::select(U.username)).all(), Strings{"ghost"});
}

TEST_F(Values, KeepTypesAndNulls) {
    const auto day = *pewit::Date::parse("2026-11-22");
    using Row = std::tuple<pewit::Date, std::optional<int>, double, bool>;
    const std::vector<Row> rows{{day, std::nullopt, 1.5, true}, {day, 3, 2.5, false}};
    const auto v = pewit::values(rows).as("v");
    EXPECT_EQ(pewit::select_from(v).order_by(std::get<2>(v.columns())).all(), rows);
}

TEST_F(Values, ChangeAndDeleteRows) {
    const auto bonus = pewit::values<std::int64_t, int>({{1, 5}, {3, 7}}).as("bonus");
    const auto [id, more] = bonus.columns();
    EXPECT_EQ(User::update(U.karma = U.karma + more).from(bonus).where(id == U.id).execute(), 2);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{15, 20, 37}));
    const auto best = User::select(U.id).order_by(U.karma.desc()).limit(1).cte("best");
    EXPECT_EQ(User::delete_().using_(best).where(best.c(U.id) == U.id).with(best).execute(), 1);
    EXPECT_EQ(User::select(U.id).order_by(U.id).all(), (Ids{1, 2}));
}

TEST_F(Values, MayBeNone) {
    const auto none = pewit::values(std::vector<std::tuple<std::int64_t, std::string>>{}).as("none");
    EXPECT_EQ(User::select(U.id).join(none, std::get<0>(none.columns()) == U.id).count(), 0);
    EXPECT_EQ(User::select(U.id).where(U.id.not_in(pewit::values(Ids{}))).count(), 3);
}

class Selects : public pewit::test::BlogTest {};

TEST_F(Selects, InRandomOrderHaveEveryRow) {
    Ids ids = User::select(U.id).order_by(fn::random()).all();
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, (Ids{1, 2, 3}));
}

TEST_F(Selects, AreExtended) {
    const auto query = Tweet::select(T.user, fn::count()).group_by(T.user).order_by(fn::count().desc());
    const auto row = query.select_extend(fn::max(T.content)).order_by_extend(T.user).get();
    EXPECT_EQ(std::get<2>(row), "meow");
    const auto by_user = Tweet::select(T.user, fn::count()).group_by(T.user).order_by(T.user);
    EXPECT_EQ(by_user.all().size(), 2U);
    EXPECT_EQ(by_user.group_by_extend(T.content).all().size(), 3U);
    EXPECT_EQ(User::select(U.active, fn::count())
                  .group_by(pewit::position(1))
                  .order_by(pewit::position(2).desc())
                  .all()
                  .size(),
              2U);
}

TEST_F(Selects, DistinctOnGivesTheFirstOfEach) {
    const auto query = Tweet::select(T.user, T.content).distinct(T.user).order_by(T.user, T.id.desc());
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)query.all(), pewit::NotSupportedError);
        return;
    }
    const auto rows = query.all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(std::get<1>(rows[0]), "hiss");
    EXPECT_EQ(query.count(), 2);
}

class RowLock : public pewit::test::BlogTest {};

TEST_F(RowLock, OfEveryStrengthIsRunOrRefused) {
    const auto first = User::select(U.id).order_by(U.id).limit(1);
    const pewit::Atomic tx{db};
    for (const auto& query :
         {first.for_update(), first.for_no_key_update(), first.for_share(), first.for_key_share()}) {
        if (pewit::test::on_postgres()) {
            EXPECT_EQ(query.all(), Ids{1});
        } else {
            try {
                (void)query.all();
                FAIL() << "nothing thrown";
            } catch (const pewit::NotSupportedError& error) {
                EXPECT_STREQ(error.what(), "for_update() and its kin: sqlite can't do it");
            }
        }
    }
}

TEST_F(RowLock, IsRefusedOrSkippedByOthers) {
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)User::select().for_update().all(), pewit::NotSupportedError);
        return;
    }
    pewit::Atomic tx{db};
    EXPECT_EQ(User::select().where(U.id == 1).for_update().get().username, "huey");
    std::thread other{[this] {
        const pewit::Atomic theirs{db};  // another connection
        EXPECT_EQ(User::select(U.id).order_by(U.id).for_update(pewit::skip_locked).all(), (Ids{2, 3}));
        EXPECT_EQ(User::select(U.id).where(U.id == 1).count(), 1);  // reading waits for nobody
        const auto locks = [](const auto& query) {
            const pewit::Atomic step{pewit::current};
            (void)query.all();
        };
        const auto huey = User::select().where(U.id == 1);
        EXPECT_THROW(locks(huey.for_update(pewit::nowait)), pewit::LockError);
        EXPECT_THROW(locks(huey.for_key_share(pewit::nowait)), pewit::LockError);
        EXPECT_NO_THROW(locks(Tweet::select().join<User>().for_update(of(T), pewit::nowait)));
    }};
    other.join();
    EXPECT_EQ(Tweet::select().with(T.user).order_by(T.id).limit(1).for_update().get().user->username, "huey");
}

}  // namespace
