/// The list of workloads, and one run of one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "contender.hpp"

namespace bench {

struct Workload {
    std::string_view id;
    std::string_view title;
    enum class Needs : unsigned char { nothing, new_items, items, books } needs;
    std::int64_t (Contender::*work)(int count);
    int rows_each;  ///< the work is done once for so many rows: its count is rows / rows_each
};

[[nodiscard]] std::span<const Workload> workloads();
/// Those of PostgreSQL.
[[nodiscard]] std::span<const Workload> server_workloads();

/// A contender's database, filled for a workload, with every statement warm.
class Run {
public:
    Run(const Workload& workload, std::unique_ptr<Contender> contender, int rows);

    /// Does the work, once, and nothing else: what the instruction counts are taken of.
    std::int64_t measured();
    [[nodiscard]] int count() const { return count_; }

private:
    const Workload& workload_;
    std::unique_ptr<Contender> contender_;
    int count_;
};

/// How often the process has waited for an answer of a server so far (PostgreSQL).
[[nodiscard]] std::int64_t round_trips();

/// Calls of malloc, calloc and realloc of the process so far, SQLite's included.
[[nodiscard]] std::int64_t allocations();

}  // namespace bench

/// Named in C, for `valgrind --toggle-collect=pewit_bench_measured`.
extern "C" std::int64_t pewit_bench_measured(bench::Contender* contender,
                                             std::int64_t (bench::Contender::*work)(int), int count);
