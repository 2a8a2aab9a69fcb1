/// stream() on PostgreSQL: a cursor on the server.
#include <gtest/gtest.h>

#include <malloc.h>

#include <algorithm>
#include <string>
#include <vector>

#include <pewit/detail/execution.hpp>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Cat) {
    META(table("cats"));
    FIELD(std::string, name);
    FIELD(int, lives, default_(9));
};

MODEL(Dog) {
    META(table("dogs"));
    FIELD(std::string, name);
};

class PostgresStream : public testing::Test {
protected:
    PostgresStream() { db.create_tables<Cat, Dog>(); }

    void add_cats(int count) {
        db.execute("INSERT INTO cats (name, lives) SELECT 'cat ' || i, i FROM generate_series(1, $1) i",
                   count);
    }
    [[nodiscard]] std::int64_t open_cursors() {
        return std::get<0>(
            db.query<std::int64_t>("SELECT count(*) FROM pg_cursors WHERE name LIKE 'pewit%'").at(0));
    }

    TemporarySchema schema;
    Database db{schema.connector()};
    const detail::ColumnsOf<Cat>& C = Cat::c;
};

TEST_F(PostgresStream, OutsideEveryFrameIsRefusedBeforeAnySql) {
    const QueryLog log{db};
    const auto error = caught<TransactionStateError>([] { static_cast<void>(Cat::select().stream()); });
    EXPECT_NE(std::string(error.what()).find("open an Atomic around it"), std::string::npos) << error.what();
    EXPECT_EQ(error.sql(), R"(SELECT "id", "name", "lives" FROM "cats")");
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(PostgresStream, IsOneStatementForTheLog) {
    add_cats(3);
    const Atomic tx{db};
    const QueryLog log{db};
    for (const Cat& cat : Cat::select().where(C.lives > 1).stream())
        EXPECT_GT(cat.lives, 1);
    ASSERT_EQ(log.statements().size(), 1u);
    const std::string sql = log.statements().front().sql;
    EXPECT_EQ(sql.find("DECLARE pewit_stream_"), 0u) << sql;
    EXPECT_NE(
        sql.find(R"( NO SCROLL CURSOR FOR SELECT "id", "name", "lives" FROM "cats" WHERE "lives" > $1)"),
        std::string::npos)
        << sql;
}

TEST_F(PostgresStream, GivesEveryRowInOrderOverManyParts) {
    add_cats(5000);
    const Atomic tx{db};
    int expected = 0;
    for (const Cat& cat : Cat::select().order_by(C.lives).stream())
        ASSERT_EQ(cat.lives, ++expected);
    EXPECT_EQ(expected, 5000);
}

/// Round numbers of rows end with a part that is empty.
TEST_F(PostgresStream, EndsWhereAPartEnds) {
    const Atomic tx{db};
    for (const int count : {0, 63, 1, 128}) {  // so far: 0, 63, 64, 192 = 64 + 128
        add_cats(count);
        std::int64_t seen = 0;
        for (const std::string& name : Cat::select(C.name).stream())
            seen += name.empty() ? 0 : 1;
        EXPECT_EQ(seen, Cat::select().count());
    }
}

TEST_F(PostgresStream, TakesParametersOfEveryKind) {
    add_cats(3);
    const Atomic tx{db};
    const std::optional<std::string> none;
    std::vector<std::string> names;
    for (const std::string& name : Cat::select(C.name)
                                       .where(C.name.in({"cat 1", "cat 2", "it's"}) && C.lives.between(1, 5))
                                       .order_by(C.name)
                                       .limit(5)
                                       .stream())
        names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"cat 1", "cat 2"}));
}

/// A million rows, of which the whole result would take 40 MB and more.
TEST_F(PostgresStream, TakesConstantMemory) {
    const auto in_use = [] {
        const auto info = mallinfo2();
        return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
    };
    const Atomic tx{db};
    detail::SessionLease lease{db};
    detail::Execution run{lease.session(), "SELECT i FROM generate_series(1, 1000000) AS i"};
    run.mark_stream();
    const std::int64_t before = in_use();
    std::int64_t most = 0;
    std::int64_t rows = 0;
    while (run.step() != nullptr) {
        if (++rows % 1000 == 500) most = std::max(most, in_use() - before);
    }
    EXPECT_EQ(rows, 1'000'000);
    EXPECT_LT(most, 2'000'000);
}

/// Long rows make small parts: 64 to begin with, then as many as a megabyte holds.
TEST_F(PostgresStream, FetchesFewerRowsWhereTheyAreLong) {
    const Atomic tx{db};
    db.execute("CREATE SEQUENCE steps");
    detail::SessionLease lease{db};
    detail::Execution run{lease.session(),
                          "SELECT nextval('steps'), repeat('x', 500000) FROM generate_series(1, 100)"};
    run.mark_stream();
    for (int i = 0; i < 65; ++i)
        ASSERT_NE(run.step(), nullptr);
    EXPECT_EQ(db.query<int>("SELECT last_value FROM steps"), (std::vector<std::tuple<int>>{66}));  // 64 + 2
}

TEST_F(PostgresStream, LetsTheLoopsBodyReadAndWriteOnTheSameConnection) {
    add_cats(200);
    db.atomic([&] {
        for (const Cat& cat : Cat::select().where(C.lives <= 200).stream()) {
            Dog::create(Dog::c.name = cat.name);
            Cat::update(C.lives = C.lives + 1000).where(C.id == cat.id).execute();
            EXPECT_EQ(Cat::select(C.lives).where(C.id == cat.id).scalar(), cat.lives + 1000);
        }
    });
    EXPECT_EQ(Dog::select().count(), 200);
    EXPECT_EQ(Cat::select().where(C.lives > 1000).count(), 200);
}

TEST_F(PostgresStream, RunsTwoAtOnce) {
    add_cats(150);
    Dog::insert_from(Cat::select(C.name), Dog::c.name).execute();
    const Atomic tx{db};
    auto dogs = Dog::select().order_by(Dog::c.id).stream();
    auto dog = dogs.begin();
    int pairs = 0;
    for (const Cat& cat : Cat::select().order_by(C.id).stream()) {
        ASSERT_FALSE(dog.is_at_end());
        EXPECT_EQ(dog->name, cat.name);
        ++dog;
        ++pairs;
    }
    EXPECT_EQ(pairs, 150);
    EXPECT_TRUE(dog.is_at_end());
}

TEST_F(PostgresStream, IsClosedAtItsLastRowAndWhenItIsDropped) {
    add_cats(200);
    const Atomic tx{db};
    auto whole = Cat::select().stream();
    auto row = whole.begin();
    EXPECT_EQ(open_cursors(), 1);
    while (!row.is_at_end())
        ++row;
    EXPECT_EQ(open_cursors(), 0);
    for (const Cat& cat : Cat::select().stream()) {
        EXPECT_EQ(open_cursors(), 1);
        if (!cat.name.empty()) break;
    }
    EXPECT_EQ(open_cursors(), 0);
}

TEST_F(PostgresStream, IsClosedWithTheSavepointItWasBegunIn) {
    add_cats(200);
    const Atomic tx{db};
    auto stream = Cat::select().stream();
    {
        const Atomic sp{db};
        EXPECT_FALSE(stream.begin().is_at_end());
        EXPECT_EQ(open_cursors(), 1);
    }
    EXPECT_EQ(open_cursors(), 0);
    EXPECT_THROW(static_cast<void>(stream.begin()), TransactionStateError);
}

TEST_F(PostgresStream, AnErrorInMidStreamDoomsTheFrame) {
    add_cats(300);
    const auto stream_until_error = [&] {
        int rows = 0;
        try {
            for (const int value : Cat::select(1000 / (C.lives - 250)).order_by(C.id).stream())
                rows += value != 0 ? 1 : 0;
        } catch (const DataError& error) {
            EXPECT_EQ(error.sqlstate(), "22012");
            EXPECT_THROW(static_cast<void>(Cat::select().count()), TransactionAborted);
            return rows;
        }
        return -1;
    };
    EXPECT_THROW(db.atomic([&] { EXPECT_GE(stream_until_error(), 64); }), TransactionAborted);
    db.atomic([&] {
        EXPECT_THROW(db.atomic([&] { EXPECT_GE(stream_until_error(), 64); }), TransactionAborted);
        EXPECT_EQ(Cat::select().count(), 300);  // the outer frame goes on
    });
}

TEST_F(PostgresStream, AnOuterOneCantBeReadInADoomedSavepointAndGoesOnAfterIt) {
    add_cats(3);
    const Atomic tx{db};
    auto stream = Cat::select().order_by(C.id).stream();
    auto row = stream.begin();
    EXPECT_THROW(db.atomic([&] {
        EXPECT_THROW(db.execute("SELEKT"), ProgrammingError);
        EXPECT_THROW(++row, TransactionAborted);
    }),
                 TransactionAborted);
    ++row;
    EXPECT_EQ(row->name, "cat 2");
}

TEST_F(PostgresStream, ALostLinkInMidStreamIsConnectionLost) {
    add_cats(500);
    const auto other = schema.connector().driver()->connect();
    const auto lose = [&] {
        const Atomic tx{db};
        const auto pid = std::get<0>(db.query<int>("SELECT pg_backend_pid()").at(0));
        for (const Cat& cat : Cat::select().order_by(C.id).stream()) {
            if (cat.lives == 1) run(*other, "SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
        }
    };
    EXPECT_THROW(lose(), ConnectionLost);
    EXPECT_EQ(Cat::select().count(), 500);
}

TEST_F(PostgresStream, SeesTheRowsOfItsBeginning) {
    add_cats(100);
    const Atomic tx{db};
    int seen = 0;
    for (const Cat& cat : Cat::select().stream()) {
        if (seen++ == 0) Cat::delete_().where(C.id != cat.id).execute();
    }
    EXPECT_EQ(seen, 100);
    EXPECT_EQ(Cat::select().count(), 1);
}

TEST(PostgresStreamBehindAPooler, PreparesNothing) {
    Database db{url(postgres_url("prepare=never"))};
    const Atomic tx{db};
    for (int i = 0; i < 3; ++i) {
        detail::SessionLease lease{db};
        detail::Execution run{lease.session(), "SELECT i FROM generate_series($1::int, 200) AS i"};
        run.mark_stream();
        run.statement().bind_int64(0, 101);
        int seen = 0;
        while (run.step() != nullptr)
            ++seen;
        EXPECT_EQ(seen, 100);
    }
    EXPECT_EQ(db.query<int>("SELECT count(*) FROM pg_prepared_statements"),
              (std::vector<std::tuple<int>>{0}));
}

}  // namespace
}  // namespace pewit::test
