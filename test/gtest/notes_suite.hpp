/// A database with one table, and what the tests of the fixtures ask it.
#pragma once

#include <string>
#include <vector>

#include <pewit/gtest.hpp>
#include <support/engine.hpp>

namespace pewit::test {

inline Database& notes_database() {
    static FreshPlace place;
    static Database database{place.in_memory(), {.name = "notes"}};
    static const bool made = [] {
        database.connect();
        database.execute("CREATE TABLE note (text TEXT UNIQUE)");
        return true;
    }();
    static_cast<void>(made);
    return database;
}

inline void add_note(const std::string& text) {
    notes_database().execute("INSERT INTO note VALUES ($1)", text);
}

inline std::vector<std::string> notes() {
    std::vector<std::string> texts;
    for (auto& [text] : notes_database().query<std::string>(
             on_postgres() ? "SELECT text FROM note ORDER BY ctid" : "SELECT text FROM note ORDER BY rowid"))
        texts.push_back(text);
    return texts;
}

using Texts = std::vector<std::string>;

/// The first savepoint under a fixture, in the place of the outermost BEGIN, and the one inside it.
inline constexpr auto insert = "INSERT INTO note VALUES ($1)";
inline constexpr auto sp1 = "SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto rel1 = "RELEASE SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto rbto1 = "ROLLBACK TO SAVEPOINT \"pewit_sp_1\"";
inline constexpr auto sp2 = "SAVEPOINT \"pewit_sp_2\"";
inline constexpr auto rel2 = "RELEASE SAVEPOINT \"pewit_sp_2\"";

}  // namespace pewit::test
