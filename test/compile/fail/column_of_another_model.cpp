// expect: create() takes values for columns of this model
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
    FIELD(std::optional<std::string>, bio);
    FIELD(int, karma, default_(0));
};

MODEL(Tag) { FIELD(std::string, name); };

#ifndef FIXED
auto make() { return Tag::create(User::c.username = "huey"); }
#else
auto make() { return Tag::create(Tag::c.name = "huey"); }
#endif
