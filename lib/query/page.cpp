/// LIMIT, OFFSET, and the places of columns.
#include <limits>

#include <pewit/error.hpp>
#include <pewit/select.hpp>

namespace pewit {
namespace detail {

namespace {

Operand row_count(std::int64_t count) {
    if (count < 0) throw ProgrammingError("limit and offset can't be negative", {.code = ErrorCode::misuse});
    return integer_operand(count, SqlType::bigint);
}

}  // namespace

void set_row_count(NodeRef& statement, Slot slot, std::int64_t count) {
    set_slot(statement, slot, row_count(count));
}

Operand page_offset(std::int64_t page, std::int64_t per_page) {
    if (page < 1) throw ProgrammingError("pages are numbered from 1", {.code = ErrorCode::misuse});
    if (per_page > 0 && page - 1 > std::numeric_limits<std::int64_t>::max() / per_page) {
        throw ProgrammingError("there is no page of that number", {.code = ErrorCode::misuse});
    }
    return row_count((page - 1) * per_page);
}

}  // namespace detail

Expr<std::int64_t> position(std::int64_t place) {
    if (place < 1) throw ProgrammingError("positions are numbered from 1", {.code = ErrorCode::misuse});
    return Expr<std::int64_t>(make_unary(detail::NodeKind::same, detail::constant_operand(place)));
}

}  // namespace pewit
