// For libFuzzer: any bytes are a query, which must be one statement that SQLite prepares, with as many parameters as it
// takes. `tools/dev fuzz` builds and runs it.
#include <support/blog.hpp>

#include <cstdlib>
#include <iostream>

#include <pewit/pewit.hpp>

#include "connection/driver.hpp"
#include "random_query.hpp"
#include "sql/postgres_dialect.hpp"
#include "sql/sqlite_dialect.hpp"

namespace {

pewit::detail::DriverConnection& connection() {
    static const pewit::Connector connector = pewit::sqlite({.path = ":memory:"});
    static const auto opened = [] {
        auto fresh = connector.driver()->connect();
        for (const char* table : {"CREATE TABLE users (id, username UNIQUE, bio, active, karma, score)",
                                  "CREATE TABLE tweets (id, user_id, content, reply_to)"})
            fresh->prepare(table)->step();
        return fresh;
    }();
    return *opened;
}

[[noreturn]] void fail(const char* what, const pewit::SqlText& sql) {
    std::cerr << what << ": " << sql.text << '\n';
    std::abort();
}

void check_marks(const pewit::SqlText& sql) {
    if (sql.text.find(pewit::test::bound_mark) != std::string::npos) fail("a value in the text", sql);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    pewit::test::Decisions decide({data, size});
    const auto query = pewit::test::random_query(decide);
    check_marks(pewit::detail::sql_text(query.statement, pewit::detail::postgres_dialect()));
    const pewit::SqlText sql = pewit::detail::sql_text(query.statement, pewit::detail::sqlite_dialect());
    check_marks(sql);
    try {
        const auto statement = connection().prepare(sql.text);
        if (statement->parameter_count() != static_cast<int>(sql.parameters.size())) fail("parameters", sql);
    } catch (const pewit::Error& error) {
        fail(error.what(), sql);
    }
    return 0;
}
