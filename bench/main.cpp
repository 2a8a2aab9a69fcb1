/// Measures pewit against SQLite's C interface. Run with --help.
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "options.hpp"

namespace bench {
namespace {

using Make = std::unique_ptr<Contender> (*)(const std::string&);

struct Cost {
    double wall = std::numeric_limits<double>::max();  ///< microseconds for each operation
    double cpu = std::numeric_limits<double>::max();
    double allocations = 0;  ///< for each operation
    std::int64_t sum = 0;

    void take_best(const Cost& other) {
        wall = std::min(wall, other.wall);
        cpu = std::min(cpu, other.cpu);
        allocations = other.allocations;
        sum = other.sum;
    }
};

/// A directory that is removed with the database files in it.
class Scratch {
public:
    Scratch() {
        if (mkdtemp(name_) == nullptr) throw std::runtime_error("mkdtemp failed");
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        clear();
        rmdir(name_);
    }
    [[nodiscard]] std::string fresh_file() const {
        clear();
        return std::string(name_) + "/bench.db";
    }

private:
    void clear() const {
        for (const char* ending : {"", "-wal", "-shm", "-journal"})
            unlink((std::string(name_) + "/bench.db" + ending).c_str());
    }
    char name_[32] = "pewit-bench-XXXXXX";  // in the working directory: /tmp may be memory
};

double cpu_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double wall_microseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::micro>(now).count();
}

Cost measure(const Workload& workload, Make make, const std::string& path, int rows) {
    Run run(workload, make(path), rows);
    Cost cost;
    const std::int64_t allocated = allocations();
    const double cpu = cpu_microseconds();
    const double wall = wall_microseconds();
    cost.sum = run.measured();
    cost.wall = (wall_microseconds() - wall) / run.count();
    cost.cpu = (cpu_microseconds() - cpu) / run.count();
    cost.allocations = static_cast<double>(allocations() - allocated) / run.count();
    return cost;
}

/// True if it could be measured.
bool compare(const Workload& workload, const Scratch* scratch, const Options& options) {
    Cost raw;
    Cost pewit;
    const auto path = [&] { return scratch == nullptr ? std::string(":memory:") : scratch->fresh_file(); };
    for (int round = 0; round < options.rounds; ++round) {
        raw.take_best(measure(workload, raw_contender, path(), options.rows));
        pewit.take_best(measure(workload, pewit_contender, path(), options.rows));
    }
    const std::string id(workload.id);
    if (raw.sum != pewit.sum) {
        std::fprintf(stderr, "%s: the contenders did not do the same\n", id.c_str());
        return false;
    }
    std::printf("| %-3s | %-36s | %8.2f | %8.2f | %5.2f | %5.2f | %6.2f |\n", id.c_str(),
                std::string(workload.title).c_str(), raw.cpu, pewit.cpu, pewit.cpu / raw.cpu,
                pewit.wall / raw.wall, pewit.allocations - raw.allocations);
    std::fflush(stdout);
    return true;
}

bool compare_all(const char* where, const Scratch* scratch, const Options& options) {
    bool good = true;
    std::printf("\n%s, %d rows, best of %d\n\n", where, options.rows, options.rounds);
    std::printf("| %-3s | %-36s | %8s | %8s | %5s | %5s | %6s |\n", "", "each operation", "raw us",
                "pewit us", "CPU", "wall", "allocs");
    std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Workload& workload : workloads()) {
        if (!options.measure(workload.id)) continue;
        good = compare(workload, scratch, options) && good;
    }
    return good;
}

/// One side alone, once, in memory: for callgrind.
void run_one_side(const Options& options) {
    const Make make = *options.side == "raw" ? raw_contender : pewit_contender;
    for (const Workload& workload : workloads()) {
        if (!options.measure(workload.id)) continue;
        Run run(workload, make(":memory:"), options.rows);
        std::printf("%lld\n", static_cast<long long>(run.measured()));
    }
}

}  // namespace
}  // namespace bench

int main(int count, char** words) try {
    CLI::App app{
        "Prints microseconds an operation, pewit's cost as a ratio to SQLite's C interface (CPU and wall), and pewit's "
        "allocations beyond it"};
    bench::Options options{.rows = 100'000, .rounds = 3};
    bench::add_options(app, options, bench::workloads());
    bool memory = false;
    bool file = false;
    auto* only_memory = app.add_flag("--memory", memory, "Measure in memory alone");
    app.add_flag("--file", file, "Measure in a WAL file alone")->excludes(only_memory);
    CLI11_PARSE(app, count, words);
    if (options.side) {
        bench::run_one_side(options);
        return 0;
    }
    bool good = true;
    if (!file) good = bench::compare_all("In memory", nullptr, options);
    if (!memory) {
        const bench::Scratch scratch;
        good = bench::compare_all("In a WAL file", &scratch, options) && good;
    }
    return good ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
