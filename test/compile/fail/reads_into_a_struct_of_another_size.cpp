// A struct with another number of members than the select list has entries.
// expect: S must be a struct with one member for each entry of the select list
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
    FIELD(bool, active, default_(true));
};

struct Stat {
    std::int64_t id;
    std::string name;
};

void test() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    (void)User::select(U.id).into<Stat>();
#else
    (void)User::select(U.id, U.username).into<Stat>();
#endif
}
