/// Errors about a column's value that are found before there is a statement.
#include <pewit/detail/column.hpp>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>

namespace pewit::detail {

std::string copied_text(std::string_view text) { return std::string(text); }

void throw_out_of_range(const ColumnRef& column) {
    FaultPlace place;
    place.table = column.model().table;
    place.column = column.description().name;
    place.type = column.description().type_name;
    place.writing = true;
    throw_fault(Fault::out_of_range, place);
}

void check_saved(const ColumnRef& column, std::int64_t key) {
    const ForeignKeyDescription* reference = column.description().foreign_key;
    if (key != 0 || reference == nullptr || !reference->target().has_generated_key) return;
    ErrorFacts facts;
    facts.code = ErrorCode::misuse;
    facts.table = column.model().table;
    facts.column = column.description().name;
    const std::string text = "\"" + facts.table + "." + facts.column + "\" can't refer to it: the "
                             + std::string(reference->target().name) + " is not saved yet";
    throw ProgrammingError(text, std::move(facts));
}

}  // namespace pewit::detail
