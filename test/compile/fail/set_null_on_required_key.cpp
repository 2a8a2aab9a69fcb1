// expect: on_delete(set_null): the foreign key must be a std::optional
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FOREIGN_KEY(User, boss, on_delete(set_null));
#else
    FIELD(std::optional<pewit::ForeignKey<User>>, boss, on_delete(set_null));
#endif
};

const auto& description = pewit::detail::description<User>();
