// expect: more than one primary key
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

#ifndef FIXED
MODEL(Country) {
#else
MODEL_NO_ID(Country) {
#endif
    FIELD(std::string, code, primary_key);
};

const auto& description = pewit::detail::description<Country>();
