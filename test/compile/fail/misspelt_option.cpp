// expect: uniqe
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(std::string, username, uniqe);
#else
    FIELD(std::string, username, unique);
#endif
};

const auto& description = pewit::detail::description<User>();
