// An SQL expression as a condition of C++.
// expect-g++: could not convert
// expect-clang++: is not contextually convertible to 'bool'
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
    FIELD(bool, active, default_(true));
};

void test() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    if (U.karma == 5) return;
#else
    if (User::select().where(U.karma == 5).exists()) return;
#endif
}
