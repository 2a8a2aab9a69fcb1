// An expression of another type stored in a column.
// expect: an SQL expression of this type can't be stored in this column
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
    FIELD(bool, active, default_(true));
};

namespace fn = pewit::fn;

void test() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    (void)User::update(U.karma = fn::lower(U.username));
#else
    (void)User::update(U.karma = fn::abs(U.karma));
#endif
}
