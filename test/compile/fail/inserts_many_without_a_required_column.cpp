// Rows of insert_many() that leave a column without a default out.
// expect: a required column is missing
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

#include <tuple>
#include <vector>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(int, karma, default_(0));
};

std::int64_t give(const std::vector<int>& karmas) {
    const auto& U = User::c;
#ifndef FIXED
    return User::insert_many(karmas, U.karma).execute();
#else
    return User::insert_many({{"huey", 1}}, U.username, U.karma).execute() + static_cast<int>(karmas.size());
#endif
}
