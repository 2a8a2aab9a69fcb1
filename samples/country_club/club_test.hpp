/// What the exercises share: a filled club, each test in a transaction that is rolled back, and the published answer
/// beside ours: plain SQL, sent as it stands.
#pragma once

#include <cstdlib>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <pewit/gtest.hpp>

#include "data.hpp"
#include "models.hpp"

namespace club {

/// Where PEWIT_TEST_POSTGRES says if COUNTRY_CLUB_ENGINE is postgres, else in memory.
inline bool on_postgres() { return std::getenv("COUNTRY_CLUB_ENGINE") != nullptr; }
inline pewit::Database& club_database() {
    static const char* const url = on_postgres() ? std::getenv("PEWIT_TEST_POSTGRES") : nullptr;
    static pewit::Database db{pewit::url(url != nullptr ? url : "sqlite:///:memory:")};
    static const bool filled = (fill(db), true);
    static_cast<void>(filled);
    return db;
}

class Club : public pewit::gtest::RollbackTest {
protected:
    Club() : RollbackTest(club_database()) {}

    static constexpr auto& M = Member::c;
    static constexpr auto& F = Facility::c;
    static constexpr auto& B = Booking::c;
    pewit::Database& db = club_database();

    [[nodiscard]] static pewit::DateTime day(int month, int number) {
        return pewit::DateTime{std::chrono::sys_days{std::chrono::year{2012} / month / number}};
    }

    /// The query gives the rows of this SQL, in the same order, and there are some.
    template <class Query>
    void expect_same(const Query& query, const std::string& published) const {
        const auto rows = query.all();
        EXPECT_FALSE(rows.empty());
        EXPECT_EQ(rows, Asked<typename decltype(query.all())::value_type>::rows(db, published));
    }

private:
    /// Plain SQL gives tuples; a select of one column bare values.
    template <class Row>
    struct Asked {
        static std::vector<Row> rows(pewit::Database& db, const std::string& sql) {
            std::vector<Row> values;
            for (auto& [value] : db.query<Row>(sql))
                values.push_back(std::move(value));
            return values;
        }
    };
    template <class... T>
    struct Asked<std::tuple<T...>> {
        static std::vector<std::tuple<T...>> rows(pewit::Database& db, const std::string& sql) {
            return db.query<T...>(sql);
        }
    };
};

}  // namespace club
