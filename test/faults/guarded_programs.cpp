#include "guarded_programs.hpp"

#include <exception>
#include <stdexcept>

namespace pewit::test {

namespace {

/// A text literal so long.
std::string filler(std::size_t length) { return "'" + std::string(length, 'x') + "'"; }

}  // namespace

void Recorder::insert(const std::string& tag) {
    run("INSERT INTO t(tag, payload) VALUES('" + tag + "', " + filler(300) + ")", {tag});
}

void Recorder::remove(const std::string& tag) { run("DELETE FROM t WHERE tag = '" + tag + "'", {}, {tag}); }

void Recorder::run(const std::string& sql, const std::vector<std::string>& added,
                   const std::vector<std::string>& removed) {
    guards_.execute(sql);
    contents_.insert(added.begin(), added.end());
    for (const std::string& tag : removed)
        contents_.erase(tag);
}

void Recorder::atomic(const std::function<void()>& body) {
    const Contents before = contents_;
    ++depth_;
    try {
        guards_.atomic(body);
        --depth_;
    } catch (...) {
        if (--depth_ == 0) at_commit_ = contents_;
        contents_ = before;
        throw;
    }
}

void Recorder::attempt(const std::function<void()>& body) {
    try {
        body();
    } catch (const std::exception&) {
        return;
    }
}

void Recorder::hook() {
    guards_.on_commit([this] { ++hooks_run_; });
}

namespace {

void nested_guards(Recorder& r) {
    r.atomic([&] {
        r.insert("a");
        r.attempt([&] {
            r.atomic([&] {
                r.insert("b1");
                r.insert("b2");
            });
        });
        r.insert("c");
    });
}

void three_levels(Recorder& r) {
    r.atomic([&] {
        r.insert("a");
        r.attempt([&] {
            r.atomic([&] {
                r.insert("b");
                r.attempt([&] {
                    r.atomic([&] {
                        r.insert("c");
                        r.remove("old1");
                    });
                });
                r.insert("d");
            });
        });
        r.insert("e");
    });
}

void inner_rollback(Recorder& r) {
    r.atomic([&] {
        r.insert("a");
        r.attempt([&] {
            r.atomic([&] {
                r.insert("b");
                r.remove("old1");
                throw std::runtime_error("the program changes its mind");
            });
        });
        r.insert("c");
    });
}

void swallowed_failures(Recorder& r) {
    r.atomic([&] {
        r.insert("a");
        r.attempt([&] { r.insert("b"); });
        r.attempt([&] { r.insert("old1"); });  // a duplicate: fails always
        r.attempt([&] { r.insert("c"); });
    });
}

void savepoint_release_then_failure(Recorder& r) {
    r.attempt([&] {
        r.atomic([&] {
            r.atomic([&] { r.insert("a"); });
            r.atomic([&] { r.insert("b"); });
            throw std::runtime_error("the program fails after both");
        });
    });
    r.atomic([&] { r.insert("c"); });
}

void deferred_key(Recorder& r) {
    r.atomic([&] {
        r.run("INSERT INTO child(tag, parent) VALUES('child of p', 'p')", {"child of p"});
        r.attempt([&] { r.atomic([&] { r.run("INSERT INTO parent(tag) VALUES('p')", {"p"}); }); });
        r.insert("a");
    });
}

void returning(Recorder& r) {
    r.atomic([&] {
        r.run("INSERT INTO t(tag, payload) VALUES('a', '1'), ('b', '2'), ('c', '3') RETURNING tag",
              {"a", "b", "c"});
        r.attempt([&] {
            r.atomic([&] {
                r.run("DELETE FROM t WHERE tag LIKE 'old%' RETURNING payload", {}, {"old1", "old2"});
            });
        });
        r.run("UPDATE t SET payload = 'x' WHERE tag = 'a' RETURNING *", {});
    });
}

/// Larger than the page cache, so that SQLite writes to the file before the commit.
void bulk_insert(Recorder& r) {
    std::vector<std::string> tags;
    for (int i = 1; i <= 90; ++i)
        tags.push_back("bulk" + std::to_string(i));
    r.atomic([&] {
        r.insert("a");
        r.attempt([&] {
            r.atomic([&] {
                r.run(
                    "INSERT INTO t(tag, payload) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                    "WHERE i < 90) SELECT 'bulk' || i, "
                        + filler(900) + " FROM n",
                    tags);
            });
        });
        r.insert("c");
    });
}

void schema_change(Recorder& r) {
    r.atomic([&] {
        r.run("CREATE TABLE u(a TEXT)", {"CREATE TABLE u(a TEXT)"});
        r.insert("a");
        r.attempt([&] {
            r.atomic([&] {
                r.run("CREATE INDEX by_payload ON t(payload)", {"CREATE INDEX by_payload ON t(payload)"});
                r.run("DROP TABLE spare", {}, {"CREATE TABLE spare(a TEXT)"});
            });
        });
        r.insert("c");
    });
}

void commit_hook(Recorder& r) {
    r.atomic([&] {
        r.hook();
        r.insert("a");
        r.attempt([&] { r.atomic([&] { r.insert("b"); }); });
    });
}

}  // namespace

const std::vector<Program>& programs() {
    static const std::vector<Program> all{
        {"nested guards", nested_guards},
        {"three levels", three_levels},
        {"inner rollback", inner_rollback},
        {"swallowed failures", swallowed_failures},
        {"savepoint release, then failure", savepoint_release_then_failure},
        {"deferred foreign key", deferred_key},
        {"RETURNING", returning},
        {"bulk insert", bulk_insert},
        {"schema change", schema_change, {.changes_schema = true}},
        {"commit hook", commit_hook, {.has_hook = true}},
    };
    return all;
}

const std::vector<std::string>& preparation() {
    static const std::vector<std::string> statements{
        "CREATE TABLE t(tag TEXT PRIMARY KEY, payload TEXT)",
        "CREATE TABLE parent(tag TEXT PRIMARY KEY)",
        "CREATE TABLE child(tag TEXT PRIMARY KEY, parent TEXT REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE spare(a TEXT)",
        "INSERT INTO t VALUES('old1', " + filler(3000) + "), ('old2', " + filler(3000) + ")",
    };
    return statements;
}

}  // namespace pewit::test
