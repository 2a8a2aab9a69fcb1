// expect: prefetch(): each model must have one foreign key to a model before it
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::string, username); };
MODEL(Tweet) {
    FOREIGN_KEY(User, user);
    FOREIGN_KEY(User, editor);
};

#ifndef FIXED
auto query() { return User::select().prefetch<Tweet>(); }
#else
auto query() { return User::select().prefetch(Tweet::c.user); }
#endif
