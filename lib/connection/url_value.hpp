/// The value of one key of a database URL.
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connection/url.hpp"

namespace pewit::detail {

template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

/// Reads one value; its complaint names the key and what would do, never the value.
class UrlValue {
public:
    UrlValue(const Url& url, const std::string& key, std::string_view text)
        : url_(url), key_(key), text_(text) {}

    template <class T>
    [[nodiscard]] T one_of(const Words<T>& words) const {
        std::string choices;
        for (const auto& [word, value] : words) {
            if (word == text_) return value;
            choices.append(choices.empty() ? "" : ", ").append(word);
        }
        refuse("must be one of " + choices);
    }

    [[nodiscard]] bool boolean() const { return one_of<bool>({{"true", true}, {"false", false}}); }

    [[nodiscard]] std::int64_t number(std::string_view text, const char* wanted) const {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < 0) refuse(wanted);
        return value;
    }
    [[nodiscard]] std::int64_t number() const { return number(text_, "must be a whole number"); }

    /// `250ms`, `5s`, `2min`.
    [[nodiscard]] std::chrono::milliseconds duration() const {
        constexpr const char* wanted = "must be a whole number with a unit: ms, s or min";
        const std::size_t unit_at = std::min(text_.find_first_not_of("0123456789"), text_.size());
        const std::string_view unit = text_.substr(unit_at);
        const std::int64_t factor = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "min" ? 60'000 : 0;
        const std::int64_t count = number(text_.substr(0, unit_at), wanted);
        if (factor == 0 || count > 1'000'000'000) refuse(wanted);
        return std::chrono::milliseconds{count * factor};
    }

    [[nodiscard]] std::string text() const { return std::string(text_); }

    [[noreturn]] void refuse(const std::string& wanted) const {
        refuse_url(url_.shown, "\"" + key_ + "\" " + wanted);
    }

private:
    const Url& url_;
    const std::string& key_;
    std::string_view text_;
};

/// `pragma.mmap_size=0`: the name behind the prefix, and the value, go into a list. False: it has another prefix.
inline bool add_named(std::vector<std::pair<std::string, std::string>>& list, std::string_view key,
                      std::string_view prefix, std::string_view value) {
    if (!key.starts_with(prefix) || key.size() == prefix.size()) return false;
    list.emplace_back(key.substr(prefix.size()), value);
    return true;
}

}  // namespace pewit::detail
