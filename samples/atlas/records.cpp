#include "records.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

namespace atlas {
namespace {

using nlohmann::json;

std::optional<std::string> member(const json& fields, const char* name) {
    const auto found = fields.find(name);
    if (found == fields.end() || found->is_null()) return std::nullopt;
    if (!found->is_string()) throw BadRecord(std::string{name} + " is not text");
    if (found->get_ref<const std::string&>().empty()) throw BadRecord(std::string{name} + " is empty");
    return found->get<std::string>();
}

std::string required(const json& fields, const char* name) {
    auto value = member(fields, name);
    if (!value) throw BadRecord(std::string{"no "} + name);
    return *std::move(value);
}

std::string code(const json& fields, const char* name, std::size_t length) {
    auto value = required(fields, name);
    if (value.size() != length)
        throw BadRecord(std::string{name} + " \"" + value + "\" has not " + std::to_string(length)
                        + " letters");
    return value;
}

/// Some files write the parent in full, some without the country: "AZ-NX", "NX".
std::optional<std::string> parent_code(const json& fields) {
    auto parent = member(fields, "parent");
    if (parent && parent->find('-') == std::string::npos)
        parent = required(fields, "code").substr(0, 3) + *parent;
    return parent;
}

/// A code to sort by, or nothing when the record is too damaged to have one.
std::optional<std::string> quiet(const Record& record, bool parent) {
    try {
        return parent ? parent_code(record.fields) : member(record.fields, "code");
    } catch (const BadRecord&) {
        return std::nullopt;
    }
}

}  // namespace

std::vector<Record> read_records(const std::string& path, const std::string& key) {
    std::ifstream file{path};
    if (!file) throw Refused(path + ": can't be read");
    const json document = json::parse(file, nullptr, false);
    if (document.is_discarded()) throw Refused(path + ": is not JSON");
    const auto list = document.is_object() ? document.find(key) : document.end();
    if (list == document.end() || !list->is_array()) throw Refused(path + ": has no list \"" + key + "\"");
    std::vector<Record> records;
    for (const json& fields : *list)
        records.push_back({records.size() + 1, fields});
    return records;
}

void order_by_parent(std::vector<Record>& records) {
    std::set<std::string> placed;
    auto rest = records.begin();
    while (rest != records.end()) {
        const auto ready = std::stable_partition(rest, records.end(), [&](const Record& record) {
            const auto parent = quiet(record, true);
            return !parent || placed.count(*parent) != 0;
        });
        if (ready == rest) return;
        for (; rest != ready; ++rest) {
            if (auto own = quiet(*rest, false)) placed.insert(*own);
        }
    }
}

std::string label_of(const Record& record) {
    for (const char* name : {"code", "alpha_2", "alpha_3", "alpha_4"}) {
        if (!record.fields.is_object()) break;
        const auto found = record.fields.find(name);
        if (found != record.fields.end() && found->is_string()) return found->get<std::string>();
    }
    return "without a code";
}

Country country_of(const json& fields) {
    Country row;
    row.code = code(fields, "alpha_2", 2);
    row.alpha_3 = code(fields, "alpha_3", 3);
    row.numeric = code(fields, "numeric", 3);
    row.name = required(fields, "name");
    row.official_name = member(fields, "official_name");
    return row;
}

Subdivision subdivision_of(const json& fields) {
    Subdivision row;
    row.code = required(fields, "code");
    if (row.code.size() < 4 || row.code[2] != '-')
        throw BadRecord("code \"" + row.code + "\" is not of the form XX-…");
    row.name = required(fields, "name");
    row.type = required(fields, "type");
    const std::string country = row.code.substr(0, 2);
    if (!Country::get_or_none(Country::c.code == country)) throw BadRecord("unknown country " + country);
    row.country = country;
    row.level = 1;
    if (const auto parent = parent_code(fields)) {
        const auto above = Subdivision::get_or_none(Subdivision::c.code == *parent);
        if (!above) throw BadRecord("unknown parent " + *parent);
        row.parent = *parent;
        row.level = above->level + 1;
    }
    return row;
}

Language language_of(const json& fields) {
    Language row;
    row.code = code(fields, "alpha_3", 3);
    row.alpha_2 = member(fields, "alpha_2");
    row.name = required(fields, "name");
    row.scope = code(fields, "scope", 1);
    row.type = code(fields, "type", 1);
    return row;
}

Currency currency_of(const json& fields) {
    Currency row;
    row.code = code(fields, "alpha_3", 3);
    row.numeric = code(fields, "numeric", 3);
    row.name = required(fields, "name");
    return row;
}

Script script_of(const json& fields) {
    Script row;
    row.code = code(fields, "alpha_4", 4);
    row.numeric = code(fields, "numeric", 3);
    row.name = required(fields, "name");
    return row;
}

}  // namespace atlas
