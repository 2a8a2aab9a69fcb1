/// Tables without a model: rows in and out by the names of their columns, which are made as they are needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/database.hpp>
#include <pewit/detail/owned_rows.hpp>
#include <pewit/row.hpp>

namespace pewit {

class Dataset;

/// A column of a table, as the database tells it.
struct TableColumn {
    std::string name;
    std::string type;  ///< in the engine's words
    bool nullable = true;
    bool primary_key = false;
};

/// What tables are written to and read from.
enum class Format : std::uint8_t {
    /// RFC 4180 with a line of names. NULL is an empty field, an empty text is `""`, a blob is base64.
    csv,
    /// A list of objects. Json and lists are part of it, exact numbers, dates and the like are text, a blob is base64.
    json,
};

namespace detail {

/// What a DatasetQuery asks for.
struct DatasetSelect {
    Database* database;
    std::string table;
    std::vector<std::string> columns = {};  ///< none: all
    Row equal = {};
    std::vector<std::pair<std::string, bool>> order = {};  ///< true: descending
    std::int64_t limit = -1;
    std::int64_t offset = 0;
    bool distinct = false;
};

/// A run that hands out its rows one by one.
class DatasetRows {
public:
    explicit DatasetRows(const DatasetSelect& select);
    DatasetRows(DatasetRows&&) noexcept;
    DatasetRows& operator=(DatasetRows&&) noexcept;
    ~DatasetRows();

    [[nodiscard]] bool next(Row& row);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace detail

/// Rows as they come, in constant memory; what holds for a Stream holds for it.
class DatasetStream {
public:
    class Iterator {
    public:
        using value_type = Row;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(DatasetStream* stream) : stream_(stream) { ++*this; }
        [[nodiscard]] Row& operator*() const noexcept { return stream_->row_; }
        [[nodiscard]] Row* operator->() const noexcept { return &stream_->row_; }
        Iterator& operator++() {
            is_at_end_ = !stream_->rows_.next(stream_->row_);
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const Iterator& at, detail::RowsEnd /*end*/) noexcept { return at.is_at_end_; }

    private:
        DatasetStream* stream_;
        bool is_at_end_ = false;
    };

    explicit DatasetStream(const detail::DatasetSelect& select) : rows_(select) {}
    [[nodiscard]] Iterator begin() { return Iterator(this); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    detail::DatasetRows rows_;
    Row row_;
};

/// What `users.find({{"age", 3}})` gives: a value, to be run any number of times, each time anew.
///
///     for (const pewit::Row& row : users.find({{"age", 3}}).order_by("name").limit(10)) …
///
/// Errors: ProgrammingError, naming table and column, for a column that the table has not; DataError for a value that can't be
/// in its column; any other DatabaseError. A table that is not there has no rows.
class DatasetQuery {
public:
    explicit DatasetQuery(detail::DatasetSelect select) noexcept : select_(std::move(select)) {}

    /// These columns alone.
    [[nodiscard]] DatasetQuery columns(std::vector<std::string> names) const;
    /// Behind the orders before. NULLs come where the engine has them: SQLite first, PostgreSQL last.
    [[nodiscard]] DatasetQuery order_by(std::string_view column) const;
    [[nodiscard]] DatasetQuery order_by_desc(std::string_view column) const;
    /// Errors: ProgrammingError when negative.
    [[nodiscard]] DatasetQuery limit(std::int64_t count) const;
    [[nodiscard]] DatasetQuery offset(std::int64_t count) const;
    /// Equal rows once.
    [[nodiscard]] DatasetQuery distinct() const;

    [[nodiscard]] std::vector<Row> all() const;
    /// The first row, or nothing. SQL: the query with `LIMIT 1`.
    [[nodiscard]] std::optional<Row> first() const;
    /// How many rows there are.
    [[nodiscard]] std::int64_t count() const;
    [[nodiscard]] DatasetStream stream() const { return DatasetStream(select_); }
    /// Range-for reads all rows first, so the loop's body may use the same connection.
    [[nodiscard]] detail::OwnedRows<Row> begin() const { return detail::OwnedRows<Row>(all()); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

    /// Writes the rows, in constant memory and in one frame. Returns their number.
    /// Errors: DataError for an infinite number in JSON; OperationalError when the stream fails.
    std::int64_t freeze(std::ostream& out, Format format) const;

private:
    detail::DatasetSelect select_;
};

/// One table of a Dataset, by name; it need not be there yet. Each call asks the database which columns there are, and then
/// runs its statement; names are quoted, values bound.
///
/// A value has to fit its column: DataError, naming table and column, else. Whole numbers go into columns of floating-point and
/// of exact numbers too, text into columns of dates and the like, and all that is stored as text into text.
class DatasetTable {
public:
    DatasetTable(Database& database, std::string_view name) : database_(&database), name_(name) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] bool exists() const { return database_->table_exists(name_); }
    /// None when the table is not there.
    [[nodiscard]] std::vector<TableColumn> columns() const;

    /// Inserts a row; what it needs and is not there is made, in the same transaction (a savepoint when nested): the table, with a
    /// key `id` that the engine counts unless the row has an `id` of its own, and columns that may be NULL. A column's type is that of
    /// the value; a NULL without a type (nullptr) makes none, `std::optional<int>{}` does.
    /// Returns the key, where it is one column of integers; else 0.
    ///
    /// SQL: [CREATE TABLE] [ALTER TABLE … ADD COLUMN] INSERT … RETURNING.
    std::int64_t insert(const Row& row) const;
    /// The same for many, all or none; several rows with the same names in a statement. Returns their number.
    std::int64_t insert_many(std::span<const Row> rows) const;
    std::int64_t insert_many(std::initializer_list<Row> rows) const {
        return insert_many(std::span<const Row>(rows.begin(), rows.size()));
    }
    /// Changes the rows that have these values (`nullptr`: NULL); columns that are not there are made, as insert() does.
    /// Returns the number of rows. Errors: ProgrammingError when `equal` is empty: that is update_all().
    std::int64_t update(const Row& values, const Row& equal) const;
    std::int64_t update_all(const Row& values) const;
    /// Deletes the rows that have these values. Returns their number.
    /// Errors: ProgrammingError when `equal` is empty: that is delete_all().
    std::int64_t delete_(const Row& equal) const;
    std::int64_t delete_all() const;

    /// The rows that have these values; all, without any.
    [[nodiscard]] DatasetQuery find(const Row& equal = {}) const;
    [[nodiscard]] std::optional<Row> find_one(const Row& equal) const { return find(equal).first(); }
    [[nodiscard]] DatasetQuery all() const { return find(); }
    [[nodiscard]] std::int64_t count() const { return find().count(); }

    /// Makes the table, or the columns that it lacks, for rows like this one: `{{"name", ""}, {"born", pewit::Date{}}}`.
    void add_columns(const Row& like) const;
    /// CREATE INDEX IF NOT EXISTS, named after table and columns.
    void create_index(const std::vector<std::string>& columns, bool unique = false) const;
    /// DROP TABLE IF EXISTS.
    void drop() const;

    std::int64_t freeze(std::ostream& out, Format format) const { return find().freeze(out, format); }
    /// Inserts what freeze() wrote, all or none, making what is missing as insert() does. CSV tells no types: columns that are not
    /// there become text; make others first, by add_columns(). Keys that come with the rows are kept, and the engine counts on
    /// behind them. Returns the number of rows.
    /// Errors: DataError for text that is not of the format, or a value that does not fit its column, with the number of the
    /// line; what the database refuses, with the line's number, too.
    std::int64_t thaw(std::istream& in, Format format) const;

private:
    Database* database_;
    std::string name_;
};

/// A database as tables by name, after peewee's playhouse.dataset.
///
///     pewit::Dataset data{db};
///     data["users"].insert({{"name", "huey"}, {"age", 3}});
///     for (const pewit::Row& user : data["users"].find({{"age", 3}})) std::cout << user["name"].as<std::string>();
///
/// Frames are the database's: `pewit::Atomic tx{db};`, `data.atomic([&] { … })`.
/// Lifetime: the database must outlive it, its tables and their queries. Threads: as Database.
class Dataset {
public:
    explicit Dataset(Database& database) noexcept : database_(&database) {}
    explicit Dataset(Database&&) = delete;

    [[nodiscard]] Database& database() const noexcept { return *database_; }
    [[nodiscard]] DatasetTable operator[](std::string_view table) const { return {*database_, table}; }
    /// Their names, in order.
    [[nodiscard]] std::vector<std::string> tables() const;
    [[nodiscard]] bool has(std::string_view table) const { return database_->table_exists(table); }

    /// One statement of raw SQL with the engine's own placeholders; its rows by the names of their columns. Of two
    /// columns with one name the last counts.
    template <class... Parameters>
    [[nodiscard]] std::vector<Row> query(std::string_view sql, const Parameters&... parameters) const {
        return query_rows(sql, {Value(parameters)...});
    }
    template <class F>
    decltype(auto) atomic(F&& body) const {
        return database_->atomic(std::forward<F>(body));
    }

private:
    [[nodiscard]] std::vector<Row> query_rows(std::string_view sql,
                                              const std::vector<Value>& parameters) const;

    Database* database_;
};

}  // namespace pewit
