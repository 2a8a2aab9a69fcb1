// Two values for one column.
// expect: a column is assigned twice
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
    (void)User::update(U.karma = 1, U.active = true, U.karma = 2);
#else
    (void)User::update(U.karma = 1, U.active = true);
#endif
}
