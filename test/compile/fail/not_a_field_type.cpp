// expect: this type can't be a field
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(void*, address);
#else
    FIELD(std::int64_t, address);
#endif
};

const auto& description = pewit::detail::description<User>();
