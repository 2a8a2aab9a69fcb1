// Two columns and one in one result.
// expect: a set operation takes a query with as many columns, of the same types
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, name);
    FIELD(int, karma);
};

void test() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    (void)User::select(U.name, U.karma).except(User::select(U.name));
#else
    (void)User::select(U.name, U.karma).except(User::select(U.name, U.karma));
#endif
}
