/// Measures pewit against libpq, on the server in PEWIT_TEST_POSTGRES. Run by bench/postgres; --help tells the words.
#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "options.hpp"

namespace bench {
namespace {

struct Goal {
    std::string_view id;
    double goal;
    double limit;
};

constexpr Goal goals[] = {{"W1", 1.05, 1.12},  {"W2", 1.6, 2.0},   {"W2c", 1.1, 1.4},  {"W3", 1.05, 1.15},
                          {"W4", 1.05, 1.12},  {"W5", 1.05, 1.12}, {"W5b", 0.45, 0.6}, {"W6", 1.05, 1.12},
                          {"W8a", 1.05, 1.12}, {"W8b", 1.05, 1.12}};

using Make = std::unique_ptr<Contender> (*)(const std::string&);

struct Cost {
    double wall = 0;  ///< microseconds for each operation
    double cpu = 0;   ///< of this process
    double all = 0;   ///< of this process and the server's sessions
    double round_trips = 0;
    std::int64_t sum = 0;
};

double microseconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// CPU time of the server's sessions but its own, by Linux's books; 0 where there are none.
class ServerClock {
public:
    explicit ServerClock(const std::string& url) : link_(PQconnectdb(url.c_str()), PQfinish) {}
    /// The sessions that are there from now on.
    void choose() {
        constexpr auto sql =
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        const std::unique_ptr<PGresult, void (*)(PGresult*)> pids{PQexec(link_.get(), sql), PQclear};
        books_.clear();
        for (int i = 0; i < PQntuples(pids.get()); ++i)
            books_.push_back("/proc/" + std::string(PQgetvalue(pids.get(), i, 0)) + "/schedstat");
    }
    [[nodiscard]] double microseconds() const {
        double sum = 0;
        for (const std::string& each : books_) {
            std::int64_t nanoseconds = 0;
            std::ifstream{each} >> nanoseconds;
            sum += static_cast<double>(nanoseconds) / 1e3;
        }
        return sum;
    }

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> link_;
    std::vector<std::string> books_;
};

Cost measure(const Workload& workload, Make make, const std::string& url, const Options& options,
             ServerClock& server) {
    Run run(workload, make(url), options.rows);
    server.choose();
    const double before = server.microseconds();
    const std::int64_t trips = round_trips();
    const double cpu = microseconds(CLOCK_PROCESS_CPUTIME_ID);
    const double wall = microseconds(CLOCK_MONOTONIC);
    Cost cost;
    cost.sum = run.measured();
    cost.wall = (microseconds(CLOCK_MONOTONIC) - wall) / run.count();
    cost.cpu = (microseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / run.count();
    cost.all = cost.cpu + (server.microseconds() - before) / run.count();
    cost.round_trips = static_cast<double>(round_trips() - trips) / run.count();
    return cost;
}

double best(const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::string verdict(const std::string& id, double ratio) {
    for (const Goal& each : goals) {
        if (each.id != id) continue;
        char text[64];
        std::snprintf(text, sizeof text, "%.2f | %.2f | %s", each.goal, each.limit,
                      ratio <= each.goal + 0.005    ? "yes"
                      : ratio <= each.limit + 0.005 ? "no"
                                                    : "OVER THE LIMIT");
        return text;
    }
    return " | | ";
}

/// The goals are for the ratio of CPU time: a busy machine makes the clock's tell nothing, and on an idle one both wait
/// alike. Raw and pewit by turns; the medians of all rounds, and of the ratios within each. True if it could be measured.
bool compare(const Workload& workload, const std::string& url, const Options& options) {
    std::vector<double> raw_wall;
    std::vector<double> pewit_wall;
    std::vector<double> ratios;
    std::vector<double> cpu;
    std::vector<double> all;
    ServerClock server{url};
    Cost raw;
    Cost pewit;
    for (int round = 0; round < options.rounds; ++round) {
        raw = measure(workload, raw_server_contender, url, options, server);
        pewit = measure(workload, pewit_server_contender, url, options, server);
        raw_wall.push_back(raw.wall);
        pewit_wall.push_back(pewit.wall);
        ratios.push_back(pewit.wall / raw.wall);
        cpu.push_back(pewit.cpu - raw.cpu);
        all.push_back(pewit.all / raw.all);
    }
    const std::string id(workload.id);
    if (raw.sum != pewit.sum) {
        std::fprintf(stderr, "%s: the contenders did not do the same\n", id.c_str());
        return false;
    }
    const double ratio = median(ratios);
    std::printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %+.2f | %.3g | %.3g | %s |\n", id.c_str(),
                median(raw_wall), median(pewit_wall), ratio, best(pewit_wall) / best(raw_wall), median(all),
                median(cpu), raw.round_trips, pewit.round_trips, verdict(id, median(all)).c_str());
    std::fflush(stdout);
    return true;
}

void run_one_side(const std::string& url, const Options& options) {
    const Make make = *options.side == "raw" ? raw_server_contender : pewit_server_contender;
    for (const Workload& workload : server_workloads()) {
        if (!options.measure(workload.id)) continue;
        Run run(workload, make(url), options.rows);
        std::printf("%lld\n", static_cast<long long>(run.measured()));
    }
}

}  // namespace
}  // namespace bench

int main(int count, char** words) try {
    CLI::App app{
        "Prints microseconds an operation, the median of the rounds' ratios to libpq (wall time) and the ratio of the best "
        "rounds, the median ratio of CPU time (this process and the server's session: tells most on a busy machine), what "
        "pewit takes of this process beyond libpq, and the round trips of both"};
    bench::Options options{.rows = 10'000, .rounds = 7};
    bench::add_options(app, options, bench::server_workloads());
    std::string url;
    app.add_option("--server", url, "Where PostgreSQL is; bench/postgres starts one")
        ->envname("PEWIT_TEST_POSTGRES")
        ->required();
    CLI11_PARSE(app, count, words);
    if (options.side) {
        bench::run_one_side(url, options);
        return 0;
    }
    std::printf("%d rows, medians of %d\n\n", options.rows, options.rounds);
    std::printf(
        "| workload | libpq, us | pewit, us | ratio | of the best | of CPU | client CPU, us | round trips, libpq | pewit | goal | limit | "
        "reached |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
    bool good = true;
    for (const bench::Workload& workload : bench::server_workloads()) {
        if (!options.measure(workload.id)) continue;
        good = bench::compare(workload, url, options) && good;
    }
    return good ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
