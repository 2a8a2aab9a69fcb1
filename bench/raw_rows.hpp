/// The structs that both raw sides read rows into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

struct Item {
    std::int64_t id = 0;
    std::string name;
    double price = 0;
    int quantity = 0;
    std::optional<std::string> note;
    std::int64_t created = 0;
};

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct Book {
    std::int64_t id = 0;
    std::string title;
    Author author;
};

}  // namespace bench
