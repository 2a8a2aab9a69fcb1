// expect: two columns of a model have the same name
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
    FIELD(std::string, name);
#ifndef FIXED
    FIELD(std::string, nick, column("NAME"));
#else
    FIELD(std::string, nick, column("NICK"));
#endif
};

const auto& description = pewit::detail::description<User>();
