// expect: with() takes foreign keys
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::string, username); };
MODEL(Tweet) {
    FOREIGN_KEY(User, user);
    FIELD(std::string, content);
};

#ifndef FIXED
auto query() { return Tweet::select().with(Tweet::c.content); }
#else
auto query() { return Tweet::select().with(Tweet::c.user); }
#endif
