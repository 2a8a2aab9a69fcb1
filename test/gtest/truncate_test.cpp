/// TruncateTest: real commits, and empty tables after the test.
#include <gtest/gtest-spi.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <pewit/gtest.hpp>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/engine.hpp>

namespace library {

MODEL(Author) { FIELD(std::string, name); };

MODEL(Book) {
    FOREIGN_KEY(Author, author);
    FIELD(std::string, title);
};

struct Lead;
MODEL(Team) { FIELD(std::optional<pewit::ForeignKey<Lead>>, lead); };
MODEL(Lead) { FOREIGN_KEY(Team, team); };

}  // namespace library

namespace {

using library::Author;
using library::Book;
using library::Lead;
using library::Team;
using pewit::model;
using Texts = std::vector<std::string>;

const auto& A = Author::c;
const auto& B = Book::c;

pewit::Database& shelf() {
    static pewit::test::FreshPlace place;
    static pewit::Database database{place.in_memory(), {.name = "shelf"}};
    static const bool made = [] {
        database.create_tables<Author, Book, Team, Lead>();
        return true;
    }();
    static_cast<void>(made);
    return database;
}

std::int64_t count(const char* table) {
    return std::get<0>(shelf().query<std::int64_t>(std::string{"SELECT COUNT(*) FROM "} + table).at(0));
}

class Shelf : public pewit::gtest::TruncateTest {
public:
    explicit Shelf(void (*body)(),
                   std::initializer_list<pewit::ModelRef> models = {model<Author>, model<Book>})
        : TruncateTest(shelf(), models), body_(body) {}
    void TestBody() override { body_(); }

private:
    void (*body_)();
};

void run(void (*body)()) {
    Shelf trial{body};
    trial.TestBody();
}

void add_book() {
    const Author author = Author::create(A.name = "Woolf");
    Book::create(B.author = author, B.title = "Orlando");
}

TEST(TruncateTest, CommitsForReal) {
    static bool called;
    called = false;
    pewit::QueryLog log{shelf()};
    run([] {
        pewit::Atomic tx{shelf()};
        tx.on_commit([] { called = true; });
    });
    EXPECT_TRUE(called);
    EXPECT_EQ(log.sql().at(0), "BEGIN");
    EXPECT_EQ(log.sql().at(1), "COMMIT");
}

TEST(TruncateTest, EmptiesTheTablesAfterTheTestChildFirst) {
    pewit::QueryLog log{shelf()};
    run([] {
        add_book();
        EXPECT_EQ(count("book"), 1);
    });
    const auto sql = log.sql();
    ASSERT_GE(sql.size(), 4U);
    EXPECT_EQ(Texts(sql.end() - 4, sql.end()),
              (Texts{"BEGIN", "DELETE FROM \"book\"", "DELETE FROM \"author\"", "COMMIT"}));
    EXPECT_EQ(count("author"), 0);
    EXPECT_EQ(count("book"), 0);
}

TEST(TruncateTest, EmptiesTablesThatReferToEachOther) {
    {
        Shelf trial{[] {
                        Team team = Team::create(Team::c.lead = std::nullopt);
                        const Lead lead = Lead::create(Lead::c.team = team);
                        team.lead = lead.id;
                        team.save();
                    },
                    {model<Lead>, model<Team>}};
        trial.TestBody();
        EXPECT_EQ(count("team") + count("lead"), 2);
    }
    EXPECT_EQ(count("team") + count("lead"), 0);
}

TEST(TruncateTest, BindsTheModelsToItsDatabaseForTheTest) {
    pewit::Database other{pewit::sqlite({.path = ":memory:"})};
    const pewit::ConnectionScope scope{other};
    run([] {
        add_book();
        EXPECT_EQ(count("book"), 1);
    });
    EXPECT_THROW(add_book(), pewit::ProgrammingError);  // the other database has no tables
}

TEST(TruncateTest, LetsOtherThreadsAtTheDatabase) {
    run([] { std::thread{[] { shelf().execute("INSERT INTO author (name) VALUES ('Sand')"); }}.join(); });
    EXPECT_EQ(count("author"), 0);
}

TEST(TruncateTest, FailsTheTestWhenATableCannotBeEmptied) {
    const auto without_books = [] {
        Shelf trial{[] {
                        const pewit::ConnectionScope scope{shelf()};
                        add_book();
                    },
                    {model<Author>}};
        trial.TestBody();
    };
    EXPECT_NONFATAL_FAILURE(without_books(), "the tables could not be emptied after the test");
    run([] {});
    EXPECT_EQ(count("book"), 0);
}

std::optional<pewit::Atomic> leaked;

TEST(TruncateTest, FailsTheTestForATransactionThatIsStillOpen) {
    EXPECT_NONFATAL_FAILURE(run([] {
                                leaked.emplace(shelf());
                                add_book();
                            }),
                            "1 open transaction(s) or savepoint(s) on database shelf");
    leaked.reset();
    EXPECT_EQ(count("book"), 0);
}

}  // namespace
