// expect: default_: a value of this type
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(int, karma, default_("none"));
#else
    FIELD(int, karma, default_(0));
#endif
};

const auto& description = pewit::detail::description<User>();
