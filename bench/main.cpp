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

#include "workload.hpp"

namespace bench {
namespace {

struct Settings {
    int rows = 100'000;
    int rounds = 3;
    bool memory = true;
    bool file = true;
    std::set<std::string, std::less<>> only;
    std::optional<std::string> side;
};

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
bool compare(const Workload& workload, const Scratch* scratch, const Settings& settings) {
    Cost raw;
    Cost pewit;
    const auto path = [&] { return scratch == nullptr ? std::string(":memory:") : scratch->fresh_file(); };
    for (int round = 0; round < settings.rounds; ++round) {
        raw.take_best(measure(workload, raw_contender, path(), settings.rows));
        pewit.take_best(measure(workload, pewit_contender, path(), settings.rows));
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

bool compare_all(const char* where, const Scratch* scratch, const Settings& settings) {
    bool good = true;
    std::printf("\n%s, %d rows, best of %d\n\n", where, settings.rows, settings.rounds);
    std::printf("| %-3s | %-36s | %8s | %8s | %5s | %5s | %6s |\n", "", "each operation", "raw us",
                "pewit us", "CPU", "wall", "allocs");
    std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Workload& workload : workloads()) {
        if (!settings.only.empty() && settings.only.count(workload.id) == 0) continue;
        good = compare(workload, scratch, settings) && good;
    }
    return good;
}

/// One side alone, once, in memory: for callgrind.
void run_one_side(const Settings& settings) {
    const Make make = *settings.side == "raw" ? raw_contender : pewit_contender;
    for (const Workload& workload : workloads()) {
        if (settings.only.count(workload.id) == 0) continue;
        Run run(workload, make(":memory:"), settings.rows);
        std::printf("%lld\n", static_cast<long long>(run.measured()));
    }
}

[[noreturn]] void usage(int code) {
    std::fputs(
        "workloads [--rows N] [--rounds N] [--memory | --file] [--side raw|pewit] [W1 W4 ...]\n"
        "Prints microseconds an operation, pewit's cost as a ratio to SQLite's C interface (CPU and wall),\n"
        "and pewit's allocations beyond it. With --side: one contender, once, in memory, and no table.\n",
        code == 0 ? stdout : stderr);
    std::exit(code);
}

Settings parse(int count, char** words) {
    Settings settings;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const auto value = [&] { return ++i < count ? words[i] : (usage(2), ""); };
        if (word == "--rows") {
            settings.rows = std::atoi(value());
        } else if (word == "--rounds") {
            settings.rounds = std::atoi(value());
        } else if (word == "--memory") {
            settings.file = false;
        } else if (word == "--file") {
            settings.memory = false;
        } else if (word == "--side") {
            settings.side = value();
        } else if (word[0] == 'W') {
            settings.only.insert(word);
        } else {
            usage(word == "--help" ? 0 : 2);
        }
    }
    // A bulk insert takes 50 rows at a time, a filter finds 1,000.
    if (settings.rows < 2000 || settings.rows % 50 != 0) {
        std::fputs("--rows: a multiple of 50, from 2000 on\n", stderr);
        std::exit(2);
    }
    return settings;
}

}  // namespace
}  // namespace bench

int main(int count, char** words) try {
    const auto settings = bench::parse(count, words);
    if (settings.side) {
        bench::run_one_side(settings);
        return 0;
    }
    bool good = true;
    if (settings.memory) good = bench::compare_all("In memory", nullptr, settings);
    if (settings.file) {
        const bench::Scratch scratch;
        good = bench::compare_all("In a WAL file", &scratch, settings) && good;
    }
    return good ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
