/// JSON text of values, and the steps of paths.
#include <pewit/json_path.hpp>

#include <charconv>
#include <cmath>

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

void separate(std::string& steps) {
    if (!steps.empty()) steps += ',';
}

void append_escaped(std::string& out, char c) {
    constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
        out.append({'\\', c});
    } else if (byte < 0x20) {
        out.append("\\u00").append({digits[byte >> 4U], digits[byte & 0xFU]});
    } else {
        out += c;
    }
}

}  // namespace

void append_json_step(std::string& steps, std::string_view key) {
    separate(steps);
    steps += '"';
    for (const char c : key) {
        if (c == '"' || c == '\\') steps += '\\';
        steps += c;
    }
    steps += '"';
}

void append_json_step(std::string& steps, std::int64_t index) {
    separate(steps);
    steps += std::to_string(index);
}

std::string json_text_of(std::string_view text) {
    std::string json = "\"";
    for (const char c : text)
        append_escaped(json, c);
    return json + '"';
}

std::string json_text_of(double number) {
    if (!std::isfinite(number))
        throw DataError("JSON has no infinite numbers and no NaN", {.code = ErrorCode::misuse});
    char digits[32];
    const std::to_chars_result end = std::to_chars(digits, digits + sizeof(digits), number);
    return {digits, end.ptr};
}

}  // namespace pewit::detail
