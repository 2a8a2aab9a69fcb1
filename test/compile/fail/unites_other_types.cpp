// Text and numbers in one result.
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
    (void)User::select(U.name).union_(User::select(U.karma));
#else
    (void)User::select(U.name).union_(User::select(U.name));
#endif
}
