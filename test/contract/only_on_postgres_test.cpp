/// What the other engine has: the error names the feature.
#include <pewit/listener.hpp>

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

}  // namespace
}  // namespace pewit::test
