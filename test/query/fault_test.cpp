/// A value that does not fit is named by table and column, whatever the rows become.
#include "blog_test.hpp"

#include <pewit/maps.hpp>

namespace {

using blog::Tweet;
using blog::User;

struct Line {
    std::int64_t id;
    int karma;
    PEWIT_ROW(Line, id, karma);
};

/// What a DataError names; the rows of a range are read one by one.
template <class Read>
std::string place_of_fault(const Read& read) {
    try {
        if constexpr (std::is_void_v<decltype(read())>) {
            read();
        } else {
            auto rows = read();
            if constexpr (requires { rows.begin(); }) {
                for (const auto& row : rows)
                    static_cast<void>(row);
            }
        }
    } catch (const pewit::DataError& error) {
        return std::string(error.table()) + '.' + std::string(error.column());
    }
    return "nothing thrown";
}

/// Expects that each of these names the same place.
#define EXPECT_FAULT(place, ...) EXPECT_EQ(place_of_fault([&] { return __VA_ARGS__; }), place) << #__VA_ARGS__

class OutOfRange : public pewit::test::BlogTest {
protected:
    OutOfRange() {
        if (pewit::test::on_postgres()) db.execute("ALTER TABLE users ALTER karma TYPE bigint");
        db.execute("UPDATE users SET karma = 3000000000 WHERE id = 2");
    }
    static constexpr const char* karma = "users.karma";
};

TEST_F(OutOfRange, IsNamedInEveryFormOfResult) {
    const auto mickey = User::select().where(U.id == 2);
    const auto lines = User::select(U.id, U.karma);
    EXPECT_FAULT(karma, User::select().all());
    EXPECT_FAULT(karma, mickey.first());
    EXPECT_FAULT(karma, mickey.get());
    EXPECT_FAULT(karma, User::get(U.id == 2));
    EXPECT_FAULT(karma, User::get_by_id(2));
    EXPECT_FAULT(karma, lines.all());
    EXPECT_FAULT(karma, User::select(U.karma).all());
    EXPECT_FAULT(karma, User::select(U.karma).where(U.id == 2).scalar());
    EXPECT_FAULT(karma, lines.into<Line>());
    EXPECT_FAULT(karma, lines.into_by_name<Line>());
    EXPECT_FAULT(karma, User::select(U, U.username).into_by_name<Line>());
    EXPECT_FAULT(karma, pewit::to_map(User::select(), U.username));
    EXPECT_FAULT(karma, pewit::to_map(lines));
    EXPECT_FAULT(karma, User::raw("SELECT * FROM users").all());
}

TEST_F(OutOfRange, IsNamedInStreams) {
    const pewit::Atomic frame{db};  // PostgreSQL streams inside one
    const auto lines = User::select(U.id, U.karma).order_by(U.id);
    EXPECT_FAULT(karma, User::select().order_by(U.id).stream());
    EXPECT_FAULT(karma, lines.stream());
    EXPECT_FAULT(karma, lines.stream_into<Line>());
    EXPECT_FAULT(karma, User::select().batches(2));
    std::vector<int> seen;
    for (const Line& line : lines.where(U.id != 2).stream_into<Line>())
        seen.push_back(line.karma);
    EXPECT_EQ(seen, (std::vector<int>{10, 30}));
}

TEST_F(OutOfRange, IsNamedInJoinedRowsAndQueriesOfQueries) {
    const auto s = User::select(U.id, U.karma).subquery("s");
    EXPECT_FAULT(karma, Tweet::select(T, U).join<User>().all());
    EXPECT_FAULT(karma, User::select(U.username, pewit::nullable(U)).all());
    EXPECT_FAULT(karma, Tweet::select().with(T.user).all());
    EXPECT_FAULT(karma, User::select().prefetch<Tweet>().all());
    EXPECT_FAULT(karma, Tweet::get_by_id(3).user->username);
    EXPECT_FAULT(karma, pewit::select_from(s, s.c(U.karma)).all());
    EXPECT_FAULT(karma, User::select(U.karma).cte("c").select().all());
    const auto n = U.karma.as("n");
    const auto inner = User::select(U.id, n).cte("inner");
    const auto outer = pewit::select_from(inner).with(inner).subquery("outer");
    EXPECT_FAULT(karma, pewit::select_from(outer).all());
    EXPECT_FAULT(karma, pewit::select_from(outer, outer.c(n)).all());
    EXPECT_FAULT(karma, pewit::select_from(s).union_(pewit::select_from(s)).all());
    EXPECT_FAULT(karma, User::select(U.karma).union_(User::select(U.karma)).all());
}

/// The statement has done its work by then; inside a frame the exception undoes it.
TEST_F(OutOfRange, IsNamedInWhatAWriteReturns) {
    EXPECT_FAULT(karma, User::update(U.bio = "x").returning().all());
    EXPECT_EQ(raw<std::int64_t>("SELECT count(*) FROM users WHERE bio = 'x'"), 3);
    EXPECT_FAULT(karma, User::update(U.bio = "y").returning(U.id, U.karma).all());
    EXPECT_FAULT(karma, User::update(U.bio = "y").returning(U.karma).first());
    EXPECT_FAULT(karma, User::update(U.bio = "y").returning(U.id, U.karma).into<Line>());
    EXPECT_FAULT(karma, User::update(U.bio = "y").returning().into_by_name<Line>());
    const auto upsert = User::insert(U.username = "Mickey").on_conflict(U.username).update(U.bio = "y");
    EXPECT_FAULT(karma, upsert.returning(U.karma).get());
    EXPECT_FAULT(karma, User::insert_many({"Mickey", "a"}, U.username)
                            .on_conflict(U.username)
                            .update(U.bio = "y")
                            .returning()
                            .all());
    EXPECT_EQ(User::select().count(), 3);  // insert_many is all or none
    Tweet::delete_().execute();
    EXPECT_FAULT(karma, User::delete_().where(U.id == 2).returning().all());
}

/// The nullable side of an outer join, read into what can't be missing.
class NullValue : public pewit::test::BlogTest {
protected:
    struct Word {
        std::int64_t id;
        std::string content;
        PEWIT_ROW(Word, id, content);
    };
    static constexpr const char* content = "tweets.content";
};

TEST_F(NullValue, IsNamedInEveryFormOfResult) {
    const auto words = User::select(U.id, T.content).join<Tweet>(pewit::left_outer).order_by(U.id);
    const auto alone = User::select(T.content).join<Tweet>(pewit::left_outer).order_by(U.id);
    EXPECT_FAULT("tweets.id", User::select(U, T).join<Tweet>(pewit::left_outer).all());
    EXPECT_FAULT("tweets.id", User::select(T).join<Tweet>(pewit::left_outer).all());
    EXPECT_FAULT(content, words.all());
    EXPECT_FAULT(content, alone.all());
    EXPECT_FAULT(content, alone.where(U.id == 3).first());
    EXPECT_FAULT(content, alone.where(U.id == 3).scalar());
    EXPECT_FAULT(content, words.into<Word>());
    EXPECT_FAULT(content, words.into_by_name<Word>());
    EXPECT_FAULT(content, pewit::to_map(words));
    const pewit::Atomic frame{db};
    EXPECT_FAULT(content, words.stream());
    EXPECT_FAULT(content, words.stream_into<Word>());
    EXPECT_FAULT(content, alone.batches(10));
}

}  // namespace
