#include "sql/join_columns.hpp"

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

using Pairs = std::vector<std::pair<Operand, Operand>>;

/// One pair for each foreign key column of `from` that refers to the table of `to`.
void add_references(Pairs& pairs, const Source& from, const Source& to) {
    const ModelDescription& model = from.model();
    const ModelDescription& target = to.model();
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ForeignKeyDescription* key = model.columns[i].foreign_key;
        if (key == nullptr || &key->target() != &target) continue;
        pairs.emplace_back(column_operand(from.model, from.alias, static_cast<std::uint16_t>(i)),
                           column_operand(to.model, to.alias, target.primary_key.front()));
    }
}

Pairs references_between(const Source& joined, const Source& other) {
    Pairs pairs;
    if (other.model == nullptr) return pairs;
    add_references(pairs, joined, other);
    // A self join without a condition goes from the table that was there up to the one that is joined.
    const bool same_table = &joined.model() == &other.model();
    if (same_table) pairs.clear();
    add_references(pairs, other, joined);
    return pairs;
}

[[noreturn]] void refuse(const Source& joined, const std::string& why) {
    throw ProgrammingError(
        "table " + std::string(source_name(joined)) + " can't be joined without a condition: " + why,
        {.code = ErrorCode::misuse, .table = std::string(source_name(joined))});
}

}  // namespace

Pairs join_columns(const std::vector<Source>& sources, std::size_t joined) {
    const Source& source = sources[joined];
    if (source.model == nullptr) refuse(source, "it is a subquery");
    for (std::size_t i = joined; i-- > 0;) {
        Pairs pairs = references_between(source, sources[i]);
        if (pairs.empty()) continue;
        if (pairs.size() == 1) return pairs;
        const auto name = [](const std::pair<Operand, Operand>& pair) {
            return std::string(pair.first.model().columns[pair.first.index].name);
        };
        refuse(source, "several foreign keys lead to or from " + std::string(source_name(sources[i])) + " ("
                           + name(pairs[0]) + ", " + name(pairs[1]) + ")");
    }
    refuse(source, "no foreign key leads to or from the tables before it");
}

}  // namespace pewit::detail
