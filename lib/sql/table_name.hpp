/// Names of a model's table and of what belongs to it.
#pragma once

#include <string>
#include <string_view>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Appends the table's name, with its schema if it has one, quoted.
void append_table(std::string& out, const ModelDescription& model);

/// A name made of a table's and others, joined by underscores. One that SQL could not take, being longer
/// than 63 bytes, is cut and ends in a hash of the whole, so that it stays distinct and the same always.
class DerivedName {
public:
    explicit DerivedName(std::string_view table) : text_(table) {}
    DerivedName& add(std::string_view part) {
        text_.append("_").append(part);
        return *this;
    }
    [[nodiscard]] std::string take() const;

private:
    std::string text_;
};

}  // namespace pewit::detail
