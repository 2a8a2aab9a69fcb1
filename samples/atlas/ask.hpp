/// `atlas show`, `atlas search`, `atlas report`: what is in the database, as a table or as JSON.
#pragma once

#include <cstdint>
#include <string>

namespace atlas {

/// Everything that has this code. False when nothing has.
bool show(const std::string& code, bool as_json);
/// Everything with this text in its name. False when nothing has it.
bool search(const std::string& text, bool as_json);
/// Subdivisions of each country, and how many levels deep; `limit` 0 means all.
void report(std::int64_t limit, bool as_json);

}  // namespace atlas
