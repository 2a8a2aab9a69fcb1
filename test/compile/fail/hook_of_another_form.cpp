// expect: hooks are pre_save(bool created), post_save(bool created), pre_delete(), post_delete()
// max-lines: 20
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, username);
#ifndef FIXED
    void pre_save() { username = "x"; }
#else
    void pre_save(bool) { username = "x"; }
#endif
};

void save(User& user) { user.save(); }
