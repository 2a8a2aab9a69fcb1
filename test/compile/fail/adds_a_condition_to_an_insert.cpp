// A condition for an INSERT, which would change nothing.
// expect: where
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
    (void)User::insert(U.username = "huey").on_conflict().ignore().where(U.karma > 1);
#else
    (void)User::insert(U.username = "huey").on_conflict(U.username).update(U.karma = 1).where(U.karma > 1);
#endif
}
