/// SQL functions that pewit's queries need and SQLite lacks.
#pragma once

struct sqlite3;
struct sqlite3_context;
struct sqlite3_value;

namespace pewit::detail {

/// `X REGEXP Y`: true when the ECMAScript regular expression Y is found in X; NULL when either is NULL.
/// An invalid expression is an error of the statement. `pewit_iregexp(X, Y)` does not mind the case of letters.
/// `pewit_glob(X)`: a LIKE pattern as one of GLOB.
/// `pewit_add_micros(X, n)`, `pewit_micros_between(X, Y)`: arithmetic of moments and dates, see moment_functions.cpp.
void register_functions(sqlite3* handle);

void register_moment_functions(sqlite3* handle);

/// A function whose result depends on nothing but its arguments, and that may stand in a schema.
void register_function(sqlite3* handle, const char* name, int arguments,
                       void (*function)(sqlite3_context*, int, sqlite3_value**));

}  // namespace pewit::detail
