/// Makes nlohmann::json and nlohmann::ordered_json field types. Needs nlohmann-json 3 in the program.
#pragma once

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <string_view>

#include <pewit/json.hpp>

namespace pewit {

namespace detail {

/// Could be written and read back as the same value: no NaN or infinity (nlohmann writes null for them), no
/// binary or discarded value, no depth that Json refuses.
template <class J>
bool is_storable_json(const J& value, int depth = Json::max_depth) {
    if (value.is_number_float()) return std::isfinite(value.template get<double>());
    if (value.is_binary() || value.is_discarded()) return false;
    if (!value.is_structured()) return true;
    if (depth == 0) return false;
    for (const J& element : value) {
        if (!is_storable_json(element, depth - 1)) return false;
    }
    return true;
}

template <class J>
struct NlohmannConversion {
    using Stored = Json;

    static std::optional<Json> to_stored(const J& value) {
        if (!is_storable_json(value)) return std::nullopt;
        try {
            return Json::parse(value.dump());
        } catch (const typename J::type_error&) {  // a string that is not UTF-8
            return std::nullopt;
        }
    }
    static std::optional<J> from_stored(const Json& stored) {
        J value = J::parse(stored.text(), nullptr, false);
        if (value.is_discarded()) return std::nullopt;
        return value;
    }
};

}  // namespace detail

template <>
struct FieldConversion<nlohmann::json> : detail::NlohmannConversion<nlohmann::json> {};

template <>
struct FieldConversion<nlohmann::ordered_json> : detail::NlohmannConversion<nlohmann::ordered_json> {};

}  // namespace pewit
