/// Lists in the text form of PostgreSQL's arrays.
#include <pewit/array.hpp>

#include <charconv>
#include <string>

#include "types/hex.hpp"

namespace pewit::detail {
namespace {

/// Takes one bound value after the other: `{1,NULL,"it \"is\""}`.
/// https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
class ArrayLiteral final : public Statement {
public:
    Fault bind_null(int /*index*/) override { return append("NULL"); }
    Fault bind_int64(int /*index*/, std::int64_t value) override { return append_number(value); }
    Fault bind_double(int /*index*/, double value) override { return append_number(value); }
    Fault bind_text(int /*index*/, std::string_view value) override {
        begin_element();
        text_ += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') text_ += '\\';
            text_ += c;
        }
        text_ += '"';
        return Fault::none;
    }
    Fault bind_text_copy(int index, std::string_view value) override { return bind_text(index, value); }
    Fault bind_blob(int index, std::span<const std::byte> value) override {
        std::string hex = "\\x";
        append_hex(hex, value);
        return bind_text(index, hex);
    }
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return bind_blob(index, value);
    }

    const Cell* step() override { return nullptr; }
    void reset() noexcept override {}
    [[nodiscard]] int parameter_count() const noexcept override { return 1; }
    [[nodiscard]] int column_count() const noexcept override { return 0; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const override { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept override { return {}; }

    [[nodiscard]] std::string_view take() { return text_ += '}'; }

private:
    void begin_element() {
        if (text_.size() > 1) text_ += ',';
    }
    Fault append(std::string_view text) {
        begin_element();
        text_ += text;
        return Fault::none;
    }
    template <class Number>
    Fault append_number(Number value) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        return append({digits.data(), static_cast<std::size_t>(end - digits.data())});
    }

    std::string text_ = "{";
};

}  // namespace

Fault bind_array(Statement& statement, int index, SqlType element, const void* list, std::size_t count,
                 BindElement bind) {
    ArrayLiteral literal;
    for (std::size_t i = 0; i < count; ++i) {
        if (const Fault fault = bind(literal, list, i); fault != Fault::none) return element_fault(fault);
    }
    return statement.bind_array(index, array_of(element), literal.take());
}

}  // namespace pewit::detail
