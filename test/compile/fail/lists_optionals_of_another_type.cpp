// A list of optional values of another type than the column.
// expect: these types can't be compared or combined in SQL
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
    (void)U.bio.in(std::vector<std::optional<int>>{5});
#else
    (void)U.bio.in(std::vector<std::optional<std::string>>{"x"});
#endif
}
