#include "options.hpp"

#include <limits>

namespace bench {

void add_options(CLI::App& app, Options& options, std::span<const Workload> known) {
    const auto whole_bulks = [](const std::string& rows) {
        return std::stoi(rows) % 50 == 0 ? std::string() : "a bulk insert takes 50 rows at a time";
    };
    std::set<std::string> names;
    for (const Workload& workload : known)
        names.emplace(workload.id);
    // A filter finds 1,000 rows.
    app.add_option("--rows", options.rows, "Rows in a table")
        ->check(CLI::Range(2000, std::numeric_limits<int>::max()))
        ->check(whole_bulks)
        ->capture_default_str();
    app.add_option("--rounds", options.rounds, "Times that each side is measured")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--side", options.side, "One contender, once, and no table: for callgrind")
        ->check(CLI::IsMember({"raw", "pewit"}));
    app.add_option("workloads", options.only, "All when none is named")->check(CLI::IsMember(names));
}

}  // namespace bench
