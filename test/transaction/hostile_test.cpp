/// Guards where the language can't refuse them, threads that end in odd ways, forks: each has a known end, and never
/// a commit that nobody asked for (plan L12, L15; traps C1, C2, C7, C8, C11 to C14, G13). The oracle is the database
/// as the parent finds it afterwards.
#include <gtest/gtest.h>
#include <pthread.h>

#include <coroutine>
#include <csignal>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>

#include <support/child.hpp>
#include <support/engine.hpp>

namespace pewit::test {
namespace {

void add(Database& db, int x) { db.execute("INSERT INTO t VALUES ($1)", x); }

[[noreturn]] void throw_something() { throw 1; }

class Hostile : public testing::Test {
protected:
    Hostile() {
        Database db{connector()};
        db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
        db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
        db.execute("CREATE TABLE t(x INTEGER)");
    }
    [[nodiscard]] Connector connector() const { return place.connector(); }
    /// What makes the next commit fail.
    static void break_the_key(Database& db) { db.execute("INSERT INTO k VALUES (9)"); }
    [[nodiscard]] std::int64_t count() const {
        Database db{connector()};
        return std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM t").at(0));
    }
    FreshPlace place;
};

const ChildEnd fine{.exit_code = 0};
const ChildEnd terminated{.exit_code = -1, .signal = SIGABRT};

TEST_F(Hostile, ACommitThatFailsInAnOptionalTerminates) {  // trap C1
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  {
                      std::optional<Atomic> tx;
                      tx.emplace(db);
                      add(db, 1);
                      break_the_key(db);
                  }
                  return 0;
              }),
              terminated);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AnOptionalCommitsWhenNothingFails) {  // trap C1
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  std::optional<Atomic> tx;
                  tx.emplace(db);
                  add(db, 1);
                  tx.reset();
                  return 0;
              }),
              fine);
    EXPECT_EQ(count(), 1);
}

struct Unit {
    explicit Unit(Database& db) : tx{db} {}
    Atomic tx;
};

TEST_F(Hostile, AMemberThrowsItsCommitsErrorOutOfTheOwnersScope) {  // trap C2
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  try {
                      const Unit unit{db};
                      break_the_key(db);
                  } catch (const ForeignKeyViolation&) {
                      return 7;
                  }
                  return 0;
              }),
              ChildEnd{.exit_code = 7});
}

struct QuietUnit {
    explicit QuietUnit(Database& db) : tx{db} {}
    QuietUnit(const QuietUnit&) = delete;
    QuietUnit& operator=(const QuietUnit&) = delete;
    ~QuietUnit() noexcept {}
    Atomic tx;
};

TEST_F(Hostile, AMemberOfAnOwnerWithANoexceptDestructorTerminates) {  // trap C2
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  {
                      const QuietUnit unit{db};
                      add(db, 1);
                      break_the_key(db);
                  }
                  return 0;
              }),
              terminated);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AMemberOfAnOwnerOnTheHeapTerminatesWhenItsCommitFails) {  // trap C1
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  {
                      const auto unit = std::make_unique<Unit>(db);
                      add(db, 1);
                      break_the_key(db);
                  }
                  return 0;
              }),
              terminated);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, ACommitThatFailsInANoexceptFunctionTerminates) {  // trap C11
    const auto body = [&](Database& db) noexcept {
        const Atomic tx{db};
        add(db, 1);
        break_the_key(db);
    };
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  body(db);
                  return 0;
              }),
              terminated);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AnExceptionThatNobodyCatchesSavesNothing) {  // trap C11, G1
    EXPECT_EQ(in_child([&]() -> int {
                  Database db{connector()};
                  const auto body = [&]() noexcept {
                      const Atomic tx{db};
                      add(db, 1);
                      throw_something();
                  };
                  body();
                  return 0;
              }),
              terminated);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, ExitInsideAGuardSavesNothing) {  // trap C12
    EXPECT_EQ(in_child([&]() -> int {
                  Database db{connector()};
                  const Atomic tx{db};
                  add(db, 1);
                  std::quick_exit(3);
              }),
              ChildEnd{.exit_code = 3});
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AStaticGuardIsRolledBackWhenTheProgramEnds) {  // trap C13: its thread has ended before it
    EXPECT_EQ(in_child([&]() -> int {
                  static Database db{connector()};
                  static const Atomic tx{db};
                  add(db, 1);
                  std::exit(0);
              }),
              fine);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AnOptionalGuardThatItsThreadForgetsIsRolledBack) {  // trap C14
    Database db{connector()};
    std::thread{[&] {
        thread_local std::optional<Atomic> tx;
        tx.emplace(db);
        add(db, 1);
    }}.join();
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile, AThreadLocalGuardCommitsWhenItsThreadEnds) {  // trap C14: that is its scope's normal end
    Database db{connector()};
    std::thread{[&] {
        thread_local const Atomic tx{db};
        add(db, 1);
    }}.join();
    EXPECT_EQ(count(), 1);
}

template <void* body(void*)>
void run_thread(void* argument) {
    pthread_t thread{};
    ASSERT_EQ(pthread_create(&thread, nullptr, body, argument), 0);
    ASSERT_EQ(pthread_join(thread, nullptr), 0);
}

struct Cancelled {
    Database& db;
    bool block;
    static void* run(void* self) {
        auto& me = *static_cast<Cancelled*>(self);
        const auto work = [&] {
            add(me.db, 1);
            pthread_cancel(pthread_self());
            pthread_testcancel();
            add(me.db, 2);
        };
        if (me.block) {
            me.db.atomic(work);
        } else {
            const Atomic tx{me.db};
            work();
        }
        pthread_testcancel();
        add(me.db, 3);
        return nullptr;
    }
};

TEST_F(Hostile,
       ACancelledThreadFinishesItsGuardsWork) {  // trap C7, G11: cancellation waits for the guard's end
    for (const bool block : {false, true}) {
        Database db{connector()};
        Cancelled cancelled{db, block};
        run_thread<Cancelled::run>(&cancelled);
        EXPECT_EQ(count(), 2) << (block ? "block" : "guard");
        db.execute("DELETE FROM t");
    }
}

struct Exiting {
    Database& db;
    bool block;
    static void* run(void* self) {
        auto& me = *static_cast<Exiting*>(self);
        const auto work = [&] {
            add(me.db, 1);
            pthread_exit(nullptr);
        };
        if (me.block) {
            me.db.atomic(work);
        } else {
            const Atomic tx{me.db};
            work();
        }
        return nullptr;
    }
};

TEST_F(Hostile, PthreadExitRollsABlockBack) {  // trap C7
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  Exiting exiting{db, true};
                  run_thread<Exiting::run>(&exiting);
                  return 0;
              }),
              fine);
    EXPECT_EQ(count(), 0);
}

TEST_F(Hostile,
       PthreadExitCommitsAGuard) {  // trap C7: no exception is in flight, a limit that the guide names
    EXPECT_EQ(in_child([&] {
                  Database db{connector()};
                  Exiting exiting{db, false};
                  run_thread<Exiting::run>(&exiting);
                  return 0;
              }),
              fine);
    EXPECT_EQ(count(), 1);
}

struct Task {
    struct promise_type {
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

Task suspended_in_a_guard(Database& db) {
    const Atomic tx{db};
    db.execute("INSERT INTO t VALUES (1)");
    co_await std::suspend_always{};
    db.execute("INSERT INTO t VALUES (2)");
}

TEST_F(Hostile, ACoroutineDestroyedInsideAGuardCommitsWhatItDid) {  // trap C8: a limit that the guide names
    {
        Database db{connector()};
        const Task task = suspended_in_a_guard(db);
        task.handle.destroy();
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(Hostile, ACoroutineResumedOnAnotherThreadIsRefused) {  // trap C8, G12
    EXPECT_EQ(in_child([&] {
                  set_logger(nullptr);
                  Database db{connector()};
                  {
                      Atomic tx{db};
                      add(db, 1);
                      bool refused = false;
                      std::thread other{[&] {
                          try {
                              tx.commit();
                          } catch (const TransactionStateError&) {
                              refused = true;
                          }
                      }};
                      other.join();
                      if (!refused) return 1;
                  }
                  return 0;
              }),
              fine);
    EXPECT_EQ(count(), 1);
}

// --- fork (trap S29, G13)

TEST_F(Hostile, AChildRefusesItsParentsGuard) {  // G13
    Database db{connector()};
    {
        Atomic tx{db};
        add(db, 1);
        EXPECT_EQ(in_child([&] {
                      try {
                          tx.commit();
                      } catch (const TransactionStateError&) {
                          return 5;
                      }
                      return 1;
                  }),
                  ChildEnd{.exit_code = 5});
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(Hostile, AChildThatUnwindsThroughItsParentsGuardEndsNothing) {  // trap S29, G13
    Database db{connector()};
    try {
        {
            Atomic tx{db};
            add(db, 1);
            const ChildEnd end = in_child([&] {
                try {
                    tx.~Atomic();
                } catch (const TransactionStateError&) {
                    return 5;
                }
                return 1;
            });
            EXPECT_EQ(end, ChildEnd{.exit_code = 5});
            add(db, 2);
        }
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
    EXPECT_EQ(count(), 2);
}

TEST_F(Hostile, AChildGetsAConnectionOfItsOwn) {  // G13, transactions.md 9
    Database db{connector()};
    const ConnectionScope scope{db};
    add(db, 1);
    EXPECT_EQ(in_child([&] {
                  add(db, 2);
                  const Atomic tx{db};
                  add(db, 3);
                  return 0;
              }),
              fine);
    add(db, 4);
    EXPECT_EQ(count(), 4);
}

TEST_F(Hostile, AChildThatForkedInsideAFrameIsNotInIt) {  // G13
    Database db{connector()};
    const Atomic tx{db};
    EXPECT_EQ(in_child([&] { return db.in_transaction() ? 1 : 0; }), fine);
}

TEST_F(Hostile, AMemoryDatabaseStaysTheParents) {  // G13
    PEWIT_ONLY_ON_SQLITE();
    Database db{sqlite({.path = ":memory:"})};
    db.execute("CREATE TABLE t(x INTEGER)");
    EXPECT_EQ(in_child([&] {
                  try {
                      add(db, 1);
                  } catch (const InterfaceError&) {
                      return 5;
                  }
                  return 1;
              }),
              ChildEnd{.exit_code = 5});
    add(db, 2);
}

}  // namespace
}  // namespace pewit::test
