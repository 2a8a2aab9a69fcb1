/// The forms a transaction can be written in: guard, block, decorator, options (transactions.md 2).
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section2Forms : public ContractTest {
protected:
    Section2Forms() : ContractTest({.name = "forms"}) {}
    QueryLog log{db};
    const Sql one_insert{"BEGIN", insert, "COMMIT"};
};

TEST_F(Section2Forms, AGuardTakesADatabase) {  // transactions.md 2
    {
        Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), one_insert);
}

TEST_F(Section2Forms, AGuardTakesTheCurrentConnection) {  // transactions.md 2
    const ConnectionScope scope{db};
    {
        Atomic tx{current};
        add(1);
    }
    EXPECT_EQ(log.sql(), one_insert);
}

TEST_F(Section2Forms, AGuardTakesARegisteredName) {  // transactions.md 2
    {
        Atomic tx{"forms"};
        add(1);
    }
    EXPECT_EQ(log.sql(), one_insert);
}

TEST_F(Section2Forms, AnUnknownNameIsAnInterfaceErrorThatListsTheKnownOnes) {  // transactions.md 2, 12.5
    const auto error = caught<InterfaceError>([] { Atomic tx{"fromage"}; });
    EXPECT_NE(std::string{error.what()}.find("fromage"), std::string::npos);
    EXPECT_NE(std::string{error.what()}.find("forms"), std::string::npos);
}

TEST_F(Section2Forms, EachGuardHasABlockOfItsName) {  // transactions.md 2
    db.atomic([&] { add(1); });
    db.transaction([&] {
        add(2);
        db.savepoint([&] { add(3); });
    });
    db.manual_commit([&] {
        db.begin();
        add(4);
        db.commit();
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", "BEGIN", insert, sp1, insert, rel1, "COMMIT",
                              "BEGIN", insert, "COMMIT"}));
}

TEST_F(Section2Forms, ABlockReturnsItsValue) {  // transactions.md 2
    EXPECT_EQ(db.atomic([&] { return 42; }), 42);
    EXPECT_EQ(db.transaction([&](auto&) { return std::string{"x"}; }), "x");
}

TEST_F(Section2Forms, ABlockReturnsAMoveOnlyValue) {  // transactions.md 2
    const std::unique_ptr<int> value = db.atomic([&] { return std::make_unique<int>(7); });
    EXPECT_EQ(*value, 7);
}

TEST_F(Section2Forms, ABlockReturnsAReference) {  // transactions.md 2
    int target = 1;
    static_assert(std::is_same_v<decltype(db.atomic([&]() -> int& { return target; })), int&>);
    db.atomic([&]() -> int& { return target; }) = 5;
    EXPECT_EQ(target, 5);
}

TEST_F(Section2Forms, ABlockHasCommittedBeforeItReturns) {  // transactions.md 2, trap C10
    struct Observer {
        QueryLog* log;
        explicit Observer(QueryLog& q) : log(&q) {}
        Observer(Observer&& other) noexcept : log(other.log) { commands = log->sql().size(); }
        std::size_t commands = 0;
    };
    const Observer seen = db.atomic([&] {
        add(1);
        return Observer{log};
    });
    EXPECT_EQ(log.sql().back(), "COMMIT");
    EXPECT_EQ(seen.commands, 3U);
}

TEST_F(Section2Forms, ABlockWhoseCommitFailsReturnsNothingAndLeaksNothing) {  // trap C10
    db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
    db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
    const auto value = std::make_shared<int>(1);
    EXPECT_THROW(static_cast<void>(db.atomic([&] {
                     db.execute("INSERT INTO k VALUES (9)");
                     return value;
                 })),
                 ForeignKeyViolation);
    EXPECT_EQ(value.use_count(), 1);
}

TEST_F(Section2Forms, ADecoratorPassesArgumentsAndResultOn) {  // transactions.md 2
    auto twice = db.atomically([&](int x, const std::string& text) {
        add(x);
        return text + text;
    });
    EXPECT_EQ(twice(3, "ab"), "abab");
    EXPECT_EQ(log.sql(), one_insert);
}

TEST_F(Section2Forms, ADecoratorPassesReferencesThrough) {  // transactions.md 2
    auto increment = db.atomically([](int& x) { ++x; });
    int x = 1;
    increment(x);
    EXPECT_EQ(x, 2);
}

TEST_F(Section2Forms, ADecoratorHasAFreshFrameForEachCallSoRecursionNests) {  // transactions.md 2
    std::function<void(int)> count_down;
    auto step = db.atomically([&](int n) {
        add(n);
        if (n > 1) count_down(n - 1);
    });
    count_down = [&](int n) { step(n); };
    count_down(3);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, sp2, insert, rel2, rel1, "COMMIT"}));
}

TEST_F(Section2Forms, ADecoratorLooksItsDatabaseUpAtTheCall) {  // transactions.md 2, 12.17
    const auto probe = atomically("late", [] { return 1; });
    EXPECT_THROW(probe(), InterfaceError);
    const Database late{sqlite({.path = ":memory:"}), {.name = "late"}};
    EXPECT_EQ(probe(), 1);
}

TEST_F(Section2Forms, ADecoratorOwnsTheNameItWasMadeWith) {  // transactions.md 2
    const auto make = [&] {
        const std::string name = "forms";
        return atomically(name, [&] { add(1); });
    };
    const auto decorated = make();
    decorated();
    EXPECT_EQ(log.sql(), one_insert);
}

TEST_F(Section2Forms, ADecoratorRollsBackWhenItsFunctionThrows) {  // transactions.md 2
    auto fail = db.atomically([&] {
        add(1);
        throw Boom{1};
    });
    EXPECT_THROW(fail(), Boom);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section2Forms, ADecoratorWithOptionsUsesThemAtEachCall) {  // transactions.md 2, 12.6
    auto outermost_only = db.atomically(Nesting::forbid, [] {});
    outermost_only();
    outermost_only();
    const Atomic tx{db};
    EXPECT_THROW(outermost_only(), NestedTransactionError);
}

TEST_F(Section2Forms, FreeFunctionsTakeWhatGuardsTake) {  // transactions.md 12.17
    const ConnectionScope scope{db};
    EXPECT_EQ(atomic(current, [&] { return 1; }), 1);
    EXPECT_EQ(atomic("forms", TransactionOptions{.force_rollback = true}, [&] { return 2; }), 2);
    EXPECT_EQ(atomic(db, Nesting::forbid, [&] { return 3; }), 3);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT", "BEGIN", "ROLLBACK", "BEGIN", "COMMIT"}));
}

TEST_F(Section2Forms, BareOptionsAndTheStructMeanTheSame) {  // transactions.md 2, 12.6
    db.atomic(Nesting::join, [] {});
    db.atomic({.nesting = Nesting::join}, [] {});
    { const Atomic tx{db, Nesting::join}; }
    { const Atomic tx{db, {.nesting = Nesting::join}}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT", "BEGIN", "COMMIT", "BEGIN", "COMMIT", "BEGIN", "COMMIT"}));
}

TEST_F(Section2Forms,
       GuardsCanNeitherBeCopiedNorMovedNorMadeOutOfNothing) {  // transactions.md 2, traps C5, C9
    static_assert(!std::is_copy_constructible_v<Atomic> && !std::is_move_constructible_v<Atomic>);
    static_assert(!std::is_copy_assignable_v<Atomic> && !std::is_move_assignable_v<Atomic>);
    static_assert(!std::is_default_constructible_v<Atomic> && !std::is_default_constructible_v<Savepoint>);
    static_assert(!std::is_constructible_v<Atomic, std::nullptr_t>);
    static_assert(!std::is_constructible_v<Atomic, Database&&>);
    static_assert(!std::is_nothrow_destructible_v<Atomic> && !std::is_nothrow_destructible_v<ManualCommit>);
}

template <class T>
concept OnHeap = requires(Database& database) {
    new T{database};
};

TEST_F(Section2Forms, GuardsAreNotAllowedOnTheHeap) {  // transactions.md 2, trap C22
    static_assert(!OnHeap<Atomic> && !OnHeap<Transaction> && !OnHeap<Savepoint> && !OnHeap<ManualCommit>);
}

template <class T>
concept ExitsEarly = requires(T& tx) {
    tx.raise_commit();
};

TEST_F(Section2Forms, BareGuardsHaveNoEarlyExit) {  // transactions.md 8
    static_assert(!ExitsEarly<Atomic> && !ExitsEarly<Transaction>);
    static_assert(ExitsEarly<BlockTransaction>);
}

}  // namespace
}  // namespace pewit::test
