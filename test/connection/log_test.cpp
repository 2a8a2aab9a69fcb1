#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <pewit/log.hpp>

#include "log_internal.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class CollectingSink : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::vector<std::string> lines;

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        lines.push_back(std::string(spdlog::level::to_string_view(message.level).data()) + ": "
                        + std::string(message.payload.data(), message.payload.size()));
    }
    void flush_() override {}
};

class FailingSink : public spdlog::sinks::base_sink<std::mutex> {
protected:
    void sink_it_(const spdlog::details::log_msg&) override { throw std::runtime_error("the disk is full"); }
    void flush_() override {}
};

class Log : public testing::Test {
protected:
    Log() { set_logger(logger); }
    ~Log() override {
        set_logger(before);
        set_log_callback({});
        set_slow_statement_threshold(0ns);
        log_values(false);
    }

    std::shared_ptr<spdlog::logger> before = pewit::logger();
    std::shared_ptr<CollectingSink> sink = std::make_shared<CollectingSink>();
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("mine", sink);
    StatementRecord insert{
        .sql = "INSERT INTO t VALUES (?)", .database = "app", .depth = 1, .duration = 120us};
};

TEST_F(Log, WritesOneDebugLineAStatement) {
    logger->set_level(spdlog::level::debug);
    detail::log_statement(insert);
    EXPECT_EQ(sink->lines,
              std::vector<std::string>{"debug: INSERT INTO t VALUES (?) | db=app depth=1 0.120 ms"});
}

TEST_F(Log, TellsWhatAStatementFailedWith) {
    logger->set_level(spdlog::level::debug);
    insert.error = "database is locked";
    detail::log_statement(insert);
    ASSERT_EQ(sink->lines.size(), 1U);
    EXPECT_EQ(sink->lines[0],
              "debug: INSERT INTO t VALUES (?) | db=app depth=1 0.120 ms failed: database is locked");
}

TEST_F(Log, FollowsTheLoggersLevelAtOnce) {
    logger->set_level(spdlog::level::warn);
    EXPECT_FALSE(detail::log_statement_enabled());
    logger->set_level(spdlog::level::debug);
    EXPECT_TRUE(detail::log_statement_enabled());
}

TEST_F(Log, IsSilentWithoutALogger) {
    set_logger(nullptr);
    EXPECT_FALSE(detail::log_statement_enabled());
    detail::log_warning("unheard");
    EXPECT_TRUE(sink->lines.empty());
    EXPECT_EQ(pewit::logger(), nullptr);
}

TEST_F(Log, WarnsOfSlowStatements) {
    set_slow_statement_threshold(100us);
    EXPECT_TRUE(detail::log_statement_enabled());
    detail::log_statement(insert);
    insert.duration = 99us;
    detail::log_statement(insert);
    EXPECT_EQ(sink->lines,
              std::vector<std::string>{"warning: slow: INSERT INTO t VALUES (?) | db=app depth=1 0.120 ms"});
}

TEST_F(Log, HandsEveryRecordToTheCallback) {
    logger->set_level(spdlog::level::off);
    std::vector<std::string> got;
    set_log_callback([&](const LogRecord& record) {
        got.push_back(std::string(record.statement != nullptr ? record.statement->sql : record.message));
    });
    EXPECT_TRUE(detail::log_statement_enabled());
    detail::log_statement(insert);
    detail::log_warning("careful");
    EXPECT_EQ(got, (std::vector<std::string>{"INSERT INTO t VALUES (?)", "careful"}));
}

TEST_F(Log, NeverThrowsIntoTheCaller) {
    set_logger(std::make_shared<spdlog::logger>("failing", std::make_shared<FailingSink>()));
    pewit::logger()->set_error_handler([](const std::string& message) { throw std::runtime_error(message); });
    EXPECT_NO_THROW(detail::log_warning("lost"));
    set_logger(logger);
    set_log_callback([](const LogRecord&) { throw std::runtime_error("no"); });
    EXPECT_NO_THROW(detail::log_statement(insert));
}

TEST_F(Log, KeepsARecordOnOneLine) {
    detail::log_warning("first\r\nwarning: forged");
    EXPECT_EQ(sink->lines, std::vector<std::string>{"warning: first  warning: forged"});
}

TEST_F(Log, ShowsValuesOnlyWhenToldTo) {
    EXPECT_FALSE(detail::log_values_enabled());
    log_values(true);
    EXPECT_TRUE(detail::log_values_enabled());
}

/// The default is chosen once a process, so each case is a child of its own.
void exit_unless(bool fine) { std::_Exit(fine ? 0 : 1); }

TEST(DefaultLoggerDeathTest, WritesWarningsToStderrAndNothingToStdout) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            testing::internal::CaptureStdout();
            detail::log_warning("a rollback failed");
            exit_unless(pewit::logger()->level() == spdlog::level::warn && !detail::log_statement_enabled()
                        && testing::internal::GetCapturedStdout().empty());
        },
        testing::ExitedWithCode(0), "pewit.*warning.*a rollback failed");
}

TEST(DefaultLoggerDeathTest, UsesTheProgramsOwnLoggerOfThatName) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            auto sink = std::make_shared<CollectingSink>();
            spdlog::register_logger(std::make_shared<spdlog::logger>("pewit", sink));
            detail::log_warning("careful");
            exit_unless(sink->lines.size() == 1);
        },
        testing::ExitedWithCode(0), "");
}

TEST(DefaultLoggerDeathTest, LeavesTheNameFreeForTheProgram) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            static_cast<void>(pewit::logger());
            spdlog::register_logger(
                std::make_shared<spdlog::logger>("pewit"));  // throws if the name is taken
            exit_unless(true);
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace pewit::test
