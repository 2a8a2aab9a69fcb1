/// RollbackTest: another thread is refused at once.
#include <chrono>
#include <future>
#include <string>

#include <pewit/gtest.hpp>

namespace {

using namespace std::chrono_literals;

/// What the function throws on another thread; empty if nothing.
template <class F>
std::string elsewhere(F function) {
    return std::async(std::launch::async,
                      [&]() -> std::string {
                          try {
                              function();
                              return {};
                          } catch (const pewit::TransactionStateError& error) {
                              return error.what();
                          }
                      })
        .get();
}

class Inner : public pewit::gtest::RollbackTest {
public:
    explicit Inner(pewit::Database& database) : RollbackTest(database) {}
    void TestBody() override {}
};

/// On a file a second connection could be had; in memory there is only one.
class RollbackThreads : public pewit::gtest::FreshDatabaseTest, public testing::WithParamInterface<bool> {
protected:
    RollbackThreads() { db.execute("CREATE TABLE t (x INTEGER)"); }

    pewit::Database memory{pewit::sqlite({.path = ":memory:"})};
    pewit::Database file{pewit::sqlite({.path = directory() + "/shared.db"})};
    pewit::Database& db = GetParam() ? memory : file;
};

INSTANTIATE_TEST_SUITE_P(Places, RollbackThreads, testing::Values(true, false),
                         [](const auto& place) { return place.param ? "Memory" : "File"; });

TEST_P(RollbackThreads, RefusesAStatementOfAnotherThreadAtOnce) {
    const Inner fixture{db};
    const auto start = std::chrono::steady_clock::now();
    const std::string said = elsewhere([&] { db.execute("INSERT INTO t VALUES (1)"); });
    EXPECT_NE(said.find("is in a RollbackTest"), std::string::npos) << said;
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

TEST_P(RollbackThreads, RefusesAGuardAndAScopeOfAnotherThread) {
    const Inner fixture{db};
    EXPECT_NE(elsewhere([&] { const pewit::Atomic tx{db}; }), "");
    EXPECT_NE(elsewhere([&] { const pewit::ConnectionScope scope{db}; }), "");
    EXPECT_NE(elsewhere([&] { db.connect(); }), "");
}

TEST_P(RollbackThreads, RefusesASecondConnectionOfItsOwnThread) {
    const Inner fixture{db};
    EXPECT_THROW(const pewit::ConnectionScope scope(db, pewit::Reuse::no), pewit::TransactionStateError);
}

TEST_P(RollbackThreads, LetsOtherThreadsInAfterTheTest) {
    { const Inner fixture{db}; }
    EXPECT_EQ(elsewhere([&] { db.execute("INSERT INTO t VALUES (1)"); }), "");
}

TEST(RollbackWaiters, AreWokenAndRefused) {
    pewit::Database db{pewit::sqlite({.path = ":memory:"})};
    std::future<std::string> waiting;
    const pewit::ConnectionScope mine{db};
    waiting = std::async(std::launch::async, [&] { return elsewhere([&] { db.execute("SELECT 1"); }); });
    std::this_thread::sleep_for(50ms);
    const auto start = std::chrono::steady_clock::now();
    const Inner fixture{db};
    EXPECT_NE(waiting.get(), "");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

using RollbackBesides = pewit::gtest::FreshDatabaseTest;

TEST_F(RollbackBesides, RefusesToBeginWhileAnotherConnectionIsInUse) {
    std::promise<void> held;
    std::promise<void> done;
    auto other = std::async(std::launch::async, [&] {
        const pewit::ConnectionScope scope{database()};
        held.set_value();
        done.get_future().wait();
    });
    held.get_future().wait();
    EXPECT_THROW(Inner{database()}, pewit::TransactionStateError);
    done.set_value();
    other.get();
    EXPECT_NO_THROW(Inner{database()});
}

}  // namespace
