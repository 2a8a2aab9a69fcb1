/// What the other engine has: the error names the feature.
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class OnlyOnPostgres : public ContractTest {
protected:
    template <class F>
    static std::string refusal(F&& call) {
        return caught<NotSupportedError>(std::forward<F>(call)).what();
    }
};

TEST_F(OnlyOnPostgres, Notifications) {
    PEWIT_ONLY_ON_SQLITE();
    const std::string refused = "LISTEN and NOTIFY: sqlite has no notifications";
    EXPECT_EQ(refusal([&] { db.notify("jobs"); }), refused);
    EXPECT_EQ(refusal([&] { const Listener listener{db, {"jobs"}}; }), refused);
}

TEST_F(OnlyOnPostgres, AdvisoryLocksAndLocalSettings) {
    PEWIT_ONLY_ON_SQLITE();
    Atomic tx{db};
    EXPECT_EQ(refusal([&] { tx.advisory_lock(1); }), "advisory_lock: sqlite has no such thing");
    EXPECT_EQ(refusal([&] { static_cast<void>(tx.try_advisory_lock("x")); }),
              "try_advisory_lock: sqlite has no such thing");
    EXPECT_EQ(refusal([&] { tx.set_local("work_mem", "1MB"); }), "set_local: sqlite has no such thing");
    add(1);  // the frame goes on
}

MODEL(Tagged) {
    META(table("tagged"));
    FIELD(std::vector<std::string>, tags);
};

TEST_F(OnlyOnPostgres, Arrays) {
    PEWIT_ONLY_ON_SQLITE();
    EXPECT_EQ(
        refusal([&] { db.create_tables<Tagged>(); }),
        "column \"tagged\".\"tags\" is a list, std::vector<std::string>, and sqlite has no arrays; use Json, or "
        "a table of its own");
    db.execute("CREATE TABLE tagged (id INTEGER PRIMARY KEY, tags TEXT)");
    const std::string refused =
        "cannot write column \"tagged\".\"tags\" from std::vector<std::string>: the value is a "
        "list, and this engine has no arrays";
    EXPECT_EQ(refusal([] { Tagged::create(Tagged::c.tags = std::vector<std::string>{"a"}); }), refused);
    EXPECT_EQ(
        refusal([] {
            static_cast<void>(Tagged::select().where(Tagged::c.tags == std::vector<std::string>{"a"}).all());
        }),
        refused);
    db.execute("INSERT INTO tagged VALUES (1, '{a}')");
    EXPECT_THROW(static_cast<void>(Tagged::select().all()), DataError);
}

}  // namespace
}  // namespace pewit::test
