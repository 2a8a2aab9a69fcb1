// expect: this column can't be NULL: its field is no std::optional
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
};

#ifndef FIXED
auto assignment() { return User::c.username = std::nullopt; }
#else
auto assignment() { return User::c.bio = std::nullopt; }
#endif
