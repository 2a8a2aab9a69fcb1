/// SQLite's C interface used the default way (serialized), each statement prepared once.
#include <sqlite3.h>

#include <cstdlib>
#include <vector>

#include "contender.hpp"
#include "raw_rows.hpp"

namespace bench {
namespace {

[[noreturn]] void fail(sqlite3* handle) {
    std::fprintf(stderr, "sqlite3: %s\n", sqlite3_errmsg(handle));
    std::exit(1);
}

/// A prepared statement; nothing but the calls a careful C program makes.
class Prepared {
public:
    Prepared(sqlite3* handle, const std::string& sql) : handle_(handle) {
        if (sqlite3_prepare_v3(handle, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr)
            != SQLITE_OK) {
            fail(handle);
        }
    }
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared() { sqlite3_finalize(statement_); }

    void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }
    void bind(int index, double value) { check(sqlite3_bind_double(statement_, index, value)); }
    void bind(int index, std::string_view value) {
        check(sqlite3_bind_text(statement_, index, value.data(), static_cast<int>(value.size()),
                                SQLITE_STATIC));
    }
    void bind_null(int index) { check(sqlite3_bind_null(statement_, index)); }

    bool step() {
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) fail(handle_);
        return false;
    }
    void reset() { sqlite3_reset(statement_); }
    void run() {
        step();
        reset();
    }

    [[nodiscard]] std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }
    [[nodiscard]] double real(int column) { return sqlite3_column_double(statement_, column); }
    [[nodiscard]] bool is_null(int column) { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    [[nodiscard]] std::string_view text(int column) {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

private:
    void check(int code) {
        if (code != SQLITE_OK) fail(handle_);
    }
    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
};

sqlite3* open(const std::string& path) {
    sqlite3* handle = nullptr;
    if (sqlite3_open(path.c_str(), &handle) != SQLITE_OK) fail(handle);
    return handle;
}

void execute(sqlite3* handle, const std::string& sql) {
    if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle);
}

constexpr int bulk = 50;

std::string bulk_insert() {
    std::string sql = "INSERT INTO item (name, price, qty, note, created) VALUES ";
    for (int i = 0; i < bulk; ++i)
        sql += i == 0 ? "(?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?)";
    return sql;
}

class Connection {
public:
    explicit Connection(const std::string& path) : handle_(open(path)) {
        execute(handle_, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        for (const std::string_view each : schema)
            execute(handle_, std::string(each));
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { sqlite3_close(handle_); }
    operator sqlite3*() const { return handle_; }  // NOLINT(google-explicit-constructor)

private:
    sqlite3* handle_;
};

class RawContender final : public Contender {
public:
    explicit RawContender(const std::string& path) : handle_(path) {}

    void fill_items(int rows) override {
        insert_one_by_one(rows);
        keep_items(rows);
    }

    void keep_items(int rows) override {
        for (int i = 0; i < rows; ++i) {
            const Values& values = values_of(i);
            Item& item = items_.emplace_back();
            item.id = i + 1;
            item.name = values.name();
            item.price = values.price;
            item.quantity = values.quantity;
            if (values.has_note) item.note = values.note();
            item.created = values.created;
        }
    }

    void fill_books(int rows) override {
        execute(handle_, "BEGIN");
        Prepared author(handle_, "INSERT INTO author (name) VALUES (?)");
        Prepared book(handle_, "INSERT INTO book (title, author_id) VALUES (?, ?)");
        for (int i = 0; i < rows; ++i) {
            const Values& values = values_of(i);
            if (i % books_per_author == 0) {
                author.bind(1, values.name());
                author.run();
            }
            book.bind(1, values.name());
            book.bind(2, std::int64_t{i / books_per_author + 1});
            book.run();
        }
        execute(handle_, "COMMIT");
    }

    std::int64_t insert_one_by_one(int rows) override {
        std::int64_t sum = 0;
        begin_.run();
        for (int i = 0; i < rows; ++i)
            sum += insert(i);
        commit_.run();
        return sum;
    }

    std::int64_t insert_bulk(int /*rows*/) override {
        const int rows = static_cast<int>(items_.size());
        begin_.run();
        for (int first = 0; first < rows; first += bulk) {
            for (int i = 0; i < bulk; ++i) {
                const Item& item = items_[static_cast<std::size_t>(first + i)];
                bind_values(insert_bulk_, i * 5, item);
            }
            insert_bulk_.run();
        }
        commit_.run();
        return rows;
    }

    std::int64_t select_all(int /*rows*/) override {
        std::vector<Item> items;
        while (select_all_.step())
            read(select_all_, items.emplace_back());
        select_all_.reset();
        return sum_of(items);
    }

    std::int64_t get_by_key(int rows) override {
        std::int64_t sum = 0;
        for (int i = 0; i < rows; ++i) {
            const Item item = get(i + 1);
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        }
        return sum;
    }

    std::int64_t get_in_transaction(int rows) override {
        begin_.run();
        const std::int64_t sum = get_by_key(rows);
        commit_.run();
        return sum;
    }

    std::int64_t get_by_query(int rows) override { return get_by_key(rows); }

    std::int64_t save(int rows) override {
        std::int64_t sum = 0;
        begin_.run();
        for (int i = 0; i < rows; ++i) {
            Item& item = items_[static_cast<std::size_t>(i)];
            ++item.quantity;
            bind_values(update_, 0, item);
            update_.bind(6, item.id);
            update_.run();
            sum += sqlite3_changes(handle_);
        }
        commit_.run();
        return sum;
    }

    std::int64_t filter_and_order(int times) override {
        std::int64_t sum = 0;
        for (int i = 0; i < times; ++i) {
            std::vector<Item> items;
            const std::int64_t from = i * 10;
            filter_.bind(1, from);
            filter_.bind(2, from + 1000);
            while (filter_.step())
                read(filter_, items.emplace_back());
            filter_.reset();
            sum += sum_of(items);
        }
        return sum;
    }

    std::int64_t join(int /*rows*/) override {
        std::vector<Book> books;
        while (join_.step()) {
            Book& book = books.emplace_back();
            book.id = join_.integer(0);
            book.title = join_.text(1);
            book.author.id = join_.integer(2);
            book.author.name = join_.text(3);
        }
        join_.reset();
        std::int64_t sum = 0;
        for (const Book& book : books)
            sum += book.id + static_cast<std::int64_t>(book.author.name.size());
        return sum;
    }

    std::int64_t empty_transactions(int n) override {
        for (int i = 0; i < n; ++i) {
            begin_.run();
            commit_.run();
        }
        return n;
    }

    std::int64_t savepoints(int n) override {
        std::int64_t sum = 0;
        begin_.run();
        for (int i = 0; i < n; ++i) {
            savepoint_.run();
            sum += insert(i);
            release_.run();
        }
        commit_.run();
        return sum;
    }

    std::int64_t autocommit(int n) override {
        std::int64_t sum = 0;
        for (int i = 0; i < n; ++i)
            sum += insert(i);
        return sum;
    }

private:
    std::int64_t insert(int i) {
        const Values& values = values_of(i);
        insert_.bind(1, values.name());
        insert_.bind(2, values.price);
        insert_.bind(3, std::int64_t{values.quantity});
        if (values.has_note) {
            insert_.bind(4, values.note());
        } else {
            insert_.bind_null(4);
        }
        insert_.bind(5, values.created);
        insert_.run();
        return sqlite3_last_insert_rowid(handle_);
    }

    static void bind_values(Prepared& statement, int before, const Item& item) {
        statement.bind(before + 1, item.name);
        statement.bind(before + 2, item.price);
        statement.bind(before + 3, std::int64_t{item.quantity});
        if (item.note) {
            statement.bind(before + 4, *item.note);
        } else {
            statement.bind_null(before + 4);
        }
        statement.bind(before + 5, item.created);
    }

    static void read(Prepared& row, Item& item) {
        item.id = row.integer(0);
        item.name = row.text(1);
        item.price = row.real(2);
        item.quantity = static_cast<int>(row.integer(3));
        if (!row.is_null(4)) item.note = row.text(4);
        item.created = row.integer(5);
    }

    Item get(std::int64_t id) {
        Item item;
        get_.bind(1, id);
        if (get_.step()) read(get_, item);
        get_.reset();
        return item;
    }

    static std::int64_t sum_of(const std::vector<Item>& items) {
        std::int64_t sum = 0;
        for (const Item& item : items)
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        return sum;
    }

    Connection handle_;
    std::vector<Item> items_;
    Prepared begin_{handle_, "BEGIN"};
    Prepared commit_{handle_, "COMMIT"};
    Prepared savepoint_{handle_, "SAVEPOINT s"};
    Prepared release_{handle_, "RELEASE SAVEPOINT s"};
    Prepared insert_{handle_, "INSERT INTO item (name, price, qty, note, created) VALUES (?, ?, ?, ?, ?)"};
    Prepared insert_bulk_{handle_, bulk_insert()};
    Prepared select_all_{handle_, "SELECT id, name, price, qty, note, created FROM item"};
    Prepared get_{handle_, "SELECT id, name, price, qty, note, created FROM item WHERE id = ?"};
    Prepared update_{handle_,
                     "UPDATE item SET name = ?, price = ?, qty = ?, note = ?, created = ? WHERE id = ?"};
    Prepared filter_{handle_,
                     "SELECT id, name, price, qty, note, created FROM item "
                     "WHERE id > ? AND id <= ? ORDER BY created DESC"};
    Prepared join_{handle_,
                   "SELECT book.id, book.title, author.id, author.name FROM book "
                   "JOIN author ON author.id = book.author_id"};
};

}  // namespace

std::unique_ptr<Contender> raw_contender(const std::string& path) {
    return std::make_unique<RawContender>(path);
}

}  // namespace bench
