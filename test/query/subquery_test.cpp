#include "blog_test.hpp"

#include <algorithm>

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

class Subquery : public pewit::test::BlogTest {};

TEST_F(Subquery, IsAValueOfTheSelectList) {
    const auto n = Tweet::select(fn::count(T.id)).where(T.user == U.id).as("n");
    const auto rows = User::select(U.username, n).order_by(n.desc(), U.id).all();
    using Row = std::tuple<std::string, std::int64_t>;
    EXPECT_EQ(rows, (std::vector<Row>{{"huey", 2}, {"Mickey", 1}, {"zaizee", 0}}));
    const auto last =
        Tweet::select(T.content).where(T.user == U.id).order_by(T.id.desc()).limit(1).as("last");
    EXPECT_EQ(std::get<0>(*User::select(pewit::nullable(last), U.id).where(U.id == 3).first()), std::nullopt);
}

TEST_F(Subquery, IsJoined) {
    const auto n = fn::count().as("n");
    const auto s = Tweet::select(T.user, n).group_by(T.user).subquery("s");
    const auto rows = User::select(U.username, pewit::nullable(s.c(n)))
                          .join(s, s.c(T.user) == U.id, pewit::left_outer)
                          .order_by(U.id)
                          .all();
    using Row = std::tuple<std::string, std::optional<std::int64_t>>;
    EXPECT_EQ(rows, (std::vector<Row>{{"huey", 2}, {"Mickey", 1}, {"zaizee", std::nullopt}}));
}

TEST_F(Subquery, IsSelectedFromCountedAndStreamed) {
    const auto n = fn::count().as("n");
    const auto s = Tweet::select(T.user, n).group_by(T.user).subquery("s");
    EXPECT_EQ(pewit::select_from(s, fn::max(s.c(n))).scalar(), 2);
    const auto [user, count] = s.columns();
    const auto query = pewit::select_from(s).where(count > 1);
    EXPECT_EQ(std::get<0>(query.get()).id(), 1);
    EXPECT_EQ(query.count(), 1);
    EXPECT_TRUE(query.where(user == 1).exists());
    EXPECT_FALSE(query.where(user == 2).exists());
    pewit::Atomic tx{db};
    for (const auto& [id, many] : query.stream())
        EXPECT_EQ(many, 2);
}

TEST_F(Subquery, GivesWholeModels) {
    const auto active = User::select().where(U.active).subquery("active");
    const auto A = active.c(U);
    const auto rows = Tweet::select(T.content, A).join(active, A.id == T.user).order_by(T.id).all();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<1>(rows[2]).username, "Mickey");
    EXPECT_EQ(pewit::select_from(active).order_by(A.id.desc()).first()->username, "Mickey");
}

TEST_F(Subquery, ANullInItNamesTheColumn) {
    const auto s = Tweet::select(T.id, T.content).where(T.id > 100).subquery("s");
    try {
        (void)User::select(U.id, s.c(T.content)).join(s, s.c(T.id) == U.id, pewit::left_outer).all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.table(), "tweets");
        EXPECT_EQ(error.column(), "content");
    }
}

TEST_F(Subquery, MayBeLateral) {
    const auto latest =
        Tweet::select(T.content).where(T.user == U.id).order_by(T.id.desc()).limit(1).subquery("latest");
    const auto query =
        User::select(U.username, latest.c(T.content)).join(latest, pewit::lateral).order_by(U.id);
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)query.all(), pewit::NotSupportedError);
        return;
    }
    using Row = std::tuple<std::string, std::string>;
    EXPECT_EQ(query.all(), (std::vector<Row>{{"huey", "hiss"}, {"Mickey", "woof"}}));
    EXPECT_EQ(User::select(U.id).join(latest, pewit::left_outer_lateral).count(), 3);
}

TEST_F(Subquery, OuterJoinsOfEveryKind) {
    const auto s = User::select(U.id, U.username).where(U.id > 1).subquery("s");
    const auto ids = [&](pewit::JoinType type) {
        return Tweet::select(T.id).join(s, s.c(U.id) == T.user, type).count();
    };
    EXPECT_EQ(ids(pewit::inner), 1);
    EXPECT_EQ(ids(pewit::left_outer), 3);
    EXPECT_EQ(ids(pewit::right_outer), 2);
    EXPECT_EQ(ids(pewit::full_outer), 4);
    EXPECT_EQ(Tweet::select(T.id).join(s, pewit::cross).count(), 6);
}

class Cte : public pewit::test::BlogTest {};

TEST_F(Cte, IsUsedLikeATable) {
    const auto loud = User::select(U.id).where(U.karma > 9).limit(1).cte("loud");
    const auto query = Tweet::select(T.content).join(loud, T.user == loud.c(U.id)).order_by(T.id).with(loud);
    EXPECT_EQ(query.all(), (Strings{"meow", "hiss"}));
    EXPECT_EQ(query.count(), 2);
    EXPECT_EQ(query.limit(1).count(), 1);
    EXPECT_TRUE(query.exists());
    EXPECT_EQ(loud.select().all(), Ids{1});
    EXPECT_EQ(User::select(U.username).where(U.id.in(loud.select())).scalar(), "huey");
}

TEST_F(Cte, GoesDownATree) {
    const auto depth = pewit::value(1).as("depth");
    const auto base = Tweet::select(T.id, depth).where(T.reply_to == nullptr).cte("tree", pewit::recursive);
    const auto tree =
        base.union_all(Tweet::select(T.id, base.c(depth) + 1).join(base, T.reply_to == base.c(T.id)));
    const auto rows = tree.select().order_by(tree.c(T.id)).all();
    using Row = std::tuple<std::int64_t, int>;
    EXPECT_EQ(rows, (std::vector<Row>{{1, 1}, {2, 2}, {3, 2}}));
    EXPECT_EQ(tree.select(fn::max(tree.c(depth))).scalar(), 2);
}

TEST_F(Cte, PutsAPathTogether) {
    const auto path = U.username.cast<std::string>().as("path");  // a varchar on PostgreSQL
    const auto base = User::select(U.id, path).where(U.id == 1).cte("line", pewit::recursive);
    const auto line = base.union_all(
        User::select(U.id, base.c(path) + ">" + U.username).join(base, U.id == base.c(U.id) + 1));
    EXPECT_EQ(line.select(line.c(path)).order_by(line.c(U.id).desc()).first(), "huey>Mickey>zaizee");
}

TEST_F(Cte, EndsInCircles) {
    db.execute("UPDATE tweets SET reply_to = 2 WHERE id = 1");  // 1 → 2 → 1
    const auto base = Tweet::select(T.id).where(T.id == 1).cte("seen", pewit::recursive);
    const auto seen = base.union_(Tweet::select(T.id).join(base, T.reply_to == base.c(T.id)));
    EXPECT_EQ(seen.select().order_by(seen.c(T.id)).all(), (Ids{1, 2, 3}));
}

TEST_F(Cte, MayBeMaterialized) {
    const auto a = User::select(U.id).cte("a", pewit::materialized);
    EXPECT_EQ(a.select().count(), 3);
    EXPECT_EQ(User::select(U.id).cte("b", pewit::not_materialized).select().count(), 3);
}

TEST_F(Cte, Writes) {
    const auto gone = Tweet::delete_().where(T.content == "woof").returning(T.id, T.content).cte("gone");
    const auto query = gone.select(gone.c(T.content));
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)query.all(), pewit::NotSupportedError);
        return;
    }
    EXPECT_EQ(query.all(), Strings{"woof"});
    EXPECT_EQ(Tweet::select().count(), 2);
    EXPECT_EQ(gone.select().count(), 0);
    const auto fresh = User::insert(U.username = "late").returning(U).cte("fresh");
    EXPECT_TRUE(fresh.select().get().active);  // by its default
    EXPECT_EQ(fresh.c(U).username.ref.alias, fresh.c(U).id.ref.alias);
}

TEST_F(Cte, ServesStatementsThatWrite) {
    const auto best = User::select(U.id).order_by(U.karma.desc()).limit(1).cte("best");
    const auto ids = pewit::select_from(best, best.c(U.id));
    EXPECT_EQ(User::update(U.karma = U.karma + 1).where(U.id.in(ids)).with(best).execute(), 1);
    EXPECT_EQ(User::get_by_id(3).karma, 31);
    EXPECT_EQ(User::delete_().where(U.id.in(ids)).with(best).execute(), 1);
    EXPECT_EQ(User::select().count(), 2);
}

}  // namespace
