/// What every snippet of README.md and docs/guide may use without saying so, and how it is run.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

using namespace std::chrono_literals;  // NOLINT: a snippet writes 5s
using namespace std::string_literals;  // NOLINT

namespace snippets {

/// Runs a snippet in an empty folder of its own, which is gone afterwards.
inline void in_fresh_folder(void (*run)()) {
    const auto home = std::filesystem::current_path();
    auto pattern = (std::filesystem::temp_directory_path() / "snippet-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    std::filesystem::current_path(pattern);
    EXPECT_NO_THROW(run());
    std::filesystem::current_path(home);
    std::filesystem::remove_all(pattern);
}

inline int run_program(int (*program)()) { return program(); }

inline int run_program(int (*program)(int, char**)) {
    std::string name = "program";
    char* arguments[] = {name.data(), nullptr};
    return program(1, arguments);
}

}  // namespace snippets
