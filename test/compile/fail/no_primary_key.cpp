// expect: a model needs a primary key
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL_NO_ID(Country) {
#ifndef FIXED
    FIELD(std::string, code);
#else
    FIELD(std::string, code, primary_key);
#endif
};

const auto& description = pewit::detail::description<Country>();
