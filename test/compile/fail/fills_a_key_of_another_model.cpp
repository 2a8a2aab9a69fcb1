// expect: with(a, b): b must be a foreign key of the model that a refers to
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::string, username); };
MODEL(Tweet) {
    FOREIGN_KEY(User, user);
    FOREIGN_KEY(User, editor);
};

#ifndef FIXED
auto query() { return Tweet::select().with(Tweet::c.user, Tweet::c.editor); }
#else
auto query() { return Tweet::select().with(Tweet::c.user).with(Tweet::c.editor); }
#endif
