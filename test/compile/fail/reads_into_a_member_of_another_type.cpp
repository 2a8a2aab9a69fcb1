// expect: a member of S is of another type than the select list has at its place
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(int, karma);
};

struct Stat {
    std::string name;
    std::int64_t karma;
};

auto stats() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    return User::select(U.karma, U.username).into<Stat>();
#else
    return User::select(U.username, U.karma).into<Stat>();
#endif
}
