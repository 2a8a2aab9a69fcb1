/// libpq used as well as it can be without pipelines: each statement prepared once, values as text by to_chars.
#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <vector>

#include "contender.hpp"
#include "raw_rows.hpp"

namespace bench {
namespace {

/// A number as text, with a zero behind it.
class Digits {
public:
    template <class Number>
    const char* of(Number value) {
        *std::to_chars(text_.data(), text_.data() + text_.size() - 1, value).ptr = '\0';
        return text_.data();
    }

private:
    std::array<char, 32> text_{};
};

class Result {
public:
    Result(PGconn* link, PGresult* result) : result_(result) {
        const auto status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return;
        std::fprintf(stderr, "libpq: %s\n", PQerrorMessage(link));
        std::exit(1);
    }
    Result(const Result&) = delete;
    Result& operator=(const Result&) = delete;
    ~Result() { PQclear(result_); }

    [[nodiscard]] int rows() const { return PQntuples(result_); }
    [[nodiscard]] int changes() const { return std::atoi(PQcmdTuples(result_)); }
    [[nodiscard]] bool is_null(int row, int column) const { return PQgetisnull(result_, row, column) != 0; }
    [[nodiscard]] std::string_view text(int row, int column) const {
        return {PQgetvalue(result_, row, column),
                static_cast<std::size_t>(PQgetlength(result_, row, column))};
    }
    template <class Number>
    [[nodiscard]] Number number(int row, int column) const {
        const std::string_view digits = text(row, column);
        Number value{};
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    }

private:
    PGresult* result_;
};

class RawContender final : public Contender {
public:
    explicit RawContender(const std::string& url) : link_(PQconnectdb(url.c_str())) {
        PQsetNoticeProcessor(
            link_, [](void*, const char*) {}, nullptr);
        for (const std::string_view each : server_schema)
            execute(std::string(each).c_str());
        prepare(
            "insert",
            "INSERT INTO item (name, price, qty, note, created) VALUES ($1, $2, $3, $4, $5) RETURNING id");
        prepare("all", "SELECT id, name, price, qty, note, created FROM item");
        prepare("get", "SELECT id, name, price, qty, note, created FROM item WHERE id = $1");
        prepare("update",
                "UPDATE item SET name = $1, price = $2, qty = $3, note = $4, created = $5 WHERE id = $6");
        prepare(
            "filter",
            "SELECT id, name, price, qty, note, created FROM item WHERE id > $1 AND id <= $2 ORDER BY created DESC");
        prepare(
            "join",
            "SELECT book.id, book.title, author.id, author.name FROM book JOIN author ON author.id = book.author_id");
        prepare("author", "INSERT INTO author (name) VALUES ($1)");
        prepare("book", "INSERT INTO book (title, author_id) VALUES ($1, $2)");
    }
    RawContender(const RawContender&) = delete;
    RawContender& operator=(const RawContender&) = delete;
    ~RawContender() override { PQfinish(link_); }

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
    void fill_items(int rows) override {
        keep_items(rows);
        copy(rows);
    }
    void fill_books(int rows) override {
        execute("BEGIN");
        Digits digits;
        for (int i = 0; i < rows; ++i) {
            const Values& values = values_of(i);
            if (i % books_per_author == 0) run("author", std::array{values.name_bytes + 0});
            run("book", std::array{values.name_bytes + 0, digits.of(i / books_per_author + 1)});
        }
        execute("COMMIT");
    }

    std::int64_t insert_one_by_one(int rows) override {
        execute("BEGIN");
        const std::int64_t sum = autocommit(rows);
        execute("COMMIT");
        return sum;
    }
    std::int64_t insert_bulk(int rows) override { return copy(rows); }
    std::int64_t insert_with_keys(int rows) override { return copy(rows); }

    std::int64_t copy(int /*rows*/) override {
        execute("BEGIN");
        execute("COPY item (name, price, qty, note, created) FROM STDIN");
        std::string rows;
        Digits digits;
        for (const Item& item : items_) {
            rows.append(item.name).append("\t").append(digits.of(item.price)).append("\t");
            rows.append(digits.of(item.quantity)).append("\t");
            rows.append(item.note ? std::string_view(*item.note) : "\\N").append("\t");
            rows.append(digits.of(item.created)).append("\n");
            if (rows.size() >= 65536) put(rows);
        }
        put(rows);
        PQputCopyEnd(link_, nullptr);
        while (PGresult* result = PQgetResult(link_))
            const Result checked{link_, result};
        execute("COMMIT");
        return static_cast<std::int64_t>(items_.size());
    }

    std::int64_t select_all(int /*rows*/) override {
        return sum_of(run("all", std::array<const char*, 0>{}));
    }

    std::int64_t get_by_key(int rows) override {
        std::int64_t sum = 0;
        Digits digits;
        for (int i = 0; i < rows; ++i) {
            const Result result = run("get", std::array{digits.of(i + 1)});
            const Item item = item_of(result, 0);
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        }
        return sum;
    }
    std::int64_t get_in_transaction(int rows) override {
        execute("BEGIN");
        const std::int64_t sum = get_by_key(rows);
        execute("COMMIT");
        return sum;
    }
    std::int64_t get_by_query(int rows) override { return get_by_key(rows); }

    std::int64_t save(int rows) override {
        std::int64_t sum = 0;
        execute("BEGIN");
        Digits price;
        Digits quantity;
        Digits created;
        Digits id;
        for (int i = 0; i < rows; ++i) {
            Item& item = items_[static_cast<std::size_t>(i)];
            ++item.quantity;
            sum +=
                run("update", std::array{item.name.c_str(), price.of(item.price), quantity.of(item.quantity),
                                         item.note ? item.note->c_str() : nullptr, created.of(item.created),
                                         id.of(item.id)})
                    .changes();
        }
        execute("COMMIT");
        return sum;
    }
    std::int64_t save_bulk(int rows) override { return save(rows); }

    std::int64_t filter_and_order(int times) override {
        std::int64_t sum = 0;
        Digits from;
        Digits to;
        for (int i = 0; i < times; ++i)
            sum += sum_of(run("filter", std::array{from.of(i * 10), to.of(i * 10 + 1000)}));
        return sum;
    }

    std::int64_t join(int /*rows*/) override {
        const Result result = run("join", std::array<const char*, 0>{});
        std::vector<Book> books;
        for (int row = 0; row < result.rows(); ++row) {
            Book& book = books.emplace_back();
            book.id = result.number<std::int64_t>(row, 0);
            book.title = result.text(row, 1);
            book.author.id = result.number<std::int64_t>(row, 2);
            book.author.name = result.text(row, 3);
        }
        std::int64_t sum = 0;
        for (const Book& book : books)
            sum += book.id + static_cast<std::int64_t>(book.author.name.size());
        return sum;
    }

    std::int64_t empty_transactions(int n) override {
        for (int i = 0; i < n; ++i) {
            execute("BEGIN");
            execute("COMMIT");
        }
        return n;
    }

    std::int64_t savepoints(int n) override {
        std::int64_t sum = 0;
        execute("BEGIN");
        for (int i = 0; i < n; ++i) {
            execute("SAVEPOINT s");
            sum += insert(i);
            execute("RELEASE SAVEPOINT s");
        }
        execute("COMMIT");
        return sum;
    }

    std::int64_t autocommit(int n) override {
        std::int64_t sum = 0;
        for (int i = 0; i < n; ++i)
            sum += insert(i);
        return sum;
    }

private:
    void execute(const char* sql) { const Result done{link_, PQexec(link_, sql)}; }
    void prepare(const char* name, const char* sql) {
        const Result done{link_, PQprepare(link_, name, sql, 0, nullptr)};
    }
    template <std::size_t n>
    Result run(const char* name, const std::array<const char*, n>& values) {
        return {link_, PQexecPrepared(link_, name, static_cast<int>(n), values.data(), nullptr, nullptr, 0)};
    }
    void put(std::string& rows) {
        PQputCopyData(link_, rows.data(), static_cast<int>(rows.size()));
        rows.clear();
    }

    std::int64_t insert(int i) {
        const Values& values = values_of(i);
        Digits price;
        Digits quantity;
        Digits created;
        const Result result =
            run("insert", std::array<const char*, 5>{
                              values.name_bytes, price.of(values.price), quantity.of(values.quantity),
                              values.has_note ? values.note().data() : nullptr, created.of(values.created)});
        return result.number<std::int64_t>(0, 0);
    }

    static Item item_of(const Result& result, int row) {
        Item item;
        item.id = result.number<std::int64_t>(row, 0);
        item.name = result.text(row, 1);
        item.price = result.number<double>(row, 2);
        item.quantity = result.number<int>(row, 3);
        if (!result.is_null(row, 4)) item.note = result.text(row, 4);
        item.created = result.number<std::int64_t>(row, 5);
        return item;
    }

    static std::int64_t sum_of(const Result& result) {
        std::vector<Item> items;
        for (int row = 0; row < result.rows(); ++row)
            items.push_back(item_of(result, row));
        std::int64_t sum = 0;
        for (const Item& item : items)
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        return sum;
    }

    PGconn* link_;
    std::vector<Item> items_;
};

}  // namespace

std::unique_ptr<Contender> raw_server_contender(const std::string& url) {
    return std::make_unique<RawContender>(url);
}

}  // namespace bench
