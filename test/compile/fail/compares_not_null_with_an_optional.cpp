// A value that may be missing against a column that can't be NULL.
// expect: an optional value beside something that can't be NULL
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
    (void)(U.karma == std::optional<int>(3));
#else
    (void)(U.bio == std::optional<std::string>("x"));
#endif
}
