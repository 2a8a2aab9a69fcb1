/// The models that tests of queries share: users and what they write.
#pragma once

#include <optional>
#include <string>

#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/raw.hpp>
#include <pewit/short_macros.hpp>
#include <pewit/types.hpp>

namespace blog {

MODEL(User) {
    META(table("users"));
    FIELD(std::string, username, unique, max_length(10));
    FIELD(std::optional<std::string>, bio);
    FIELD(bool, active, default_(true));
    FIELD(int, karma, default_(0));
    FIELD(double, score, default_(0.0));
};

MODEL(Tweet) {
    META(table("tweets"));
    FOREIGN_KEY(User, user, column("user_id"));
    FIELD(std::string, content);
    FIELD(std::optional<pewit::ForeignKey<Tweet>>, reply_to);
};

/// Two ways to a user: a join needs a condition.
MODEL(Favourite) {
    META(table("favourites"));
    FOREIGN_KEY(User, giver);
    FOREIGN_KEY(User, taker);
};

}  // namespace blog
