/// Prepare::never behind a pooler that hands each transaction to whatever server connection is free (trap P29).
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Pooled) {
    META(table("pooled"));
    FIELD(std::string, name);
    FIELD(DateTime, at);
};

std::string pooler_url(const std::string& keys) {
    const char* url = std::getenv("PEWIT_TEST_PGBOUNCER");
    if (url == nullptr)
        throw std::runtime_error{"PEWIT_TEST_PGBOUNCER is not set; run this by tools/with_pgbouncer"};
    return std::string{url} + "?" + keys;
}

class Pooler : public testing::Test {
protected:
    Pooler() {
        direct.execute("DROP TABLE IF EXISTS pooled");
        db.create_tables<Pooled>();
    }
    ~Pooler() override { direct.execute("DROP TABLE IF EXISTS pooled"); }

    Database direct{url(postgres_url())};
    Database db{url(pooler_url("prepare=never&sslmode=disable"))};
    const detail::ColumnsOf<Pooled>& P = Pooled::c;
};

/// More clients than server connections, each statement many times: what was prepared on one would be missed on
/// another.
TEST_F(Pooler, ServesManyClientsByFewConnections) {
    constexpr int clients = 6;
    constexpr int rounds = 40;
    std::vector<std::thread> running;
    for (int client = 0; client < clients; ++client) {
        running.emplace_back([&, client] {
            const ConnectionScope scope{db};
            for (int i = 0; i < rounds; ++i) {
                const Atomic tx{db};
                Pooled::create(P.name = std::to_string(client), P.at = DateTime{"2024-02-29 13:05:07"});
                const Atomic step{db};
                EXPECT_EQ(Pooled::select().where(P.name == std::to_string(client)).count(), i + 1);
            }
        });
    }
    for (std::thread& each : running)
        each.join();
    const ConnectionScope scope{direct};
    EXPECT_EQ(Pooled::select().count(), clients * rounds);
    EXPECT_EQ(direct.query<std::int64_t>("SELECT count(*) FROM pg_prepared_statements").size(), 1U);
}

TEST_F(Pooler, PreparesNothingOnTheServer) {
    const ConnectionScope scope{db};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(Pooled::select().count(), 0);
    EXPECT_EQ(std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM pg_prepared_statements").at(0)), 0);
}

TEST_F(Pooler, KeepsValuesAsTheyAre) {
    const ConnectionScope scope{db};
    EXPECT_EQ(std::get<0>(db.query<std::string>("SHOW timezone").at(0)), "UTC");
    const Pooled row = Pooled::create(P.name = "é", P.at = DateTime{"2024-02-29 13:05:07.000042"});
    EXPECT_EQ(Pooled::get_by_id(row.id).at.to_string(), "2024-02-29 13:05:07.000042");
}

TEST_F(Pooler, RollsBackLikeAServer) {
    const ConnectionScope scope{db};
    EXPECT_THROW(db.atomic([&] {
        Pooled::create(P.name = "gone", P.at = DateTime{});
        throw std::runtime_error{"no"};
    }),
                 std::runtime_error);
    EXPECT_EQ(Pooled::select().count(), 0);
}

/// The settings of Prepare::automatic are no business of a pooler: it says so instead of handing them to others.
TEST_F(Pooler, IsToldApartFromAServer) {
    Database wrong{url(pooler_url("sslmode=disable"))};
    EXPECT_THROW(wrong.connect(), OperationalError);
}

}  // namespace
}  // namespace pewit::test
