/// What is measured: the workloads of docs/performance.md, done by pewit and by SQLite's C interface.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The values of row number `i`, from 0: the same for every contender.
struct Values {
    explicit Values(int i)
        : price(0.25 * i), quantity(i % 100), has_note(i % 4 == 0), created(1'700'000'000 + i) {
        std::snprintf(name_bytes, sizeof name_bytes, "item number %08d", i);
    }
    [[nodiscard]] std::string_view name() const { return name_bytes; }
    [[nodiscard]] std::string_view note() const { return "a note"; }

    char name_bytes[32];
    double price;
    int quantity;
    bool has_note;
    std::int64_t created;
};

constexpr int books_per_author = 10;

/// One database, fresh, with the schema below and no rows. Each workload returns a sum over what it read or
/// wrote, which must be the same for every contender.
class Contender {
public:
    Contender() = default;
    Contender(const Contender&) = delete;
    Contender& operator=(const Contender&) = delete;
    virtual ~Contender() = default;

    /// Not measured. The values that rows are made of.
    void set_values(int rows) {
        for (int i = 0; i < rows; ++i)
            values_.emplace_back(i);
    }
    /// Not measured. Items in memory alone, new ones; or in the table and in memory, saved ones.
    virtual void keep_items(int rows) = 0;
    virtual void fill_items(int rows) = 0;
    virtual void fill_books(int rows) = 0;

    virtual std::int64_t insert_one_by_one(int rows) = 0;  ///< W1: in one transaction
    virtual std::int64_t insert_bulk(int rows) = 0;  ///< W2: VALUES (…), (…), …, in one transaction
    virtual std::int64_t select_all(int rows) = 0;   ///< W3: into a vector of objects
    virtual std::int64_t get_by_key(int rows) = 0;   ///< W4: one SELECT each, no transaction
    virtual std::int64_t get_in_transaction(int rows) = 0;  ///< W4t: the same in a transaction
    virtual std::int64_t get_by_query(int rows) = 0;        ///< W4q: W4 by way of the query builder
    virtual std::int64_t save(int rows) = 0;  ///< W5: whole-row UPDATE by key, in one transaction
    virtual std::int64_t filter_and_order(int times) = 0;  ///< W6: WHERE id > ? AND id <= ? ORDER BY …
    virtual std::int64_t join(int rows) = 0;               ///< W7: books with their authors, nested objects
    virtual std::int64_t empty_transactions(int n) = 0;    ///< W8a: BEGIN, COMMIT
    virtual std::int64_t savepoints(int n) = 0;            ///< W8b: SAVEPOINT, INSERT, RELEASE
    virtual std::int64_t autocommit(int n) = 0;            ///< W9: INSERT without a transaction

protected:
    [[nodiscard]] const Values& values_of(int i) const { return values_[static_cast<std::size_t>(i)]; }

private:
    std::vector<Values> values_;
};

inline constexpr std::string_view schema[] = {
    "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL, qty INTEGER NOT NULL, "
    "note TEXT, created INTEGER NOT NULL)",
    "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author_id INTEGER NOT NULL REFERENCES author "
    "(id))",
};

/// `path`: ":memory:", or a file that does not exist yet, which gets WAL and synchronous=FULL.
[[nodiscard]] std::unique_ptr<Contender> raw_contender(const std::string& path);
[[nodiscard]] std::unique_ptr<Contender> pewit_contender(const std::string& path);

}  // namespace bench
