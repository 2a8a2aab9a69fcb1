// Rows of insert_many() with more values than columns.
// expect: as many values in a row as there are columns named
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

#include <tuple>
#include <vector>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(int, karma, default_(0));
};

std::int64_t give(const std::vector<std::tuple<std::string, int, int>>& wide,
                  const std::vector<std::tuple<std::string, int>>& rows) {
    const auto& U = User::c;
#ifndef FIXED
    return User::insert_many(wide, U.username, U.karma).execute() + static_cast<int>(rows.size());
#else
    return User::insert_many(rows, U.username, U.karma).execute() + static_cast<int>(wide.size());
#endif
}
