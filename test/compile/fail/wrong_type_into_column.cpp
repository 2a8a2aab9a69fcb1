// expect: a value of this type can't be stored in this column
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
};

#ifndef FIXED
auto assignment() { return User::c.karma = "many"; }
#else
auto assignment() { return User::c.karma = 3; }
#endif
