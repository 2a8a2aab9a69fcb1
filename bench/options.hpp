/// The command line that both benchmark programs share.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "workload.hpp"

namespace bench {

struct Options {
    int rows;
    int rounds;
    std::set<std::string, std::less<>> only = {};
    std::optional<std::string> side = {};

    /// Whether a workload is to be measured: all are when none is named.
    [[nodiscard]] bool measure(std::string_view id) const { return only.empty() || only.count(id) != 0; }
};

/// Binds the options to `app`; a number out of range and a workload that `known` lacks are refused when it parses.
void add_options(CLI::App& app, Options& options, std::span<const Workload> known);

}  // namespace bench
