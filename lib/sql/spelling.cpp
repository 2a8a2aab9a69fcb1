#include "sql/spelling.hpp"

#include <array>

namespace pewit::detail {
namespace {

// What is read from JSON on SQLite, whatever numbers its path has.
constexpr std::string_view json_text =
    "CASE json_type({1}, {2}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST({1} ->> {2} AS TEXT) END";
constexpr std::string_view json_integer =
    "CASE WHEN json_type({1}, {2}) IN ('integer', 'real') AND ({1} ->> {2}) = CAST({1} ->> {2} AS INTEGER) "
    "THEN CAST({1} ->> {2} AS INTEGER) END";
constexpr std::string_view json_number =
    "CASE WHEN json_type({1}, {2}) IN ('integer', 'real') THEN {1} ->> {2} END";
constexpr std::string_view json_real =
    "CASE WHEN json_type({1}, {2}) IN ('integer', 'real') THEN CAST({1} ->> {2} AS REAL) END";
constexpr std::string_view json_boolean =
    "CASE json_type({1}, {2}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
constexpr std::string_view json_exists = "(json_type({1}, {2}) IS NOT NULL)";

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
    // PostgreSQL counts on below 1 where SQLite counts from the end, and refuses a count below 0, by which SQLite takes
    // what is before the start.
    Spelling{
        "substr()", "substr({1}, {2}, max({3}, 0))",
        "substr({1}, {2}, CAST(CASE WHEN {3} < 0 THEN 0 WHEN {3} > 2147483647 THEN 2147483647 ELSE {3} END AS integer))"},
    Spelling{"substr()", "substr", "substr({1}, length({1}) + 1 + {2})"},
    Spelling{"substr()", "substr", "substr({1}, length({1}) + 1 + {2}, {3})"},
    Spelling{
        "substr()", "substr({1}, {2}, max({3}, 0))",
        "substr({1}, length({1}) + 1 + {2}, CAST(CASE WHEN {3} < 0 THEN 0 WHEN {3} > 2147483647 THEN 2147483647 ELSE {3} END AS integer))"},
    Spelling{"iregexp()", "pewit_iregexp({1}, {2})", "({1} ~* {2})"},

    Spelling{"^", "(({1} | {2}) - ({1} & {2}))", "({1} # {2})"},
    Spelling{"~", "(~{1})", "(~{1})"},
    Spelling{"<<", "({1} << {2})", "(CAST({1} AS bigint) << CAST({2} AS integer))"},
    Spelling{">>", "({1} >> {2})", "(CAST({1} AS bigint) >> CAST({2} AS integer))"},
    // Bits shifted out are gone, and a count below 0 leaves none; PostgreSQL counts modulo 64, SQLite turns round.
    Spelling{"<<", "(({1} << {2}) & -({2} >= 0))",
             "((CAST({1} AS bigint) << CAST({2} & 63 AS integer)) & -CAST({2} BETWEEN 0 AND 63 AS integer))"},
    Spelling{">>", "(({1} >> {2}) & -({2} >= 0))",
             "((CAST({1} AS bigint) >> CAST(least({2}, 63) & 63 AS integer)) & -CAST({2} >= 0 AS integer))"},
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
    Spelling{"a frame by a duration", "", "({1} * interval '1 microsecond')"},

    Spelling{"a JSON path", "({1} -> {2})", "({1} #> {2})"},
    Spelling{"a JSON path", json_text, "({1} #>> {2})"},
    Spelling{
        "a JSON path", json_integer,
        "CASE WHEN CASE jsonb_typeof({1} #> {2}) WHEN 'number' THEN CAST({1} #>> {2} AS numeric) "
        "BETWEEN -9223372036854775808 AND 9223372036854775807 AND CAST({1} #>> {2} AS numeric) % 1 = 0 END "
        "THEN CAST(CAST({1} #>> {2} AS numeric) AS bigint) END"},
    Spelling{"a JSON path", json_number,
             "CASE jsonb_typeof({1} #> {2}) WHEN 'number' THEN CAST({1} #>> {2} AS numeric) END"},
    Spelling{"a JSON path", json_real,
             "CASE jsonb_typeof({1} #> {2}) WHEN 'number' THEN CAST({1} #>> {2} AS double precision) END"},
    Spelling{"a JSON path", json_boolean,
             "CASE jsonb_typeof({1} #> {2}) WHEN 'boolean' THEN CAST({1} #>> {2} AS boolean) END"},
    Spelling{"a JSON path", json_exists, "(({1} #> {2}) IS NOT NULL)"},
    // PostgreSQL's operators don't tell `"0"` from `0`; its paths do.
    Spelling{"a JSON path", "({1} -> {2})", "jsonb_path_query_first({1}, {2}, silent => true)"},
    Spelling{"a JSON path", json_text, "(jsonb_path_query_first({1}, {2}, silent => true) #>> '{}')"},
    Spelling{
        "a JSON path", json_integer,
        "CASE WHEN CASE jsonb_typeof(jsonb_path_query_first({1}, {2}, silent => true)) WHEN 'number' THEN "
        "CAST(jsonb_path_query_first({1}, {2}, silent => true) AS numeric) "
        "BETWEEN -9223372036854775808 AND 9223372036854775807 "
        "AND CAST(jsonb_path_query_first({1}, {2}, silent => true) AS numeric) % 1 = 0 END "
        "THEN CAST(jsonb_path_query_first({1}, {2}, silent => true) AS bigint) END"},
    Spelling{"a JSON path", json_number,
             "CASE jsonb_typeof(jsonb_path_query_first({1}, {2}, silent => true)) WHEN 'number' THEN "
             "CAST(jsonb_path_query_first({1}, {2}, silent => true) AS numeric) END"},
    Spelling{"a JSON path", json_real,
             "CASE jsonb_typeof(jsonb_path_query_first({1}, {2}, silent => true)) WHEN 'number' THEN "
             "CAST(jsonb_path_query_first({1}, {2}, silent => true) AS double precision) END"},
    Spelling{"a JSON path", json_boolean,
             "CASE jsonb_typeof(jsonb_path_query_first({1}, {2}, silent => true)) WHEN 'boolean' THEN "
             "CAST(jsonb_path_query_first({1}, {2}, silent => true) AS boolean) END"},
    Spelling{"a JSON path", json_exists, "(jsonb_path_query_first({1}, {2}, silent => true) IS NOT NULL)"},
    // No NULL where there is no document, and AND rather than CASE, so that an index can serve.
    Spelling{"has_all_keys()",
             "(json_type({1}) IS 'object' AND NOT EXISTS (SELECT 1 FROM json_each({2}) WHERE value NOT IN "
             "(SELECT key FROM (SELECT {1} AS pewit_document), json_each(pewit_document))))",
             "({1} IS NOT NULL AND {1} ?& {2} AND jsonb_typeof({1}) = 'object')"},
    Spelling{"has_any_key()",
             "(json_type({1}) IS 'object' AND EXISTS (SELECT 1 FROM json_each({2}) WHERE value IN "
             "(SELECT key FROM (SELECT {1} AS pewit_document), json_each(pewit_document))))",
             "({1} IS NOT NULL AND {1} ?| {2} AND jsonb_typeof({1}) = 'object')"},
    Spelling{"contains() of JSON", "", "({1} @> {2})"},
    Spelling{"contained_by() of JSON", "", "({1} <@ {2})"},
    Spelling{
        "keys() of JSON",
        "CASE json_type({1}) WHEN 'object' THEN (SELECT json_group_array(key) FROM (SELECT key FROM "
        "(SELECT {1} AS pewit_document), json_each(pewit_document) ORDER BY key)) END",
        "CASE jsonb_typeof({1}) WHEN 'object' THEN (SELECT coalesce(jsonb_agg(key ORDER BY key COLLATE \"C\"), "
        "'[]') FROM jsonb_object_keys({1}) AS key) END"},
    Spelling{"length of a JSON array", "CASE json_type({1}) WHEN 'array' THEN json_array_length({1}) END",
             "CASE jsonb_typeof({1}) WHEN 'array' THEN jsonb_array_length({1}) END"},
    Spelling{
        "type() of JSON",
        "CASE json_type({1}) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' "
        "WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' ELSE json_type({1}) END",
        "jsonb_typeof({1})"},

    // What a document is changed with: a NULL is JSON's null.
    Spelling{"JSON", "json({1})", "coalesce(CAST({1} AS jsonb), 'null')"},
    Spelling{"JSON", "({1})", "coalesce(to_jsonb({1}), 'null')"},
    // The changes. Their first argument is the document, which they find as a column.
    Spelling{"set() of JSON",
             "CASE json_type(pewit_document, {2}) WHEN 'object' THEN json_set(pewit_document, {3}, {4}) "
             "ELSE pewit_document END",
             "CASE jsonb_typeof(jsonb_path_query_first(pewit_document, {2}, silent => true)) WHEN 'object' "
             "THEN jsonb_set(pewit_document, {3}, {4}) ELSE pewit_document END"},
    Spelling{"set() of JSON",
             "CASE WHEN json_type(pewit_document, {2}) IS NULL THEN pewit_document "
             "ELSE json_set(pewit_document, {3}, {4}) END",
             "CASE WHEN jsonb_path_exists(pewit_document, {2}, silent => true) "
             "THEN jsonb_set(pewit_document, {3}, {4}) ELSE pewit_document END"},
    Spelling{"append() of JSON",
             "CASE json_type(pewit_document, {2}) WHEN 'array' "
             "THEN json_insert(pewit_document, {3} || '[#]', {4}) ELSE pewit_document END",
             "CASE jsonb_typeof(jsonb_path_query_first(pewit_document, {2}, silent => true)) WHEN 'array' "
             "THEN jsonb_insert(pewit_document, array_append(CAST({3} AS text[]), '-1'), {4}, true) "
             "ELSE pewit_document END"},
    Spelling{
        "update() of JSON",
        "CASE WHEN json_type(pewit_document, {2}) = 'object' AND json_type({3}) = 'object' "
        // json_quote() rounds numbers: they are taken as they are written, but under keys that no path can name.
        "THEN json_set(pewit_document, {4}, (SELECT json_group_object(key, json(CASE type WHEN 'array' THEN value "
        "WHEN 'object' THEN value WHEN 'true' THEN type WHEN 'false' THEN type ELSE coalesce(number, json_quote(value)) "
        "END)) FROM (SELECT key, type, value, CASE WHEN type IN ('integer', 'real') AND instr(fullkey, '\\') = 0 "
        "THEN pewit_document -> fullkey END AS number FROM json_each(pewit_document, {2}) WHERE key NOT IN "
        "(SELECT key FROM json_each({3})) UNION ALL SELECT key, type, value, CASE WHEN type IN ('integer', 'real') "
        "AND instr(fullkey, '\\') = 0 THEN {3} -> fullkey END FROM json_each({3})))) "
        "ELSE pewit_document END",
        "CASE WHEN jsonb_typeof(jsonb_path_query_first(pewit_document, {2}, silent => true)) = 'object' "
        "AND jsonb_typeof({3}) = 'object' THEN CASE cardinality(CAST({4} AS text[])) "
        "WHEN 0 THEN pewit_document || {3} "
        "ELSE jsonb_set(pewit_document, {4}, (pewit_document #> {4}) || {3}) END "
        "ELSE pewit_document END"},
    Spelling{"remove() of JSON",
             "CASE WHEN json_type(pewit_document, {2}) IS NULL THEN pewit_document "
             "ELSE json_remove(pewit_document, {3}) END",
             "CASE WHEN jsonb_path_exists(pewit_document, {2}, silent => true) "
             "THEN pewit_document #- {3} ELSE pewit_document END"},

    // SQLite gives a row for a lone value too; PostgreSQL refuses it, and has two functions.
    Spelling{
        "json_each()", "json_each(CASE WHEN json_type({1}) IN ('array', 'object') THEN {1} END)",
        "LATERAL (SELECT CAST(n - 1 AS text) AS key, v AS value FROM "
        "jsonb_array_elements(CASE jsonb_typeof({1}) WHEN 'array' THEN {1} END) WITH ORDINALITY AS a(v, n) "
        "UNION ALL SELECT k, v FROM jsonb_each(CASE jsonb_typeof({1}) WHEN 'object' THEN {1} END) AS o(k, v))"},
    Spelling{"json_each()", "CAST({1} AS TEXT)", "{1}"},
    Spelling{
        "json_each()",
        "CASE WHEN {2} IN ('true', 'false', 'null') THEN {2} WHEN {2} IN ('array', 'object') THEN {1} "
        "WHEN typeof({1}) = 'real' THEN printf('%!.20g', {1}) WHEN {2} IS NOT NULL THEN json_quote({1}) END",
        "{1}"},

    Spelling{"contains() of a list", "", "({1} @> {2})"},
    Spelling{"contains() of a list", "", "({1} @> ARRAY[{2}])"},
    Spelling{"contains() of a list", "", "({1} = ANY({2}))"},
    Spelling{"contained_by() of a list", "", "({1} <@ {2})"},
    Spelling{"overlaps() of lists", "", "({1} && {2})"},
    Spelling{"any() of a list", "", "ANY({1})"},
    Spelling{"all() of a list", "", "ALL({1})"},
    Spelling{"array_length()", "", "cardinality"},
    Spelling{"an element of a list", "", "({1})[{2}]"},
    Spelling{"an element of a list", "", "({1})[cardinality({1}) + {2}]"},
    Spelling{"array_append()", "", "array_append"},
    Spelling{"array_remove()", "", "array_remove"},
    Spelling{"+ of lists", "", "({1} || {2})"},
    Spelling{"array_agg()", "", "array_agg"},
};
static_assert(spellings.size() == static_cast<std::size_t>(Function::count_));

}  // namespace

const Spelling& spelling_of(Function function) noexcept {
    return spellings[static_cast<std::size_t>(function)];
}

}  // namespace pewit::detail
