#include "table.hpp"

#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

namespace atlas {
namespace {

std::string text_of(const Table::Cell& cell) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    return number != nullptr ? std::to_string(*number) : std::get<std::string>(cell);
}

/// Code points: good enough for the width of names in most scripts.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void print_padded(const std::string& text, std::size_t width, bool right, bool last) {
    const std::string gap(width - width_of(text), ' ');
    std::cout << (right ? gap + text : last ? text : text + gap) << (last ? "\n" : "  ");
}

}  // namespace

void Table::print(bool as_json) const { as_json ? print_json() : print_aligned(); }

void Table::print_aligned() const {
    if (empty()) return;
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < titles_.size(); ++i) {
        widths.push_back(titles_[i].size());
        for (const auto& row : rows_)
            widths[i] = std::max(widths[i], width_of(text_of(row[i])));
    }
    const auto is_last = [&](std::size_t i) { return i + 1 == titles_.size(); };
    const auto is_number = [&](std::size_t i) {
        return std::holds_alternative<std::int64_t>(rows_.front()[i]);
    };
    for (std::size_t i = 0; i < titles_.size(); ++i)
        print_padded(titles_[i], widths[i], is_number(i), is_last(i));
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i)
            print_padded(text_of(row[i]), widths[i], is_number(i), is_last(i));
    }
}

void Table::print_json() const {
    auto list = nlohmann::ordered_json::array();
    for (const auto& row : rows_) {
        nlohmann::ordered_json object;
        for (std::size_t i = 0; i < row.size(); ++i)
            std::visit([&](const auto& value) { object[titles_[i]] = value; }, row[i]);
        list.push_back(std::move(object));
    }
    std::cout << list.dump(2) << '\n';
}

}  // namespace atlas
