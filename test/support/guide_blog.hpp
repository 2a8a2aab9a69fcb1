/// The models of the first page of the documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace blog {

struct Tweet;

MODEL(User) {
    META(table("users"));
    FIELD(std::string, username, unique, max_length(40));
    FIELD(std::optional<std::string>, bio);
    FIELD(bool, active, default_(true));
    FIELD(int, karma, default_(0), check("karma >= 0"));
    BACKREF(Tweet, tweets, user);
    std::string greeting() const { return "hi " + username; }
};

MODEL(Tweet) {
    META(table("tweets"), index_on(c.user, c.created));
    FOREIGN_KEY(User, user, column("user_id"), backref("tweets"), on_delete(cascade));
    FIELD(std::string, content, max_length(280));
    FIELD(pewit::DateTime, created, default_(now), index);
    FIELD(std::optional<pewit::ForeignKey<Tweet>>, reply_to, on_delete(set_null));
};

MODEL_NO_ID(Like) {
    META(composite_key(c.user, c.tweet), without_rowid);
    FOREIGN_KEY(User, user);
    FOREIGN_KEY(Tweet, tweet);
};

}  // namespace blog
