// A sum of texts.
// expect: fn::sum() takes numbers, decimals and durations
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
    [[maybe_unused]] const User user;
#ifndef FIXED
    (void)fn::sum(U.username);
#else
    (void)fn::sum(U.karma);
#endif
}
