// expect: a required column is missing
// expect: pewit_field_username
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
};

#ifndef FIXED
auto make() { return User::insert(User::c.karma = 3); }
#else
auto make() { return User::insert(User::c.karma = 3, User::c.username = "huey"); }
#endif
