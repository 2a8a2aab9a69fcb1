/// The errors' facts, and the texts of those that pewit makes from a Fault.
#include <pewit/error.hpp>

#include <utility>

#include <pewit/detail/fault.hpp>

namespace pewit {

Error::Error(const std::string& message, ErrorFacts facts)
    : std::runtime_error(message), facts_(std::make_shared<ErrorFacts>(std::move(facts))) {}

namespace detail {

void note_outcome(Error& error, Outcome outcome) noexcept { error.facts_->outcome = outcome; }

namespace {

std::string_view describe(CellKind kind) {
    switch (kind) {
    case CellKind::null:
        return "NULL";
    case CellKind::integer:
        return "an integer";
    case CellKind::real:
        return "a floating-point number";
    case CellKind::text:
        return "text";
    case CellKind::blob:
        return "a blob";
    case CellKind::decimal:
        return "a decimal number";
    case CellKind::array:
        return "an array";
    }
    return "of an unknown kind";
}

std::string_view describe(Fault fault) {
    switch (fault) {
    case Fault::none:
        return "is unfit";
    case Fault::null:
        return "is NULL, and the type is not optional";
    case Fault::wrong_kind:
        return "is of another kind";
    case Fault::out_of_range:
        return "is out of range";
    case Fault::not_a_number:
        return "is not a number (NaN)";
    case Fault::bad_text:
        return "is not valid UTF-8";
    case Fault::embedded_nul:
        return "has a NUL character inside";
    case Fault::bad_format:
        return "is no value of that type";
    case Fault::too_long:
        return "is too long";
    case Fault::null_element:
        return "has an element that is NULL, and the type of the elements is not optional";
    case Fault::bad_element:
        return "has an element of another kind";
    case Fault::no_arrays:
        return "is a list, and this engine has no arrays";
    }
    return "is unfit";
}

std::string quoted_column(const FaultPlace& place) {
    std::string name;
    if (!place.table.empty()) name.append("\"").append(place.table).append("\".");
    return name.append("\"").append(place.column).append("\"");
}

std::string writing_text(const FaultPlace& place) {
    const std::string type{place.type.empty() ? std::string_view{"value"} : place.type};
    if (place.column.empty()) return "cannot bind a parameter from " + type;
    return "cannot write column " + quoted_column(place) + " from " + type;
}

std::string reading_text(const FaultPlace& place) {
    std::string text = "cannot read ";
    if (!place.column.empty()) {
        text.append("column ").append(quoted_column(place));
    } else if (place.entry > 0) {
        text.append("entry ").append(std::to_string(place.entry)).append(" of the select list");
    } else {
        text += "a result";
    }
    if (!place.type.empty()) text.append(" as ").append(place.type);
    return text;
}

std::string message(Fault fault, const FaultPlace& place) {
    std::string text = place.writing ? writing_text(place) : reading_text(place);
    text += place.writing ? ": the value " : ": the stored value ";
    if (fault == Fault::wrong_kind && !place.writing) return text.append("is ").append(describe(place.found));
    text.append(describe(fault));
    if (fault == Fault::null && place.takes_nullable)
        text += "; what may be NULL is selected as pewit::nullable(…)";
    return text;
}

}  // namespace

void throw_fault(Fault fault, const FaultPlace& place) {
    ErrorFacts facts;
    facts.code = ErrorCode::data;
    facts.sql = place.sql;
    facts.table = place.table;
    facts.column = place.column;
    if (fault == Fault::no_arrays) {
        facts.code = ErrorCode::not_supported;
        throw NotSupportedError(message(fault, place), std::move(facts));
    }
    throw DataError(message(fault, place), std::move(facts));
}

}  // namespace detail

}  // namespace pewit
