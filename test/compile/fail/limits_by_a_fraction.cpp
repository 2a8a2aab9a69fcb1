// A limit that is no number of rows.
// expect: limit and offset take a number of rows
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
    (void)User::select().limit(1.5);
#else
    (void)User::select().limit(1);
#endif
}
