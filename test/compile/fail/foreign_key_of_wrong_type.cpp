// expect: the target's key is of another type
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL_NO_ID(Country) { FIELD(std::string, code, primary_key); };
MODEL(City) {
#ifndef FIXED
    FOREIGN_KEY(Country, country);
#else
    FIELD((pewit::ForeignKey<Country, std::string>), country);
#endif
};

const auto& target = pewit::detail::description<City>().columns[1].foreign_key->target();
