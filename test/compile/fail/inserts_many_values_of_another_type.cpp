// Values of insert_many() of another type than their column.
// expect: a value of this type can't be stored in this column
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

#include <tuple>
#include <vector>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(int, karma, default_(0));
};

std::int64_t give(const std::vector<int>& numbers, const std::vector<std::string>& names) {
    const auto& U = User::c;
#ifndef FIXED
    return User::insert_many(numbers, U.username).execute() + static_cast<int>(names.size());
#else
    return User::insert_many(names, U.username).execute() + static_cast<int>(numbers.size());
#endif
}
