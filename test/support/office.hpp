/// Models with relations of every kind: keys in a chain, keys that may be NULL, two keys to one table, a table that refers
/// to itself, links of many to many.
#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/engine.hpp>

namespace office {

struct User;
struct Tweet;

MODEL(Company) {
    FIELD(std::string, name);
    BACKREF(User, staff, company);
};

MODEL(User) {
    META(table("users"));
    FIELD(std::string, username, unique);
    FIELD(std::optional<pewit::ForeignKey<Company>>, company);
    BACKREF(Tweet, tweets, user);
};

MODEL(Tweet) {
    META(table("tweets"));
    FOREIGN_KEY(User, user, column("user_id"));
    FIELD(std::optional<pewit::ForeignKey<User>>, editor);
    FIELD(std::optional<pewit::ForeignKey<Tweet>>, reply_to);
    FIELD(std::string, content);
};

MODEL(Reaction) {
    FOREIGN_KEY(Tweet, tweet);
    FIELD(std::string, face);
};

/// huey of acme (tweets 1 meow, 2 hiss) and zaizee of no company (3 woof, an answer to meow, edited by huey).
class OfficeTest : public testing::Test {
protected:
    OfficeTest() {
        db.create_tables<Company, User, Tweet, Reaction>();
        db.execute("INSERT INTO company (name) VALUES ('acme')");
        db.execute(
            "INSERT INTO users (username, company) VALUES ('huey', 1), ('zaizee', NULL), ('quiet', 1)");
        db.execute(
            "INSERT INTO tweets (user_id, editor, reply_to, content) VALUES (1, NULL, NULL, 'meow'), "
            "(1, NULL, NULL, 'hiss'), (2, 1, 1, 'woof')");
        db.execute("INSERT INTO reaction (tweet, face) VALUES (1, ':)'), (3, ':('), (1, ':D')");
    }

    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    const pewit::detail::ColumnsOf<Company>& C = Company::c;
    const pewit::detail::ColumnsOf<User>& U = User::c;
    const pewit::detail::ColumnsOf<Tweet>& T = Tweet::c;
    const pewit::detail::ColumnsOf<Reaction>& R = Reaction::c;
};

}  // namespace office
