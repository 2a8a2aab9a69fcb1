// expect: a required column is missing
// expect: pewit_field_email
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, name);
    FIELD(std::string, email);
};

void find() {
#ifndef FIXED
    User::get_or_create(User::c.name = "huey");
#else
    User::get_or_create(User::c.name = "huey", pewit::defaults(User::c.email = "h@example.org"));
#endif
}
