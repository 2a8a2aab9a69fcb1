#include "random_expression.hpp"

#include <array>
#include <vector>

#include <support/engine.hpp>

namespace pewit::test {

using blog::Tweet;
using blog::User;

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

Number Expressions::number() {
    const Deeper deeper(depth_);
    switch (decide_.below(depth_ > 0 ? 20 : 4)) {
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
    case 13:
        return (number() & number()) | (number() ^ small_number(decide_));
    case 14:
        return number() << number();
    case 15:
        return ~number() >> static_cast<int>(decide_.below(80));
    case 16:
        return fn::coalesce(path().as<std::int64_t>(), number());
    case 17:
        return fn::coalesce(path().length(), number());
    case 18:
        return list_length();
    default:
        return raw<std::int64_t>("coalesce(?, ?)", number(), small_number(decide_));
    }
}

Real Expressions::real() {
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

Text Expressions::text() {
    const Deeper deeper(depth_);
    switch (decide_.below(depth_ > 0 ? 11 : 3)) {
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
    case 8:
        return fn::coalesce(path().as_text(), text());
    case 9:
        return fn::coalesce(path().type(), text());
    default:
        return case_(condition(), text()).when(condition(), hostile_text(decide_)).else_(text());
    }
}

Condition Expressions::condition() {
    const Deeper deeper(depth_);
    switch (decide_.below(depth_ > 0 ? 26 : 3)) {
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
    case 21:
        return path().exists() && path() == small_number(decide_);
    case 22:
        return path().has_any_key({hostile_text(decide_), "a"});
    case 23:
        return !path().has_key(hostile_text(decide_));
    case 24:
        return in_list();
    default:
        return 1 + number() == number() || condition();
    }
}

Ordering Expressions::ordering() {
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

Expr<Json> Expressions::document() {
    const Deeper deeper(depth_);
    const Json plain{R"({"a": {"0": 1}, "list": [1, {"a": "x"}], "--": null})"};
    switch (decide_.below(depth_ > 1 ? 7 : 1)) {
    case 0:
        return value(plain);
    case 1:
        return path().set(u_.id + 1);
    case 2:
        return document()["a"].set(hostile_text(decide_));
    case 3:
        return document()["list"].append(t_.content);
    case 4:
        return document().path().update(plain);
    case 5:
        return path().remove();
    default:
        return document()["list"][1].set(value(plain)["list"]);
    }
}

JsonPath<Json> Expressions::path() {
    static constexpr std::array keys{"a", "0", "--", "it's", "?", "list"};
    const std::string key = keys[decide_.below(keys.size())];
    auto path = document()[decide_.yes() ? key : std::string(bound_mark).append(key)];
    if (decide_.yes()) path = path[small_number(decide_)];
    return decide_.yes() ? path[key] : path;
}

Number Expressions::list_length() {
    if (!on_postgres()) return number();
    const auto list = value(std::vector<std::string>(decide_.below(3), hostile_text(decide_)));
    return fn::array_length(fn::array_append(fn::array_remove(list + list, text()), hostile_text(decide_)));
}

Condition Expressions::in_list() {
    if (!on_postgres()) return condition();
    const std::vector<std::string> values(decide_.below(3), hostile_text(decide_));
    switch (decide_.below(5)) {
    case 0:
        return text() == any(values);
    case 1:
        return hostile_text(decide_) > all(value(values));
    case 2:
        return value(values).contains(text()) || value(values).contains(hostile_text(decide_));
    case 3:
        return value(values).overlaps(values) && value(values).contained_by(value(values));
    default:
        return fn::coalesce(value(values)[small_number(decide_)], text()) == text();
    }
}

Select<std::int64_t> Expressions::inner_select() {
    const auto users = alias<User>("inner_users" + std::to_string(depth_ + 100));
    const auto tweets = alias<Tweet>("inner_tweets" + std::to_string(depth_ + 100));
    Expressions inner(decide_, decide_.yes() ? users : u_, tweets, depth_ - 1);
    auto query = select_from(users, inner.number()).join(tweets, tweets.user == users.id);
    if (decide_.yes()) query = query.where(inner.condition());
    if (decide_.yes())
        query = query.order_by(tweets.id).limit(decide_.below(5))  // SQLite's ORDER BY knows no outer columns
            ;
    return query;
}

}  // namespace pewit::test
