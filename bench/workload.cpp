#include "workload.hpp"

#include <algorithm>

namespace bench {
namespace {

using Needs = Workload::Needs;

constexpr Workload all[] = {
    {"W1", "insert one by one, one transaction", Needs::nothing, &Contender::insert_one_by_one, 1},
    {"W2", "bulk insert (raw: VALUES x 50)", Needs::new_items, &Contender::insert_bulk, 1},
    {"W3", "select all into objects", Needs::items, &Contender::select_all, 1},
    {"W4", "get by key", Needs::items, &Contender::get_by_key, 1},
    {"W4t", "get by key, in a transaction", Needs::items, &Contender::get_in_transaction, 1},
    {"W4q", "get by the query builder", Needs::items, &Contender::get_by_query, 1},
    {"W5", "save, one transaction", Needs::items, &Contender::save, 1},
    {"W6", "filter and order, 1,000 rows", Needs::items, &Contender::filter_and_order, 500},
    {"W7", "join into nested objects", Needs::books, &Contender::join, 1},
    {"W8a", "empty transaction", Needs::nothing, &Contender::empty_transactions, 5},
    {"W8b", "savepoint with one insert", Needs::nothing, &Contender::savepoints, 5},
    {"W9", "autocommit insert", Needs::nothing, &Contender::autocommit, 50},
};

constexpr Workload of_server[] = {
    {"W1", "insert one by one, one transaction", Needs::nothing, &Contender::insert_one_by_one, 1},
    {"W2", "bulk insert with keys (raw: COPY)", Needs::new_items, &Contender::insert_with_keys, 1},
    {"W2c", "COPY", Needs::new_items, &Contender::copy, 1},
    {"W3", "select all into objects", Needs::items, &Contender::select_all, 1},
    {"W4", "get by key", Needs::items, &Contender::get_by_key, 1},
    {"W4q", "get by the query builder", Needs::items, &Contender::get_by_query, 1},
    {"W5", "save, one transaction", Needs::items, &Contender::save, 1},
    {"W5b", "bulk update (raw: one by one)", Needs::items, &Contender::save_bulk, 1},
    {"W6", "filter and order, 1,000 rows", Needs::items, &Contender::filter_and_order, 500},
    {"W7", "join into nested objects", Needs::books, &Contender::join, 1},
    {"W8a", "empty transaction", Needs::nothing, &Contender::empty_transactions, 5},
    {"W8b", "savepoint with one insert", Needs::nothing, &Contender::savepoints, 5},
    {"W9", "autocommit insert", Needs::nothing, &Contender::autocommit, 50},
};

}  // namespace

std::span<const Workload> workloads() { return all; }
std::span<const Workload> server_workloads() { return of_server; }

Run::Run(const Workload& workload, std::unique_ptr<Contender> contender, int rows)
    : workload_(workload), contender_(std::move(contender)), count_(std::max(rows / workload.rows_each, 1)) {
    contender_->set_values(rows);
    if (workload.needs == Needs::new_items) contender_->keep_items(rows);
    if (workload.needs == Needs::items) contender_->fill_items(rows);
    if (workload.needs == Needs::books) contender_->fill_books(rows);
    for (int i = 0; i < 2; ++i)  // on PostgreSQL a statement is prepared at its second run
        (*contender_.*workload.work)(std::min(count_, 50));
}

std::int64_t Run::measured() { return pewit_bench_measured(contender_.get(), workload_.work, count_); }

}  // namespace bench

__attribute__((noinline)) std::int64_t pewit_bench_measured(bench::Contender* contender,
                                                            std::int64_t (bench::Contender::*work)(int),
                                                            int count) {
    return (contender->*work)(count);
}
