#include "driver_fixture.hpp"

#include <chrono>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libpq-fe.h>
#include <pqxx/pqxx>
#include <pqxx/version>

#include <pewit/log.hpp>
#include <pewit/postgres.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;
using detail::EngineState;
using detail::native_type;

using PostgresSession = PostgresDriverTest;

TEST_F(PostgresSession, HasItsSettings) {
    const auto tuned =
        open("statement_timeout=90s&idle_in_transaction_timeout=1500ms&application_name=the%20test");
    const auto setting = [&](const std::string& name) { return ask(*tuned, "SHOW " + name); };
    EXPECT_EQ(setting("client_encoding"), "UTF8");
    EXPECT_EQ(setting("datestyle"), "ISO, YMD");
    EXPECT_EQ(setting("timezone"), "UTC");
    EXPECT_EQ(setting("lock_timeout"), "5s");
    EXPECT_EQ(setting("statement_timeout"), "90s");
    EXPECT_EQ(setting("idle_in_transaction_session_timeout"), "1500ms");
    EXPECT_EQ(setting("application_name"), "the test");
    EXPECT_EQ(setting("search_path"), "\"" + schema.name() + "\", pg_temp");
}

TEST_F(PostgresSession, TakesMoreSettings) {
    PostgresOptions options;
    const std::string port = ask(*connection, "SHOW port");
    options.port = static_cast<std::uint16_t>(std::stoi(port));
    options.host = "127.0.0.1";
    options.user = ask(*connection, "SELECT current_user");
    options.dbname = ask(*connection, "SELECT current_database()");
    options.settings = {{"work_mem", "1234kB"}, {"my.name", "a b\\c'd"}};
    const auto tuned = postgres(options).driver()->connect();
    EXPECT_EQ(ask(*tuned, "SHOW work_mem"), "1234kB");
    EXPECT_EQ(ask(*tuned, "SELECT current_setting('my.name')"), "a b\\c'd");
}

class PostgresHosts : public PostgresDriverTest {
protected:
    PostgresOptions options() {
        PostgresOptions options;
        options.user = ask(*connection, "SELECT current_user");
        options.dbname = ask(*connection, "SELECT current_database()");
        return options;
    }
    std::string here() { return "127.0.0.1:" + ask(*connection, "SHOW port"); }
};

TEST_F(PostgresHosts, AreTriedInOrder) {
    PostgresOptions several = options();
    several.hosts = {"127.0.0.1:1", here()};
    const Connector connector = postgres(several);
    const auto found = connector.driver()->connect();
    EXPECT_EQ(ask(*found, "SELECT pg_is_in_recovery()"), "0");
}

TEST_F(PostgresHosts, AreAllNamedWhenNoneWillDo) {
    PostgresOptions several = options();
    several.hosts = {"127.0.0.1:1", here()};
    several.target_session_attrs = TargetSessionAttrs::standby;
    const auto error = caught<OperationalError>([&] { postgres(several).driver()->connect(); });
    const std::string text = error.what();
    EXPECT_NE(text.find("127.0.0.1:1/"), std::string::npos) << text;
    EXPECT_NE(text.find("standby"), std::string::npos) << text;
    several.target_session_attrs = TargetSessionAttrs::prefer_standby;
    EXPECT_EQ(ask(*postgres(several).driver()->connect(), "SELECT 1"), "1");
}

TEST_F(PostgresSession, TellsItsState) {
    EXPECT_EQ(connection->state(), EngineState::idle);
    ask(*connection, "BEGIN");
    EXPECT_EQ(connection->state(), EngineState::active);
    EXPECT_THROW(ask(*connection, "SELECT nope"), ProgrammingError);
    EXPECT_EQ(connection->state(), EngineState::failed);
    ask(*connection, "ROLLBACK");
    EXPECT_EQ(connection->state(), EngineState::idle);
    EXPECT_TRUE(connection->looks_usable());
    EXPECT_TRUE(connection->probe());
}

/// Trap P1: a COMMIT that the server answers with ROLLBACK is no success.
TEST_F(PostgresSession, DoesNotTakeARollbackForACommit) {
    ask(*connection, "BEGIN");
    EXPECT_THROW(ask(*connection, "SELECT nope"), ProgrammingError);
    const auto error = caught<OperationalError>([&] { ask(*connection, "COMMIT"); });
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_FALSE(connection->commit_is_in_doubt(error.facts(), error.what()));
}

/// A link that was lost before COMMIT went out has certainly not committed (guarantee G7).
TEST_F(PostgresSession, IsInDoubtOnlyOnceCommitWasSent) {
    ask(*connection, "BEGIN");
    const std::string pid = ask(*connection, "SELECT pg_backend_pid()");
    const auto other = open();
    ask(*other, "SELECT pg_terminate_backend(" + pid + ", 1000)");
    const auto error = caught<ConnectionLost>([&] { ask(*connection, "COMMIT"); });
    EXPECT_EQ(connection->state(), EngineState::lost);
    EXPECT_FALSE(connection->commit_is_in_doubt(error.facts(), error.what()));
}

TEST_F(PostgresSession, NoticesTheServersEndWhileItIdles) {
    const auto other = open();
    const std::string pid = ask(*connection, "SELECT pg_backend_pid()");
    EXPECT_TRUE(connection->looks_usable());
    ask(*other, "SELECT pg_terminate_backend(" + pid + ", 1000)");
    EXPECT_FALSE(connection->looks_usable());
    EXPECT_FALSE(connection->probe());
}

TEST_F(PostgresSession, LogsNotices) {
    std::string warned;
    std::string told;
    set_log_callback([&](const LogRecord& record) {
        (record.level == LogLevel::warning ? warned : told) += record.message;
    });
    ask(*connection,
        "DO $$ BEGIN RAISE WARNING 'be warned'; RAISE NOTICE 'by the way'; "
        "RAISE NOTICE 'your \"%\"', 's3cret'; END $$");
    ask(*connection, "DROP TABLE IF EXISTS nowhere");
    ask(*connection, "COMMIT");  // trap P6: a warning, and no more
    set_log_callback({});
    EXPECT_NE(warned.find("be warned"), std::string::npos) << warned;
    EXPECT_NE(warned.find("25P01"), std::string::npos) << warned;
    EXPECT_NE(told.find("by the way"), std::string::npos) << told;
    EXPECT_NE(told.find("your \"…\""), std::string::npos) << told;
    EXPECT_NE(told.find("\"nowhere\""), std::string::npos) << told;
}

TEST_F(PostgresSession, CanBeInterrupted) {
    std::thread button{[&] {
        std::this_thread::sleep_for(50ms);
        connection->interrupt();
    }};
    const auto error = caught<OperationalError>([&] { ask(*connection, "SELECT pg_sleep(30)"); });
    button.join();
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
}

TEST_F(PostgresSession, HandsOutTheNativeObjects) {
    auto* link = static_cast<PGconn*>(connection->native(native_type<PGconn>()));
    ASSERT_NE(link, nullptr);
    EXPECT_EQ(std::to_string(PQbackendPID(link)), ask(*connection, "SELECT pg_backend_pid()"));
#if PQXX_VERSION_MAJOR >= 7
    auto* native = static_cast<pqxx::connection*>(connection->native(native_type<pqxx::connection>()));
#else
    auto* native =
        static_cast<pqxx::connection_base*>(connection->native(native_type<pqxx::connection_base>()));
#endif
    ASSERT_NE(native, nullptr);
    pqxx::nontransaction outside{*native};
    EXPECT_EQ(outside.exec("SELECT 42")[0][0].as<int>(), 42);
    EXPECT_EQ(connection->native(native_type<int>()), nullptr);
}

/// A host that takes the connection and says nothing (trap P18).
TEST(PostgresConnect, IsBoundInTime) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 4), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const std::string mute = "postgresql://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/x";
    const auto start = std::chrono::steady_clock::now();
    const auto error = caught<OperationalError>(
        [&] { static_cast<void>(url(mute + "?connect_timeout=200ms").driver()->connect()); });
    const auto took = std::chrono::steady_clock::now() - start;
    close(listener);
    EXPECT_NE(std::string{error.what()}.find("connect_timeout"), std::string::npos) << error.what();
    EXPECT_LT(took, 1200ms);
    EXPECT_GE(took, 200ms);
}

}  // namespace
}  // namespace pewit::test
