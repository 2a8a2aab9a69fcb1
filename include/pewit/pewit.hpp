/// All of pewit but what a program asks for by name: the short macros, the fixtures, the JSON adapter, maps,
/// models as JSON, and what it adds to SQLite or does to its file.
#pragma once

#include <pewit/model.hpp>  // first: an error in a model then tells a short way to it

#include <pewit/advisory_key.hpp>
#include <pewit/array.hpp>
#include <pewit/atomic.hpp>
#include <pewit/blob.hpp>
#include <pewit/call.hpp>
#include <pewit/case.hpp>
#include <pewit/connection.hpp>
#include <pewit/connection_scope.hpp>
#include <pewit/connector.hpp>
#include <pewit/database.hpp>
#include <pewit/date_functions.hpp>
#include <pewit/date_time.hpp>
#include <pewit/decimal.hpp>
#include <pewit/error.hpp>
#include <pewit/expression.hpp>
#include <pewit/field_traits.hpp>
#include <pewit/functions.hpp>
#include <pewit/json.hpp>
#include <pewit/json_each.hpp>
#include <pewit/json_path.hpp>
#include <pewit/keyset.hpp>
#include <pewit/listener.hpp>
#include <pewit/log.hpp>
#include <pewit/many_to_many.hpp>
#include <pewit/math_functions.hpp>
#include <pewit/postgres.hpp>
#include <pewit/prefetch.hpp>
#include <pewit/query_log.hpp>
#include <pewit/raw.hpp>
#include <pewit/raw_query.hpp>
#include <pewit/readable.hpp>
#include <pewit/relation.hpp>
#include <pewit/row_lock.hpp>
#include <pewit/row_value.hpp>
#include <pewit/schema.hpp>
#include <pewit/select.hpp>
#include <pewit/set_operation.hpp>
#include <pewit/sqlite.hpp>
#include <pewit/stream.hpp>
#include <pewit/subquery.hpp>
#include <pewit/text_functions.hpp>
#include <pewit/text_search.hpp>
#include <pewit/transaction_options.hpp>
#include <pewit/types.hpp>
#include <pewit/url.hpp>
#include <pewit/uuid.hpp>
#include <pewit/value.hpp>
#include <pewit/values.hpp>
#include <pewit/version.hpp>
#include <pewit/window.hpp>
#include <pewit/window_functions.hpp>
#include <pewit/write.hpp>
