/// Members that are called around saves and deletes, and values that are computed in C++ and in SQL.
#include <support/engine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> calls;

MODEL(Page) {
    FIELD(std::string, title, unique);
    FIELD(std::string, slug, default_(""));

    void pre_save(bool created) {
        if (title.empty()) throw std::invalid_argument("a page needs a title");
        slug = "/" + title;
        calls.emplace_back(created ? "pre insert" : "pre update");
    }
    void post_save(bool created) {
        calls.push_back((created ? "post insert " : "post update ") + std::to_string(id));
    }
    void pre_delete() { calls.emplace_back("pre delete"); }
    void post_delete() { calls.emplace_back("post delete"); }
};

MODEL(Person) {
    FIELD(std::string, first);
    FIELD(std::string, last);
    FIELD(int, born);
    HYBRID(full_name, self.first + " " + self.last);
    HYBRID(is_old, self.born < 1950);

    [[nodiscard]] std::size_t letters() const { return first.size(); }
    [[nodiscard]] static auto letters(const auto& columns) { return pewit::fn::length(columns.first); }
};

struct Failed {};

/// Writes a page before and after what happens to it.
MODEL(Entry) {
    META(version(c.version));
    FIELD(bool, fails);
    FIELD(int, version, default_(0));

    static void note() { Page::insert(Page::c.title = std::to_string(Page::select().count())).execute(); }
    void pre_save(bool /*created*/) {
        if (fails) note();
    }
    void post_save(bool /*created*/) {
        note();
        if (fails) throw Failed{};
    }
    static void pre_delete() { note(); }
    void post_delete() {
        note();
        if (fails) throw Failed{};
    }
};
const auto& E = Entry::c;

MODEL(Slugged) {
    FIELD(std::string, slug);
    void pre_save(bool /*created*/) { slug.front() = 'a'; }
};

/// Leaves a callback that fails once the row is written for good.
MODEL(Late) {
    META(version(c.version));
    FIELD(int, version, default_(0));
    static void post_save(bool /*created*/) {
        pewit::atomic(pewit::current, [](auto& tx) { tx.on_commit([] { throw Failed{}; }); });
    }
};

class Hooks : public testing::Test {
protected:
    Hooks() {
        calls.clear();
        db.create_tables<Page, Person, Entry, Slugged, Late>();
    }
    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
};

TEST_F(Hooks, AreCalledAroundASave) {
    Page page = Page::create(Page::c.title = "cats");
    EXPECT_EQ(page.slug, "/cats");
    page.title = "dogs";
    page.save();
    page.save(pewit::only(Page::c.title, Page::c.slug));
    EXPECT_EQ(Page::get_by_id(1).slug, "/dogs");
    EXPECT_THAT(calls, ElementsAre("pre insert", "post insert 1", "pre update", "post update 1", "pre update",
                                   "post update 1"));
}

TEST_F(Hooks, AreCalledAroundADelete) {
    Page page = Page::create(Page::c.title = "cats");
    calls.clear();
    EXPECT_EQ(page.delete_instance(), 1);
    page.delete_instance(pewit::recursive);
    EXPECT_THAT(calls, ElementsAre("pre delete", "post delete", "pre delete", "post delete"));
}

TEST_F(Hooks, AreCalledForARowThatGetOrCreateMakes) {
    EXPECT_TRUE(Page::get_or_create(Page::c.title = "cats").created);
    EXPECT_FALSE(Page::get_or_create(Page::c.title = "cats").created);
    EXPECT_THAT(calls, ElementsAre("pre insert", "post insert 1"));
    EXPECT_EQ(Page::get_by_id(1).slug, "/cats");
}

TEST_F(Hooks, WhatOneThrowsStopsTheSave) {
    EXPECT_THROW(Page::create(Page::c.title = ""), std::invalid_argument);
    EXPECT_THROW(Page::get_or_create(Page::c.title = ""), std::invalid_argument);
    EXPECT_EQ(Page::select().count(), 0);
}

TEST_F(Hooks, WhatOneThrowsAfterwardsUndoesTheSave) {
    static const auto expect_nothing = [](const Entry& entry) {
        EXPECT_EQ(entry.id, 0);
        EXPECT_EQ(entry.version, 0);
        EXPECT_EQ(Entry::select().count(), 0);
        EXPECT_EQ(Page::select().count(), 0);
    };
    Entry entry;
    entry.fails = true;
    EXPECT_THROW(entry.save(), Failed);
    expect_nothing(entry);
    EXPECT_THROW(Entry::create(E.fails = true), Failed);
    EXPECT_THROW(Entry::get_or_create(E.fails = true), Failed);
    expect_nothing(entry);
    entry.fails = false;
    entry.save();
    entry.fails = true;
    EXPECT_THROW(entry.save(pewit::only(E.fails)), Failed);
    EXPECT_FALSE(Entry::get_by_id(entry.id).fails);
    EXPECT_EQ(entry.version, 1);
    entry.fails = false;
    entry.save();  // as its version is still the database's
    EXPECT_EQ(Page::select().count(), 2);
}

TEST_F(Hooks, WhatACallbackThrowsAfterTheCommitUndoesNothing) {
    Late late;
    EXPECT_THROW(late.save(), pewit::AfterCommitError);
    EXPECT_EQ(late.id, 1);
    EXPECT_THROW(late.save(), pewit::AfterCommitError);
    EXPECT_EQ(late.version, 2);
    EXPECT_EQ(Late::get_by_id(1).version, 2);
    EXPECT_EQ(Late::select().count(), 1);
}

TEST_F(Hooks, WhatOneThrowsUndoesTheDelete) {
    Entry entry = Entry::create(E.fails = false);
    entry.fails = true;
    EXPECT_THROW(entry.delete_instance(), Failed);
    EXPECT_THROW(entry.delete_instance(pewit::recursive), Failed);
    EXPECT_EQ(Entry::select().count(), 1);
    EXPECT_EQ(Page::select().count(), 1);  // of the save alone
}

TEST_F(Hooks, AreOneTransactionOrASavepointOfIt) {
    pewit::QueryLog log{db};
    Entry::create(E.fails = false);
    EXPECT_THAT(log.sql().front(), testing::StartsWith("BEGIN"));
    EXPECT_EQ(log.sql().back(), "COMMIT");
    {
        const pewit::Atomic tx{db};
        EXPECT_THROW(Entry::create(E.fails = true), Failed);
        EXPECT_EQ(Entry::select().count(), 1);
    }
    EXPECT_EQ(Entry::select().count(), 1);
}

TEST_F(Hooks, BeforeASaveAloneNeedNoTransaction) {
    pewit::QueryLog log{db};
    Slugged::create(Slugged::c.slug = "A");
    EXPECT_EQ(log.sql().size(), 1U);
    EXPECT_EQ(Slugged::get_by_id(1).slug, "a");
}

TEST_F(Hooks, AreNotCalledByQueriesAndBulkOperations) {
    Page::insert(Page::c.title = "a").execute();
    std::vector<Page> pages(1);
    pages[0].title = "b";
    Page::bulk_create(pages);
    Page::update(Page::c.slug = "x").execute();
    Page::delete_().execute();
    EXPECT_THAT(calls, IsEmpty());
}

TEST_F(Hooks, AHybridIsAValueAndAnExpression) {
    const auto& P = Person::c;
    const Person ada = Person::create(P.first = "Ada", P.last = "Lovelace", P.born = 1815);
    Person::create(P.first = "Jo", P.last = "Young", P.born = 2001);
    EXPECT_EQ(ada.full_name(), "Ada Lovelace");
    EXPECT_TRUE(ada.is_old());
    EXPECT_EQ(Person::get(Person::full_name(P) == "Ada Lovelace").id, ada.id);
    EXPECT_EQ(Person::select(Person::full_name(P)).where(!Person::is_old(P)).scalar(), "Jo Young");
    EXPECT_EQ(Person::select(Person::letters(P)).order_by(P.id).all().size(), 2U);
    const auto other = pewit::alias<Person>("other");
    EXPECT_EQ(pewit::select_from(other).where(Person::is_old(other)).get().letters(), 3U);
}

}  // namespace
