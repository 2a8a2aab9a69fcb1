// LIKE on a number.
// expect: LIKE and its kin need text on their left
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
    (void)U.karma.contains("1");
#else
    (void)U.username.contains("1");
#endif
}
