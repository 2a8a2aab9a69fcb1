/// The tables of atlas: five registries of ISO codes.
#pragma once

#include <optional>
#include <string>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace atlas {

/// ISO 3166-1
MODEL_NO_ID(Country) {
    FIELD(std::string, code, primary_key, max_length(2));
    FIELD(std::string, alpha_3, unique, max_length(3));
    FIELD(std::string, numeric, max_length(3));
    FIELD(std::string, name);
    FIELD(std::optional<std::string>, official_name);
};

/// ISO 3166-2. Level 1 lies in the country itself, level 2 in a subdivision of level 1, and so on.
MODEL_NO_ID(Subdivision) {
    META(index_on(c.country));
    FIELD(std::string, code, primary_key, max_length(6));
    FIELD((pewit::ForeignKey<Country, std::string>), country);
    FIELD((std::optional<pewit::ForeignKey<Subdivision, std::string>>), parent);
    FIELD(int, level, check("level > 0"));
    FIELD(std::string, name);
    FIELD(std::string, type);
};

/// ISO 639-3
MODEL_NO_ID(Language) {
    FIELD(std::string, code, primary_key, max_length(3));
    FIELD(std::optional<std::string>, alpha_2, max_length(2));
    FIELD(std::string, name);
    FIELD(std::string, scope, max_length(1));
    FIELD(std::string, type, max_length(1));
};

/// ISO 4217
MODEL_NO_ID(Currency) {
    FIELD(std::string, code, primary_key, max_length(3));
    FIELD(std::string, numeric, max_length(3));
    FIELD(std::string, name);
};

/// ISO 15924
MODEL_NO_ID(Script) {
    FIELD(std::string, code, primary_key, max_length(4));
    FIELD(std::string, numeric, max_length(3));
    FIELD(std::string, name);
};

}  // namespace atlas
