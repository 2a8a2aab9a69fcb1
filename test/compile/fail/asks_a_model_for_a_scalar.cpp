// scalar() of whole rows.
// expect: scalar() is for a select of one column or expression
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
    (void)User::select().scalar();
#else
    (void)User::select(U.id).scalar();
#endif
}
