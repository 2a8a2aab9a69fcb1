/// From a record of an iso-codes file to a row, or to the reason why not.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "models.hpp"

namespace atlas {

/// Why one record can't be stored. The rest of its file can.
struct BadRecord : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Why nothing can be done at all: a path, a file, a database. Nothing was changed.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A record with its place in the file, counted from 1.
struct Record {
    std::size_t place;
    nlohmann::json fields;
};

/// The records of one file, under its one key. Errors: Refused when it can't be read or is no such file.
std::vector<Record> read_records(const std::string& path, const std::string& key);

/// Puts parents before their children. Those whose parents are missing, or form a circle, come last.
void order_by_parent(std::vector<Record>& records);

/// The record's code as far as it has one, to name it in messages.
std::string label_of(const Record& record);

// Errors: BadRecord for a missing or empty member, a code of the wrong form, a parent that is not stored.
Country country_of(const nlohmann::json& fields);
Subdivision subdivision_of(const nlohmann::json& fields);
Language language_of(const nlohmann::json& fields);
Currency currency_of(const nlohmann::json& fields);
Script script_of(const nlohmann::json& fields);

}  // namespace atlas
