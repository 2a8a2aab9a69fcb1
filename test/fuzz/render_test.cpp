// Thousands of random queries, each rendered for both engines and prepared by the one that this run is about.
#include <support/blog.hpp>
#include <support/engine.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <pewit/pewit.hpp>

#include "connection/driver.hpp"
#include "query/bind.hpp"
#include "random_query.hpp"
#include "sql/postgres_dialect.hpp"
#include "sql/shape.hpp"
#include "sql/sqlite_dialect.hpp"

namespace {

using pewit::Database;
using pewit::test::Decisions;
using pewit::test::FreshPlace;
using pewit::test::RandomQuery;

constexpr std::uint32_t queries = 3000;

std::vector<std::uint8_t> bytes_of(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<std::uint8_t> bytes(20 + random() % 200);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::uint8_t>(random()); });
    return bytes;
}

class RandomQueries : public testing::Test {
protected:
    /// Calls check(query) for each, naming the seed of one that fails.
    template <class Check>
    static void each(Check&& check) {
        for (std::uint32_t seed = 0; seed < queries; ++seed) {
            const testing::ScopedTrace trace(__FILE__, __LINE__, "seed " + std::to_string(seed));
            const auto bytes = bytes_of(seed);
            Decisions decide(bytes);
            check(pewit::test::random_query(decide));
            if (testing::Test::HasFailure()) return;
        }
    }
    static const pewit::detail::Dialect& dialect() {
        if (pewit::test::on_postgres()) return pewit::detail::postgres_dialect();
        return pewit::detail::sqlite_dialect();
    }
};

TEST_F(RandomQueries, HaveNoBoundValueInTheirText) {
    each([](const RandomQuery& query) {
        const std::string text = pewit::detail::sql_text(query.statement, dialect()).text;
        EXPECT_EQ(text.find(pewit::test::bound_mark), std::string::npos) << text;
    });
}

TEST_F(RandomQueries, AreOneStatementThatPreparesWithAsManyParametersAsItTakes) {
    const FreshPlace place;
    const pewit::Connector connector = place.connector();
    Database db{connector};
    db.create_tables<blog::User, blog::Tweet>();
    const auto connection = connector.driver()->connect();
    each([&](const RandomQuery& query) {
        const pewit::SqlText sql = pewit::detail::sql_text(query.statement, dialect());
        EXPECT_NO_THROW({
            const auto statement = connection->prepare(sql.text);
            EXPECT_EQ(statement->parameter_count(), static_cast<int>(sql.parameters.size()));
        }) << sql.text;
    });
}

TEST_F(RandomQueries, OfOneShapeHaveOneText) {
    std::map<std::string, std::string> texts;
    each([&](const RandomQuery& query) {
        const auto completed = pewit::detail::with_defaults(query.statement);
        const pewit::detail::Shape shape(*completed.get());
        const pewit::SqlText sql = pewit::detail::sql_text(query.statement, dialect());
        const auto [known, is_new] = texts.try_emplace(std::string(shape.key()), sql.text);
        EXPECT_EQ(known->second, sql.text);
        EXPECT_EQ(shape.parameters().size(), sql.parameters.size());
    });
    EXPECT_GT(texts.size(), queries / 4) << "too few different ones to prove anything";
}

TEST_F(RandomQueries, Run) {
    const FreshPlace place;
    Database db{place.in_memory()};
    db.create_tables<blog::User, blog::Tweet>();
    db.execute(
        "INSERT INTO users (username, bio, active, karma, score) VALUES ('huey', 'cat', TRUE, 10, 1.5), "
        "('mickey', NULL, TRUE, 20, 2.5)");
    db.execute("INSERT INTO tweets (user_id, content) VALUES (1, 'meow'), (2, 'woof')");
    int refused = 0;
    each([&](const RandomQuery& query) {
        try {
            pewit::Atomic tx{db, {.force_rollback = true}};
            const auto forget = [](const pewit::detail::Cell*, void*) { return pewit::detail::RowFault{}; };
            if (query.columns == 0) {
                pewit::detail::run_changes(query.statement);
            } else {
                pewit::detail::run_rows(query.statement, {nullptr, forget, query.columns, nullptr});
            }
        } catch (const pewit::DataError&) {  // a division by zero, a number out of range: what SQL may answer
            ++refused;
        } catch (const pewit::IntegrityError&) {  // somebody else's row
            ++refused;
        } catch (const pewit::Error& error) {
            ADD_FAILURE() << error.what() << "\n" << error.sql();
        }
    });
    EXPECT_LT(refused, static_cast<int>(queries / 2));
}

}  // namespace
