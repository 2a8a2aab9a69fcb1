#include "ask.hpp"

#include <algorithm>

#include "models.hpp"
#include "table.hpp"

namespace atlas {
namespace {

namespace fn = pewit::fn;

auto& C = Country::c;
auto& S = Subdivision::c;
auto& L = Language::c;
auto& U = Currency::c;
auto& X = Script::c;

/// The entries of all registries that fulfil the condition that is made from code and name.
template <class Filter>
Table entries(Filter filter) {
    Table table{{"kind", "code", "name", "in"}};
    for (const auto& row : Country::select().where(filter(C.code, C.name)).order_by(C.code)) {
        table.add({"country", row.code, row.name, row.official_name.value_or("")});
    }
    auto subdivisions = Subdivision::select(S.code, S.name, C.name)
                            .join<Country>()
                            .where(filter(S.code, S.name))
                            .order_by(S.code);
    for (const auto& [code, name, country] : subdivisions)
        table.add({"subdivision", code, name, country});
    for (const auto& row : Language::select().where(filter(L.code, L.name)).order_by(L.code)) {
        table.add({"language", row.code, row.name, row.alpha_2.value_or("")});
    }
    for (const auto& row : Currency::select().where(filter(U.code, U.name)).order_by(U.code)) {
        table.add({"currency", row.code, row.name, row.numeric});
    }
    for (const auto& row : Script::select().where(filter(X.code, X.name)).order_by(X.code)) {
        table.add({"script", row.code, row.name, row.numeric});
    }
    return table;
}

}  // namespace

bool show(const std::string& code, bool as_json) {
    const Table found = entries([&](const auto& column, const auto&) { return column == code; });
    found.print(as_json);
    return !found.empty();
}

bool search(const std::string& text, bool as_json) {
    const Table found = entries([&](const auto&, const auto& name) { return name.contains(text); });
    found.print(as_json);
    return !found.empty();
}

void report(std::int64_t limit, bool as_json) {
    struct Line {
        std::string code;
        std::string name;
        std::int64_t subdivisions;
        std::optional<int> levels;
    };
    auto query = Country::select(C.code, C.name, fn::count(S.code), fn::max(S.level))
                     .join<Subdivision>(pewit::left_outer)
                     .group_by(C.code, C.name)
                     .order_by(fn::count(S.code).desc(), C.name);
    if (limit > 0) query = query.limit(limit);
    Table table{{"code", "country", "subdivisions", "levels"}};
    for (const Line& line : query.into<Line>()) {
        table.add({line.code, line.name, line.subdivisions, line.levels.value_or(0)});
    }
    table.print(as_json);
}

}  // namespace atlas
