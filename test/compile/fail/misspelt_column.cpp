// expect: usernmae
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
};

#ifndef FIXED
const auto& wanted = User::c.usernmae;
#else
const auto& wanted = User::c.username;
#endif
