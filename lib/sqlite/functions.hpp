/// SQL functions that pewit's queries need and SQLite lacks.
#pragma once

struct sqlite3;

namespace pewit::detail {

/// `X REGEXP Y`: true when the ECMAScript regular expression Y is found in X; NULL when either is NULL.
/// An invalid expression is an error of the statement.
void register_functions(sqlite3* handle);

}  // namespace pewit::detail
