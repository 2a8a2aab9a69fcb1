// expect: expected
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(std::string, name)
#else
    FIELD(std::string, name);
#endif
    FIELD(std::string, nick);
};

const auto& description = pewit::detail::description<User>();
