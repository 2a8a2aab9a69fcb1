/// The thread's stack of connections, scopes, names and bindings (transactions.md 9, 12.5, 12.8).
#include <optional>
#include <string>

#include <pewit/model.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

PEWIT_MODEL(Note) { PEWIT_FIELD(std::string, text); };

class Section9Connections : public ContractTest {
protected:
    Section9Connections()
        : ContractTest({.name = "first"}), second{sqlite({.path = ":memory:"}), {.name = "second"}} {
        second.execute("CREATE TABLE t(x INTEGER NOT NULL)");
    }
    static void create_notes(Database& database) { database.create_tables<Note>(); }
    static std::int64_t notes(Database& database) {
        return std::get<0>(database.query<std::int64_t>("SELECT count(*) FROM note").at(0));
    }
    Database second;
};

TEST_F(Section9Connections, EveryGuardPushesItsConnectionAndPopsItAtItsEnd) {  // transactions.md 9
    const ConnectionScope scope{db};
    {
        const Atomic tx{second};
        EXPECT_EQ(&Note::database(), &second);
        {
            const Atomic inner{current};
            EXPECT_EQ(inner.connection(), tx.connection());
        }
    }
    EXPECT_EQ(&Note::database(), &db);
}

TEST_F(Section9Connections, EveryBlockPushesItsConnectionAndPopsItAtItsEnd) {  // transactions.md 9
    const ConnectionScope scope{db};
    second.atomic([&] { EXPECT_EQ(&Note::database(), &second); });
    EXPECT_EQ(&Note::database(), &db);
}

TEST_F(Section9Connections, ModelsWithoutABindingUseTheTop) {  // transactions.md 9
    create_notes(db);
    create_notes(second);
    const ConnectionScope outer{db};
    {
        const ConnectionScope inner{second};
        Note::create(Note::c.text = "x");
    }
    EXPECT_EQ(notes(db), 0);
    EXPECT_EQ(notes(second), 1);
}

TEST_F(Section9Connections, NestedScopesShareTheConnection) {  // transactions.md 9
    const ConnectionScope outer{db};
    const ConnectionScope inner{db};
    EXPECT_EQ(outer.connection(), inner.connection());
}

TEST_F(Section9Connections, AGuardUsesItsScopesConnection) {  // transactions.md 9, 13
    const ConnectionScope scope{db};
    const Atomic tx{db};
    EXPECT_EQ(scope.connection(), tx.connection());
    EXPECT_EQ(db.connection(), tx.connection());
}

TEST_F(Section9Connections, ReuseNoTakesAnother) {  // transactions.md 9
    const ConnectionScope outer{db};
    const ConnectionScope inner{db, Reuse::no};
    EXPECT_FALSE(outer.connection() == inner.connection());
    EXPECT_EQ(db.connection(), inner.connection());
}

TEST_F(Section9Connections, AFrameOnAnotherConnectionOfTheSameDatabaseIsOutermost) {  // transactions.md 9
    const Atomic tx{db};
    const ConnectionScope other{db, Reuse::no};
    EXPECT_EQ(db.transaction_depth(), 0);
    EXPECT_EQ(tx.transaction_depth(), 1);
    QueryLog log{db};
    { const Atomic independent{db, Nesting::forbid}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT"}));
}

TEST_F(Section9Connections, AScopeChecksOutAtOnce) {  // transactions.md 12.8
    Database lazy{connector()};
    EXPECT_TRUE(lazy.is_closed());
    const ConnectionScope scope{lazy};
    EXPECT_FALSE(lazy.is_closed());
}

TEST_F(Section9Connections, WithoutAutoconnectAStatementNeedsAScope) {  // transactions.md 9
    Database strict{connector(), {.autoconnect = false}};
    EXPECT_THROW(strict.execute("SELECT 1"), InterfaceError);
    EXPECT_THROW(static_cast<void>(Atomic{strict}), InterfaceError);
    const ConnectionScope scope{strict};
    EXPECT_NO_THROW(static_cast<void>(Atomic{strict}));
}

TEST_F(Section9Connections, WithoutAutoconnectConnectIsEnough) {  // transactions.md 9
    Database strict{connector(), {.autoconnect = false}};
    EXPECT_TRUE(strict.connect());
    EXPECT_EQ(rows_of(strict).size(), 0U);
    strict.close();
    EXPECT_THROW(strict.execute("SELECT 1"), InterfaceError);
}

TEST_F(Section9Connections, TheDefaultIsTheOnlyOneOpen) {  // transactions.md 9, 12.5
    second.close();
    db.execute("SELECT 1");
    EXPECT_EQ(&Note::database(), &db);
    db.atomic([&] { EXPECT_NO_THROW(static_cast<void>(Atomic{current})); });
}

TEST_F(Section9Connections, WithSeveralOpenTheErrorNamesThemAll) {  // transactions.md 9, 12.5
    const auto error = caught<InterfaceError>([] { Atomic tx{current}; });
    EXPECT_NE(std::string{error.what()}.find("first"), std::string::npos) << error.what();
    EXPECT_NE(std::string{error.what()}.find("second"), std::string::npos) << error.what();
}

TEST_F(Section9Connections, AClosedDatabaseCountsAgainOnceItIsUsed) {  // transactions.md 12.5
    second.close();
    EXPECT_NO_THROW(static_cast<void>(Note::database()));
    second.execute("CREATE TABLE t(x INTEGER)");
    EXPECT_THROW(static_cast<void>(Note::database()), InterfaceError);
}

TEST_F(Section9Connections, CloseIsTrueThenFalse) {  // transactions.md 9, 12.8
    EXPECT_FALSE(db.is_closed());
    EXPECT_TRUE(db.close());
    EXPECT_TRUE(db.is_closed());
    EXPECT_FALSE(db.close());
}

TEST_F(Section9Connections, AutoconnectReopensAfterClose) {  // transactions.md 12.8
    add(1);
    db.close();
    EXPECT_EQ(rows(), Rows{1});
    EXPECT_FALSE(db.is_closed());
}

TEST_F(Section9Connections, ConnectKeepsAConnectionUntilClose) {  // transactions.md 9
    EXPECT_TRUE(db.connect());
    EXPECT_FALSE(db.connect());
    const Connection kept = db.connection();
    add(1);
    EXPECT_EQ(db.connection(), kept);
    EXPECT_TRUE(db.close());
    EXPECT_THROW(static_cast<void>(db.connection()), InterfaceError);
}

TEST_F(Section9Connections, CloseInsideAScopeTakesEffectAtItsEnd) {  // transactions.md 12.8
    {
        const ConnectionScope scope{db};
        EXPECT_TRUE(db.close());
        EXPECT_FALSE(db.close());
        add(1);
    }
    EXPECT_TRUE(db.is_closed());
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(Section9Connections, BindScopeRebindsForItsScope) {  // transactions.md 9
    create_notes(second);
    const ConnectionScope scope{db};
    {
        const BindScope bind{second, model<Note>};
        EXPECT_EQ(&Note::database(), &second);
        EXPECT_EQ(&Note{}.database(), &second);
        Note::create(Note::c.text = "x");
    }
    EXPECT_EQ(&Note::database(), &db);
    EXPECT_EQ(notes(second), 1);
}

TEST_F(Section9Connections, BindScopesNestAndRestoreOnExceptions) {  // transactions.md 9
    const BindScope outer{db, model<Note>};
    EXPECT_THROW(
        {
            const BindScope inner(second, model<Note>);
            EXPECT_EQ(&Note::database(), &second);
            throw Boom{1};
        },
        Boom);
    EXPECT_EQ(&Note::database(), &db);
}

TEST_F(Section9Connections, ABoundModelUsesItsDatabasesTopmostConnection) {  // transactions.md 9
    create_notes(db);
    const BindScope bind{db, model<Note>};
    {
        Atomic tx{db};
        const ConnectionScope elsewhere{second};
        Note::create(Note::c.text = "x");
        tx.set_rollback(true);
    }
    EXPECT_EQ(notes(db), 0);
}

TEST_F(Section9Connections, ANameIsTakenOnce) {  // transactions.md 2
    EXPECT_THROW((Database{sqlite({.path = ":memory:"}), {.name = "first"}}), ImproperlyConfigured);
}

TEST_F(Section9Connections, DatabaseOfAModelIsAnErrorAfterItIsDestroyed) {  // transactions.md 12.17
    std::optional<Database> third;
    third.emplace(sqlite({.path = ":memory:"}));
    const BindScope bind{*third, model<Note>};
    EXPECT_EQ(&Note::database(), &*third);
    third.reset();
    EXPECT_THROW(static_cast<void>(Note::database()), InterfaceError);
}

class Section12Proxy : public ContractTest {};

TEST_F(Section12Proxy, UninitialisedItThrowsInterfaceError) {  // transactions.md 12.15
    DatabaseProxy later;
    EXPECT_FALSE(later.is_initialized());
    EXPECT_THROW(later.atomic([] {}), InterfaceError);
    EXPECT_THROW(static_cast<void>(Atomic{later}), InterfaceError);
    EXPECT_THROW(later.execute("SELECT 1"), InterfaceError);
    auto decorated = later.atomically([] {});
    EXPECT_THROW(decorated(), InterfaceError);
}

TEST_F(Section12Proxy, DecoratorsMadeBeforeWorkAfterInitialize) {  // transactions.md 12.15, 13
    DatabaseProxy later;
    auto store = later.atomically([&](int x) { later.execute(insert, x); });
    later.initialize(db);
    store(1);
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section12Proxy, HasWhatADatabaseHas) {  // transactions.md 12.15
    DatabaseProxy later;
    later.initialize(db);
    later.transaction([&] { later.savepoint([&] { add(1); }); });
    later.manual_commit([&] {
        later.begin();
        add(2);
        later.commit();
        later.begin(Isolation::serializable);
        later.rollback();
    });
    auto session = later.session_start();
    EXPECT_TRUE(later.in_transaction());
    EXPECT_EQ(later.transaction_depth(), 1);
    EXPECT_TRUE(later.session_rollback());
    EXPECT_EQ(later.run_transaction([] { return 3; }), 3);
    later.batch_commit(std::vector<int>{3}, 1, [&](int x) { add(x); });
    EXPECT_EQ(later.query<int>("SELECT x FROM t").size(), 3U);
    EXPECT_TRUE(later.table_exists("t"));
    EXPECT_TRUE(later.is_connection_usable());
    later.interrupt();
    EXPECT_TRUE(later.close());
}

}  // namespace
}  // namespace pewit::test
