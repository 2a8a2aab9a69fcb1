// expect: BACKREF: the foreign key's backref(..) is another name
// max-lines: 20
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

struct Tweet;
MODEL(User) {
#ifndef FIXED
    BACKREF(Tweet, messages, user);
#else
    BACKREF(Tweet, tweets, user);
#endif
};
MODEL(Tweet) { FOREIGN_KEY(User, user, backref("tweets")); };

#ifndef FIXED
auto tweets(const User& user) { return user.messages(); }
#else
auto tweets(const User& user) { return user.tweets(); }
#endif
