// expect: max_length and collate: only for text columns
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(int, karma, max_length(40));
#else
    FIELD(std::string, karma, max_length(40));
#endif
};

const auto& description = pewit::detail::description<User>();
