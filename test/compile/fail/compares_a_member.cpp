// The member of a row where its column is meant.
// expect: a bool of C++, not of SQL; compare the column
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
    (void)User::select().where(user.karma == 3);
#else
    (void)User::select().where(U.karma == 3);
#endif
}
