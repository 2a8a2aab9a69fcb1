#include "random_query.hpp"

#include <string>
#include <utility>

#include "random_expression.hpp"

namespace pewit::test {

namespace {

using blog::Tweet;
using blog::User;

constexpr int levels = 5;
/// Of a query in others: SQLite's parser has a stack of 100.
constexpr int levels_of_member = 3;

/// What every SELECT may have.
template <class R>
RandomQuery with_clauses(Select<R> query, std::size_t columns, Decisions& decide, Expressions& make) {
    if (decide.yes()) query = query.where(make.condition());
    if (decide.yes()) query = query.where(make.condition(), make.condition());
    if (decide.yes()) query = query.order_by(make.ordering(), make.ordering());
    if (decide.yes()) query = query.limit(decide.below(10));
    if (decide.yes()) query = query.offset(decide.below(10));
    if (decide.below(8) == 1) return {detail::counting(query.node()), 1};
    return {query.node(), columns};
}

Compound<std::tuple<std::int64_t, std::string>> combined(
    Decisions& decide, const Select<std::tuple<std::int64_t, std::string>>& left,
    const Select<std::tuple<std::int64_t, std::string>>& right) {
    switch (decide.below(4)) {
    case 0:
        return left.union_(right);
    case 1:
        return left.union_all(right.union_(left));
    case 2:
        return left.union_(right).intersect(left);
    default:
        return left.except(right);
    }
}

/// Queries made of two others, which have a number and a text.
RandomQuery random_combination(Decisions& decide, const Select<std::tuple<std::int64_t, std::string>>& left,
                               const Select<std::tuple<std::int64_t, std::string>>& right) {
    const std::string name = hostile_name(decide);
    switch (decide.below(5)) {
    case 4: {
        const auto each = json_each(value(Json{R"({"a": [1, null], "b": "c"})"}), name);
        const auto query = User::select(each.key, each.value["a"].as_text());
        return {decide.yes() ? query.join(each, each.key != hostile_text(decide), left_outer).node()
                             : query.join(each).node(),
                2};
    }
    case 0: {
        auto both = combined(decide, left, right);
        if (decide.yes()) both = both.order_by(position(2).desc(), position(1));
        if (decide.yes()) both = both.limit(decide.below(5)).offset(decide.below(3));
        return decide.yes() ? RandomQuery{both.node(), 2} : RandomQuery{detail::counting(both.node()), 1};
    }
    case 1: {
        const auto s = combined(decide, left, right).subquery(name);
        const auto [number, text] = s.columns();
        return {select_from(s, text, number + 1)
                    .where(number > small_number(decide), text != hostile_text(decide))
                    .node(),
                2};
    }
    case 2: {
        const auto s = left.subquery(name);
        const auto number = std::get<0>(s.columns());
        return {
            User::select(User::c, s).join(s, number == User::c.id, decide.yes() ? cross : left_outer).node(),
            8};
    }
    default: {
        const auto base = left.cte(name, recursive);
        const auto tree = base.union_(right);
        const auto rows = values<std::int64_t, std::string>({{1, hostile_text(decide)}, {2, ""}}).as("v");
        const auto query =
            tree.select().join(rows, std::get<0>(rows.columns()) == std::get<0>(tree.columns()));
        return decide.yes() ? RandomQuery{query.node(), 2}
                            : RandomQuery{detail::counting(query.limit(3).node()), 1};
    }
    }
}

RandomQuery random_select(Decisions& decide) {
    const auto users = alias<User>("owner");
    Expressions make(decide, users, Tweet::c, levels);
    const auto joined = [&](auto query, Expressions& conditions) {
        return query.join(users, Tweet::c.user == users.id && conditions.condition(),
                          decide.yes() ? JoinType::inner : JoinType::left_outer);
    };
    const auto join = [&](auto query) { return joined(query, make); };
    const auto pairs = [&] {
        Expressions flat(decide, users, Tweet::c, levels_of_member);
        auto query = joined(Tweet::select(flat.number().as("number"), flat.text().as("text")), flat);
        if (decide.yes()) query = query.order_by(Tweet::c.id).limit(decide.below(5));
        return query;
    };
    switch (decide.below(6)) {
    case 0:
        return with_clauses(join(Tweet::select()), 4, decide, make);
    case 5: {
        const auto base = window(hostile_name(decide), partition_by(make.number()));
        const auto w = window("w", base, order_by(make.text(), make.number().desc()));
        const auto frame = rows_between(preceding(decide.below(3)), following(decide.below(3)));
        const auto query = Tweet::select(fn::rank().over(w), fn::lag(make.text(), 1, make.text()).over(w),
                                         fn::sum(make.number()).over(base, order_by(make.real()), frame));
        return with_clauses(join(query).window(base).window(w), 3, decide, make);
    }
    case 3: {
        const auto left = pairs();
        return random_combination(decide, left, pairs());
    }
    case 1:
        return with_clauses(join(Tweet::select(make.number().as(hostile_name(decide)), make.text())), 2,
                            decide, make);
    case 2:
        return with_clauses(join(Tweet::select(Tweet::c, users, make.condition())), 11, decide, make);
    default: {
        if (decide.yes()) {
            const auto number = make.number();
            return {join(Tweet::select(number, fn::count()))
                        .group_by(number)
                        .having(number > small_number(decide))
                        .order_by(number.desc())
                        .node(),
                    2};
        }
        const auto query = Tweet::select(fn::count(), fn::sum(make.number()), fn::max(make.text()),
                                         fn::count(make.text().distinct()));
        return {
            join(query).group_by(users.karma, Tweet::c.id).having(fn::count() > small_number(decide)).node(),
            4};
    }
    }
}

RandomQuery random_write(Decisions& decide) {
    const auto& u = User::c;
    // The columns of one table alone: an UPDATE has no other.
    const auto tweets = alias<Tweet>("theirs");
    const auto lonely = [&] {
        return u.karma > static_cast<int>(small_number(decide)) && u.username != hostile_text(decide)
               && exists(select_from(tweets, tweets.id).where(tweets.user == u.id));
    };
    switch (decide.below(4)) {
    case 0: {
        auto query = User::update(u.karma = u.karma + 1, u.username = hostile_text(decide));
        if (decide.yes()) query = query.where(lonely());
        if (decide.yes()) return {query.returning(u.id, u.username.as(hostile_name(decide))).node(), 2};
        return {query.node(), 0};
    }
    case 1: {
        auto query = User::delete_().where(lonely());
        if (decide.yes()) return {query.returning().node(), 6};
        return {query.node(), 0};
    }
    case 2:
        return {User::insert(u.username = hostile_text(decide), u.karma = 5)
                    .on_conflict(u.username)
                    .update(u.karma = u.karma + excluded(u.karma))
                    .where(u.active)
                    .returning(u.id)
                    .node(),
                1};
    default: {
        const auto some =
            User::select(u.karma.as("most"), u.username).where(lonely()).cte(hostile_name(decide));
        const auto most = some.c<int>("most");
        if (decide.yes()) {
            return {User::insert_from(some.select(most, some.c(u.username)), u.karma, u.username)
                        .on_conflict()
                        .ignore()
                        .node(),
                    0};
        }
        return {User::insert(u.username = hostile_text(decide), u.karma = select_from(some, most).limit(1))
                    .with(some)
                    .on_conflict(u.username)
                    .ignore()
                    .node(),
                0};
    }
    }
}

}  // namespace

RandomQuery random_query(Decisions& decide) {
    return decide.below(5) == 4 ? random_write(decide) : random_select(decide);
}

}  // namespace pewit::test
