#include "blog_test.hpp"

namespace {

namespace fn = pewit::fn;
using blog::User;
using Counts = std::vector<std::int64_t>;

MODEL(Visit) {
    FIELD(pewit::DateTime, at);
    FIELD(pewit::Date, day);
};

class Windows : public pewit::test::BlogTest {};

TEST_F(Windows, GoOnFromOneAnother) {
    const auto teams = pewit::window("teams", partition_by(U.active));
    const auto ranked = pewit::window("ranked", teams, pewit::order_by(U.karma.desc()));
    const auto query = User::select(fn::rank().over(ranked), fn::count().over(teams),
                                    fn::sum(U.karma).over(teams, pewit::order_by(U.karma)))
                           .window(teams)
                           .window(ranked)
                           .order_by(U.id);
    using Row = std::tuple<std::int64_t, std::int64_t, std::optional<std::int64_t>>;
    EXPECT_EQ(query.all(), (std::vector<Row>{{2, 2, 10}, {1, 2, 30}, {1, 1, 30}}));
    EXPECT_EQ(query.count(), 3);
}

TEST_F(Windows, HaveValuesForRowsThatAreNotThere) {
    const auto w = pewit::window("w", pewit::order_by(U.id));
    const auto query = User::select(fn::lag(U.karma, 1, 7).over(w), fn::lead(U.bio, 2, "end").over(w))
                           .window(w)
                           .order_by(U.id);
    using Row = std::tuple<int, std::optional<std::string>>;
    EXPECT_EQ(query.all(), (std::vector<Row>{{7, "50%"}, {10, "end"}, {20, "end"}}));
}

TEST_F(Windows, HaveFramesByDurations) {
    using namespace std::chrono_literals;
    db.create_tables<Visit>();
    const auto& V = Visit::c;
    for (const char* at : {"2024-03-01 10:00:00", "2024-03-01 10:00:59.5", "2024-03-03 10:00:00"}) {
        const pewit::DateTime moment{at};
        Visit::create(V.at = moment, V.day = pewit::Date{std::string(at).substr(0, 10)});
    }
    const auto within = [](const auto& column, auto span) {
        return Visit::select(
                   fn::count().over(pewit::order_by(column),
                                    pewit::range_between(pewit::preceding(span), pewit::following(span))))
            .order_by(Visit::c.id);
    };
    const auto seconds = fn::date_part(pewit::DatePart::epoch, V.at);
    EXPECT_EQ(within(seconds, 60).all(), (Counts{2, 2, 1}));
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)within(V.at, 1min).all(), pewit::NotSupportedError);
        return;
    }
    EXPECT_EQ(within(V.at, 1min).all(), (Counts{2, 2, 1}));
    EXPECT_EQ(within(V.at, 59s).all(), (Counts{1, 1, 1}));
    EXPECT_EQ(within(V.day, std::chrono::days{2}).all(), (Counts{3, 3, 3}));
}

}  // namespace
