/// Keys that the server makes, beside those that the program gives.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Ticket) {
    META(table("the \"tickets\""));
    FIELD(std::string, text);
};

class IdentityColumns : public testing::Test {
protected:
    IdentityColumns() { db.create_tables<Ticket>(); }

    Ticket with_id(std::int64_t id) {
        Ticket ticket;
        ticket.id = id;
        ticket.text = "given";
        ticket.save(force_insert);
        return ticket;
    }

    TemporarySchema schema;
    Database db{schema.connector()};
    const detail::ColumnsOf<Ticket>& T = Ticket::c;
};

TEST_F(IdentityColumns, AreGeneratedByDefault) {
    EXPECT_EQ(
        db.query<std::string>("SELECT is_identity || ' ' || identity_generation FROM "
                              "information_schema.columns WHERE table_schema = $1 AND column_name = 'id'",
                              schema.name()),
        (std::vector<std::tuple<std::string>>{{"YES BY DEFAULT"}}));
}

TEST_F(IdentityColumns, TakeTheProgramsKeys) {
    EXPECT_EQ(with_id(7).id, 7);
    EXPECT_EQ(Ticket::create(T.id = 8, T.text = "x").id, 8);
    EXPECT_EQ(Ticket::insert(T.id = 9, T.text = "x").returning(T.id).all(), std::vector<std::int64_t>{9});
    EXPECT_EQ(Ticket::select().count(), 3);
}

/// The sequence does not hear of them: docs/guide/postgres_features.md tells how it catches up.
TEST_F(IdentityColumns, MeetTheProgramsKeysAgainUntilTheSequenceHasCaughtUp) {
    with_id(1);
    EXPECT_THROW(Ticket::create(T.text = "takes 1 too"), UniqueViolation);
    EXPECT_EQ(Ticket::create(T.text = "takes 2").id, 2);
    with_id(100);
    db.execute(
        R"(SELECT setval(pg_get_serial_sequence('"the ""tickets"""', 'id'), (SELECT max(id) FROM "the ""tickets""")))");
    EXPECT_EQ(Ticket::create(T.text = "next").id, 101);
}

}  // namespace
}  // namespace pewit::test
