// insert() without a column that has no default.
// expect: a required column is missing
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
    (void)User::insert(U.karma = 5);
#else
    (void)User::insert(U.username = "x");
#endif
}
