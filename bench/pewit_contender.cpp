/// pewit as its guide teaches it: nothing prepared, nothing cached by hand.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

#include "contender.hpp"

namespace bench {
namespace {

MODEL(Item) {
    FIELD(std::string, name);
    FIELD(double, price);
    FIELD(int, quantity, column("qty"));
    FIELD(std::optional<std::string>, note);
    FIELD(std::int64_t, created);
};

MODEL(Author) { FIELD(std::string, name); };

MODEL(Book) {
    FIELD(std::string, title);
    FOREIGN_KEY(Author, author, column("author_id"));
};

const auto& I = Item::c;

class PewitContender final : public Contender {
public:
    PewitContender(const pewit::Connector& connector, std::span<const std::string_view> tables)
        : database_(connector) {
        for (const std::string_view each : tables)
            database_.execute(each);
    }

    void keep_items(int rows) override {
        for (int i = 0; i < rows; ++i)
            items_.push_back(item_of(values_of(i)));
    }

    void fill_items(int rows) override {
        insert_one_by_one(rows);
        keep_items(rows);
        for (std::size_t i = 0; i < items_.size(); ++i)
            items_[i].id = static_cast<std::int64_t>(i) + 1;
    }

    void fill_books(int rows) override {
        pewit::Atomic tx{database_};
        std::int64_t author = 0;
        for (int i = 0; i < rows; ++i) {
            const Values& values = values_of(i);
            if (i % books_per_author == 0)
                author = Author::create(Author::c.name = std::string(values.name())).id;
            Book book;
            book.title = values.name();
            book.author = author;
            book.save();
        }
    }

    std::int64_t insert_one_by_one(int rows) override {
        std::int64_t sum = 0;
        pewit::Atomic tx{database_};
        for (int i = 0; i < rows; ++i)
            sum += insert(i);
        return sum;
    }

    std::int64_t insert_bulk(int /*rows*/) override { return Item::insert_many(items_).execute(); }

    std::int64_t insert_with_keys(int /*rows*/) override {
        for (Item& item : items_)  // it has been warmed up
            item.id = 0;
        Item::bulk_create(items_);
        return static_cast<std::int64_t>(items_.size());
    }

    std::int64_t copy(int /*rows*/) override { return Item::copy_in(items_); }

    std::int64_t save_bulk(int rows) override {
        for (int i = 0; i < rows; ++i)
            ++items_[static_cast<std::size_t>(i)].quantity;
        const std::span<Item> some{items_.data(), static_cast<std::size_t>(rows)};
        Item::bulk_update(some, I.name, I.price, I.quantity, I.note, I.created);
        return rows;
    }

    std::int64_t select_all(int /*rows*/) override { return sum_of(Item::select().all()); }

    std::int64_t get_by_key(int rows) override {
        std::int64_t sum = 0;
        for (int i = 0; i < rows; ++i) {
            const Item item = Item::get_by_id(i + 1);
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        }
        return sum;
    }

    std::int64_t get_in_transaction(int rows) override {
        pewit::Atomic tx{database_};
        return get_by_key(rows);
    }

    std::int64_t get_by_query(int rows) override {
        std::int64_t sum = 0;
        for (int i = 0; i < rows; ++i) {
            const Item item = Item::get(I.id == i + 1);
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        }
        return sum;
    }

    std::int64_t save(int rows) override {
        pewit::Atomic tx{database_};
        for (int i = 0; i < rows; ++i) {
            Item& item = items_[static_cast<std::size_t>(i)];
            ++item.quantity;
            item.save();
        }
        return rows;
    }

    std::int64_t filter_and_order(int times) override {
        std::int64_t sum = 0;
        for (int i = 0; i < times; ++i) {
            const int from = i * 10;
            sum += sum_of(
                Item::select().where(I.id > from && I.id <= from + 1000).order_by(I.created.desc()).all());
        }
        return sum;
    }

    std::int64_t join(int /*rows*/) override {
        std::int64_t sum = 0;
        for (const auto& [book, author] : Book::select(Book::c, Author::c).join<Author>().all())
            sum += book.id + static_cast<std::int64_t>(author.name.size());
        return sum;
    }

    std::int64_t empty_transactions(int n) override {
        for (int i = 0; i < n; ++i)
            pewit::Atomic tx{database_};
        return n;
    }

    std::int64_t savepoints(int n) override {
        std::int64_t sum = 0;
        pewit::Atomic tx{database_};
        for (int i = 0; i < n; ++i) {
            pewit::Atomic savepoint{database_};
            sum += insert(i);
        }
        return sum;
    }

    std::int64_t autocommit(int n) override {
        std::int64_t sum = 0;
        for (int i = 0; i < n; ++i)
            sum += insert(i);
        return sum;
    }

private:
    static Item item_of(const Values& values) {
        Item item;
        item.name = values.name();
        item.price = values.price;
        item.quantity = values.quantity;
        if (values.has_note) item.note = values.note();
        item.created = values.created;
        return item;
    }

    static std::int64_t sum_of(const std::vector<Item>& items) {
        std::int64_t sum = 0;
        for (const Item& item : items)
            sum += item.quantity + static_cast<std::int64_t>(item.name.size());
        return sum;
    }

    std::int64_t insert(int i) {
        const Values& values = values_of(i);
        const Item item =
            Item::create(I.name = values.name(), I.price = values.price, I.quantity = values.quantity,
                         I.note = values.has_note ? std::optional(values.note()) : std::nullopt,
                         I.created = values.created);
        return item.id;
    }

    pewit::Database database_;
    std::vector<Item> items_;
};

}  // namespace

std::unique_ptr<Contender> pewit_contender(const std::string& path) {
    return std::make_unique<PewitContender>(pewit::sqlite({.path = path}), schema);
}

std::unique_ptr<Contender> pewit_server_contender(const std::string& url) {
    return std::make_unique<PewitContender>(pewit::url(url), server_schema);
}

}  // namespace bench
