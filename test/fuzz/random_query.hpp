/// Random queries from random bytes: every kind of expression and statement, nested. The same bytes make the same query.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <pewit/detail/operand.hpp>

namespace pewit::test {

/// Bytes to decide by; zeros after the last, which make the simplest query.
class Decisions {
public:
    explicit Decisions(std::span<const std::uint8_t> bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] unsigned below(unsigned count) noexcept {
        if (bytes_.empty()) return 0;
        const unsigned byte = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return byte % count;
    }
    [[nodiscard]] bool yes() noexcept { return below(2) == 1; }

private:
    std::span<const std::uint8_t> bytes_;
};

/// Stands in every bound text, and so must never be found in an SQL text.
inline constexpr std::string_view bound_mark = "\u00a7";

struct RandomQuery {
    detail::NodeRef statement;
    std::size_t columns = 0;  ///< of its rows; 0: it returns none
};

/// A statement on the tables `users` and `tweets` (blog::User, blog::Tweet).
[[nodiscard]] RandomQuery random_query(Decisions& decide);

}  // namespace pewit::test
