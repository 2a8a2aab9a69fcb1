// expect: bulk_create() stores keys in the rows: they can't be const
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::string, name); };

void save(const std::vector<User>& users) {
#ifndef FIXED
    User::bulk_create(users);
#else
    std::vector<User> copies = users;
    User::bulk_create(copies);
#endif
}
