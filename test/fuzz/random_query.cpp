#include "random_query.hpp"

#include <support/blog.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <pewit/pewit.hpp>

namespace pewit::test {

namespace {

using blog::Tweet;
using blog::User;
using Number = Expr<std::int64_t>;
using Real = Expr<double>;
using Text = Expr<std::string>;

/// Words that break SQL which is put together by pasting.
std::string hostile_text(Decisions& decide) {
    static constexpr std::array words{"",   "'",  "\"", "; DROP TABLE users; --", "%_\\", "?", "$1",
                                      "/*", "\n", "1=1"};
    return std::string(bound_mark) + words[decide.below(words.size())];
}
std::string hostile_name(Decisions& decide) {
    static constexpr std::array names{"n", "select", "two words", "it\"s", "a;b", "?", "$1", "--", "Ä"};
    return names[decide.below(names.size())];
}
std::int64_t small_number(Decisions& decide) { return static_cast<std::int64_t>(decide.below(200)) - 100; }

/// Expressions on the columns of `users` and `tweets`, under the names that the query gave them.
class Expressions {
public:
    Expressions(Decisions& decide, const detail::ColumnsOf<User>& users,
                const detail::ColumnsOf<Tweet>& tweets, int depth)
        : decide_(decide), u_(users), t_(tweets), depth_(depth) {}

    Number number() {
        const Deeper deeper(depth_);
        switch (decide_.below(depth_ > 0 ? 14 : 4)) {
        case 0:
            return u_.id;
        case 1:
            return value(small_number(decide_));
        case 2:
            return t_.id;
        case 3:
            return u_.karma.cast<std::int64_t>();
        case 4:
            return number() + number();
        case 5:
            return number() - small_number(decide_);
        case 6:
            return number() * number();
        case 7:
            return number() / number();
        case 8:
            return small_number(decide_) % number();
        case 9:
            return -number();
        case 10:
            return fn::length(text());
        case 11:
            return fn::abs(number());
        case 12:
            return case_(condition(), number()).else_(number());
        default:
            return raw<std::int64_t>("coalesce(?, ?)", number(), small_number(decide_));
        }
    }

    Real real() {
        const Deeper deeper(depth_);
        switch (decide_.below(depth_ > 0 ? 5 : 2)) {
        case 0:
            return u_.score;
        case 1:
            return value(0.5);
        case 2:
            return real() * 2.5;
        case 3:
            return number().cast<double>();
        default:
            return fn::coalesce(Expr<std::optional<double>>(u_.score.cast<std::optional<double>>()), real());
        }
    }

    Text text() {
        const Deeper deeper(depth_);
        switch (decide_.below(depth_ > 0 ? 9 : 3)) {
        case 0:
            return u_.username;
        case 1:
            return value(hostile_text(decide_));
        case 2:
            return t_.content;
        case 3:
            return text() + text();
        case 4:
            return text() + hostile_text(decide_);
        case 5:
            return fn::lower(text());
        case 6:
            return fn::coalesce(u_.bio, text());
        case 7:
            return number().cast<std::string>();
        default:
            return case_(condition(), text()).when(condition(), hostile_text(decide_)).else_(text());
        }
    }

    Condition condition() {
        const Deeper deeper(depth_);
        switch (decide_.below(depth_ > 0 ? 22 : 3)) {
        case 0:
            return u_.active;
        case 1:
            return u_.bio.is_null();
        case 2:
            return u_.username == hostile_text(decide_);
        case 3:
            return condition() && condition();
        case 4:
            return condition() || condition();
        case 5:
            return !condition();
        case 6:
            return number() < number();
        case 7:
            return number() >= small_number(decide_);
        case 8:
            return text() != text();
        case 9:
            return real() <= real();
        case 10:
            return number().in({small_number(decide_), small_number(decide_)});
        case 11:
            return text().not_in(std::vector<std::string>(decide_.below(4), hostile_text(decide_)));
        case 12:
            return number().between(number(), small_number(decide_));
        case 13:
            return text().like(hostile_text(decide_));
        case 14:
            return text().ilike(text());
        case 15:
            return text().contains(hostile_text(decide_));
        case 16:
            return text().startswith(text());
        case 17:
            return text().endswith(text());
        case 18:
            return exists(inner_select());
        case 19:
            return number().in(inner_select());
        case 20:
            return u_.bio == std::nullopt;
        default:
            return 1 + number() == number() || condition();
        }
    }

    Ordering ordering() {
        const Ordering order = decide_.yes() ? text().desc() : number().asc();
        switch (decide_.below(3)) {
        case 0:
            return order;
        case 1:
            return order.nulls_first();
        default:
            return order.nulls_last();
        }
    }

private:
    /// Counts the levels left while an expression is being made.
    struct Deeper {
        explicit Deeper(int& depth) noexcept : left(depth) { --left; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        ~Deeper() { ++left; }
        int& left;
    };

    /// Correlated with the outer query, on aliases of its own.
    Select<std::int64_t> inner_select() {
        const auto users = alias<User>("inner_users" + std::to_string(depth_ + 100));
        const auto tweets = alias<Tweet>("inner_tweets" + std::to_string(depth_ + 100));
        Expressions inner(decide_, decide_.yes() ? users : u_, tweets, depth_ - 1);
        auto query = select_from(users, inner.number()).join(tweets, tweets.user == users.id);
        if (decide_.yes()) query = query.where(inner.condition());
        if (decide_.yes())
            query =
                query.order_by(tweets.id).limit(decide_.below(5))  // SQLite's ORDER BY knows no outer columns
                ;
        return query;
    }

    Decisions& decide_;
    const detail::ColumnsOf<User>& u_;
    const detail::ColumnsOf<Tweet>& t_;
    int depth_;
};

constexpr int levels = 5;

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
    const auto join = [&](auto query) {
        return query.join(users, Tweet::c.user == users.id && make.condition(),
                          decide.yes() ? JoinType::inner : JoinType::left_outer);
    };
    const auto pairs = [&] {
        auto query = join(Tweet::select(make.number().as("number"), make.text().as("text")));
        if (decide.yes()) query = query.order_by(Tweet::c.id).limit(decide.below(5));
        return query;
    };
    switch (decide.below(5)) {
    case 0:
        return with_clauses(join(Tweet::select()), 4, decide, make);
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
