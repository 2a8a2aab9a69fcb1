#include "sql/spelling.hpp"

#include <array>

namespace pewit::detail {
namespace {

// Dates are texts of one width in SQLite, as pewit writes them: `2024-02-29 13:05:00.000000`. Its own date functions
// know milliseconds only, so parts are cut out of the text; what has to be calculated is a function of ours.
constexpr std::array spellings{
    Spelling{"string_agg()", "group_concat", "string_agg"},
    Spelling{"string_agg()", "group_concat", "string_agg({1}, ','{2})"},
    Spelling{"bool_and()", "min", "bool_and"},
    Spelling{"bool_or()", "max", "bool_or"},
    Spelling{"stddev_samp()", "", "stddev_samp"},
    Spelling{"stddev_pop()", "", "stddev_pop"},
    Spelling{"var_samp()", "", "var_samp"},
    Spelling{"var_pop()", "", "var_pop"},

    Spelling{"greatest()", "max", "greatest", true},
    Spelling{"least()", "min", "least", true},
    Spelling{"greatest()", "max", "CASE WHEN num_nulls({*}) = 0 THEN greatest({*}) END", true},
    Spelling{"least()", "min", "CASE WHEN num_nulls({*}) = 0 THEN least({*}) END", true},

    Spelling{"trim()", "trim", "btrim"},
    Spelling{"strpos()", "instr", "strpos"},
    Spelling{"iregexp()", "pewit_iregexp({1}, {2})", "({1} ~* {2})"},

    Spelling{"^", "(({1} | {2}) - ({1} & {2}))", "({1} # {2})"},
    Spelling{"~", "(~{1})", "(~{1})"},
    Spelling{"<<", "({1} << {2})", "(CAST({1} AS bigint) << CAST({2} AS integer))"},
    Spelling{">>", "({1} >> {2})", "(CAST({1} AS bigint) >> CAST({2} AS integer))"},
    // PostgreSQL rounds a double to the even neighbour, a numeric away from zero as SQLite does.
    Spelling{"round()", "round", "CAST(round(CAST({1} AS numeric)) AS double precision)", true},
    Spelling{"round()", "round", "CAST(round(CAST({1} AS numeric), {2}) AS double precision)", true},
    Spelling{"floor()", "floor", "floor(CAST({1} AS double precision))", true},
    Spelling{"ceil()", "ceil", "ceil(CAST({1} AS double precision))", true},
    Spelling{"sign()", "sign", "CAST(sign({1}) AS integer)", true},
    Spelling{"power()", "power", "power(CAST({1} AS double precision), CAST({2} AS double precision))", true},
    Spelling{"sqrt()", "sqrt", "sqrt(CAST({1} AS double precision))", true},
    Spelling{"mod()", "mod", "CAST(mod(CAST({1} AS numeric), CAST({2} AS numeric)) AS double precision)",
             true},
    // 53 random bits, as many as a double holds.
    Spelling{"random()", "(((random() >> 11) + 4503599627370496) / 9007199254740992.0)", "random()"},

    Spelling{"now()", "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')",
             "CAST(now() AT TIME ZONE 'UTC' AS timestamp)"},
    Spelling{"year", "CAST(substr({1}, 1, 4) AS INTEGER)", "CAST(date_part('year', {1}) AS integer)"},
    Spelling{"quarter", "((CAST(substr({1}, 6, 2) AS INTEGER) + 2) / 3)",
             "CAST(date_part('quarter', {1}) AS integer)"},
    Spelling{"month", "CAST(substr({1}, 6, 2) AS INTEGER)", "CAST(date_part('month', {1}) AS integer)"},
    Spelling{"week", "((strftime('%j', substr({1}, 1, 10), '-3 days', 'weekday 4') - 1) / 7 + 1)",
             "CAST(date_part('week', {1}) AS integer)"},
    Spelling{"day", "CAST(substr({1}, 9, 2) AS INTEGER)", "CAST(date_part('day', {1}) AS integer)"},
    Spelling{"hour", "CAST(substr({1}, -15, 2) AS INTEGER)", "CAST(date_part('hour', {1}) AS integer)"},
    Spelling{"minute", "CAST(substr({1}, -12, 2) AS INTEGER)", "CAST(date_part('minute', {1}) AS integer)"},
    Spelling{"second", "CASE length({1}) WHEN 10 THEN 0 ELSE CAST(substr({1}, -9, 2) AS INTEGER) END",
             "CAST(floor(date_part('second', {1})) AS integer)"},
    Spelling{"microsecond", "CASE length({1}) WHEN 10 THEN 0 ELSE CAST(substr({1}, -6) AS INTEGER) END",
             "(CAST(date_part('microseconds', {1}) AS integer) % 1000000)"},
    Spelling{"weekday", "CAST(strftime('%w', substr({1}, 1, 10)) AS INTEGER)",
             "CAST(date_part('dow', {1}) AS integer)"},
    Spelling{"day_of_year", "CAST(strftime('%j', substr({1}, 1, 10)) AS INTEGER)",
             "CAST(date_part('doy', {1}) AS integer)"},
    Spelling{"epoch", "CAST(strftime('%s', substr({1}, 1, 19)) AS INTEGER)",
             "CAST(floor(date_part('epoch', {1})) AS bigint)"},
    Spelling{"date_trunc()", "(substr({1}, 1, 4) || '-01-01 00:00:00.000000')",
             "date_trunc('year', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()",
             "(substr({1}, 1, 4) || printf('-%02d-01 00:00:00.000000', (substr({1}, 6, 2) - 1) / 3 * 3 + 1))",
             "date_trunc('quarter', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(substr({1}, 1, 7) || '-01 00:00:00.000000')",
             "date_trunc('month', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(date(substr({1}, 1, 10), 'weekday 0', '-6 days') || ' 00:00:00.000000')",
             "date_trunc('week', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(substr({1}, 1, 10) || ' 00:00:00.000000')",
             "date_trunc('day', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(substr({1}, 1, 13) || ':00:00.000000')",
             "date_trunc('hour', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(substr({1}, 1, 16) || ':00.000000')",
             "date_trunc('minute', CAST({1} AS timestamp))"},
    Spelling{"date_trunc()", "(substr({1}, 1, 19) || '.000000')",
             "date_trunc('second', CAST({1} AS timestamp))"},
    Spelling{"cast to Date", "substr({1}, 1, 10)", "CAST({1} AS date)"},
    Spelling{"cast to Time", "substr({1}, 12)", "CAST({1} AS time)"},
    Spelling{"cast to DateTime", "({1} || ' 00:00:00.000000')", "CAST({1} AS timestamp)"},
    Spelling{"+ of a duration", "pewit_add_micros({1}, {2})", "({1} + {2} * interval '1 microsecond')"},
    Spelling{"- of a duration", "pewit_add_micros({1}, -{2})", "({1} - {2} * interval '1 microsecond')"},
    Spelling{"- of moments", "pewit_micros_between({1}, {2})",
             "CAST(extract(epoch FROM ({1} - {2})) * 1000000 AS bigint)"},
    Spelling{"+ of days", "pewit_add_micros({1}, {2})", "({1} + CAST({2} / 86400000000 AS integer))"},
    Spelling{"- of days", "pewit_add_micros({1}, -{2})", "({1} - CAST({2} / 86400000000 AS integer))"},
    Spelling{"- of dates", "pewit_micros_between({1}, {2})", "(CAST({1} - {2} AS bigint) * 86400000000)"},

    Spelling{"a JSON path", "({1} -> {2})", "({1} #> {2})"},
    Spelling{"a JSON path",
             "CASE json_type({1}, {2}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
             "ELSE CAST({1} ->> {2} AS TEXT) END",
             "({1} #>> {2})"},
    Spelling{"a JSON path",
             "CASE WHEN json_type({1}, {2}) IN ('integer', 'real') THEN CAST({1} ->> {2} AS INTEGER) END",
             "CASE jsonb_typeof({1} #> {2}) WHEN 'number' THEN "
             "CAST(trunc(CAST({1} #>> {2} AS numeric)) AS bigint) END"},
    Spelling{"a JSON path",
             "CASE WHEN json_type({1}, {2}) IN ('integer', 'real') THEN CAST({1} ->> {2} AS REAL) END",
             "CASE jsonb_typeof({1} #> {2}) WHEN 'number' THEN CAST({1} #>> {2} AS double precision) END"},
    Spelling{"a JSON path", "CASE json_type({1}, {2}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END",
             "CASE jsonb_typeof({1} #> {2}) WHEN 'boolean' THEN CAST({1} #>> {2} AS boolean) END"},
    Spelling{"a JSON path", "(json_type({1}, {2}) IS NOT NULL)", "(({1} #> {2}) IS NOT NULL)"},
    Spelling{"has_key()", "(json_type({1}, {2}) IS NOT NULL)", "({1} ?& {2})"},
    Spelling{"contains() of JSON", "", "({1} @> {2})"},
    Spelling{"contained_by() of JSON", "", "({1} <@ {2})"},
    Spelling{"length of a JSON array", "CASE json_type({1}) WHEN 'array' THEN json_array_length({1}) END",
             "CASE jsonb_typeof({1}) WHEN 'array' THEN jsonb_array_length({1}) END"},
    // A NULL is JSON's null: jsonb_set() itself would make the whole document NULL of it.
    Spelling{"set() of JSON", "json_set({1}, {2}, json({3}))",
             "jsonb_set({1}, {2}, coalesce(CAST({3} AS jsonb), 'null'))"},
    Spelling{"set() of JSON", "json_set({1}, {2}, {3})",
             "jsonb_set({1}, {2}, coalesce(to_jsonb({3}), 'null'))"},
    Spelling{"remove() of JSON", "json_remove({1}, {2})", "({1} #- {2})"},
    // SQLite gives a row for a lone value too; PostgreSQL refuses it, and has two functions.
    Spelling{
        "json_each()", "json_each(CASE WHEN json_type({1}) IN ('array', 'object') THEN {1} END)",
        "LATERAL (SELECT CAST(n - 1 AS text) AS key, v AS value FROM "
        "jsonb_array_elements(CASE jsonb_typeof({1}) WHEN 'array' THEN {1} END) WITH ORDINALITY AS a(v, n) "
        "UNION ALL SELECT k, v FROM jsonb_each(CASE jsonb_typeof({1}) WHEN 'object' THEN {1} END) AS o(k, v))"},
    Spelling{"json_each()", "CAST({1} AS TEXT)", "{1}"},
    Spelling{"json_each()",
             "CASE WHEN {2} IN ('true', 'false', 'null') THEN {2} WHEN {2} IN ('array', 'object') THEN {1} "
             "WHEN {2} IS NOT NULL THEN json_quote({1}) END",
             "{1}"},
};
static_assert(spellings.size() == static_cast<std::size_t>(Function::count_));

}  // namespace

const Spelling& spelling_of(Function function) noexcept {
    return spellings[static_cast<std::size_t>(function)];
}

}  // namespace pewit::detail
