/// Rows of text and numbers, printed aligned or as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace atlas {

class Table {
public:
    using Cell = std::variant<std::string, std::int64_t>;

    explicit Table(std::vector<std::string> titles) : titles_(std::move(titles)) {}
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }

    /// On stdout. Numbers stand right, text left; as JSON: a list of objects.
    void print(bool as_json) const;

private:
    void print_aligned() const;
    void print_json() const;

    std::vector<std::string> titles_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace atlas
