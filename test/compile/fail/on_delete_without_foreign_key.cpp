// expect: on_delete, on_update, deferrable and backref: only for foreign keys
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(std::int64_t, boss, on_delete(cascade));
#else
    FOREIGN_KEY(User, boss, on_delete(cascade));
#endif
};

const auto& description = pewit::detail::description<User>();
