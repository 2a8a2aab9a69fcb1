// INSERT … SELECT of another type.
// expect: the entries of the select list and the columns must be as many and of the same types
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
    (void)User::insert_from(User::select(U.karma), U.username);
#else
    (void)User::insert_from(User::select(U.username), U.username);
#endif
}
