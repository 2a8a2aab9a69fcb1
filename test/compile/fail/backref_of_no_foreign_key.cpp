// expect: BACKREF: this column is no foreign key to this model
// max-lines: 20
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

struct Tweet;
MODEL(User) {
#ifndef FIXED
    BACKREF(Tweet, tweets, number);
#else
    BACKREF(Tweet, tweets, user);
#endif
};
MODEL(Tweet) {
    FOREIGN_KEY(User, user);
    FIELD(std::int64_t, number);
};

auto tweets(const User& user) { return user.tweets(); }
