/// Small programs of nested guards, and what they mean to have saved, for whoever guards them. Their SQL is that of
/// every engine.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace pewit::test {

/// What a program needs of a guard library; pewit's and a naive one implement it.
class Guards {
public:
    Guards() = default;
    Guards(const Guards&) = delete;
    Guards& operator=(const Guards&) = delete;
    virtual ~Guards() = default;

    /// One statement; its rows are thrown away.
    virtual void execute(const std::string& sql) = 0;
    /// Runs the body in a frame that commits at its end and rolls back when it throws.
    virtual void atomic(const std::function<void()>& body) = 0;
    virtual void on_commit(std::function<void()> callback) = 0;
};

/// The rows of all tables by their tags, and, where a sweep looks at it, the statements of the schema.
using Contents = std::set<std::string>;

/// Runs a program's steps and keeps the books: which rows there must be if all of this commits.
class Recorder {
public:
    Recorder(Guards& guards, Contents before) : guards_(guards), contents_(std::move(before)) {}

    void insert(const std::string& tag);
    void remove(const std::string& tag);
    /// A statement with several rows, all or none of them.
    void run(const std::string& sql, const std::vector<std::string>& added,
             const std::vector<std::string>& removed = {});
    void atomic(const std::function<void()>& body);
    /// Goes on when the body fails, as a program does that can live without it.
    static void attempt(const std::function<void()>& body);
    void hook();

    /// What the program believes to be in the database.
    [[nodiscard]] const Contents& contents() const noexcept { return contents_; }
    /// What would be there had the last outermost commit that failed succeeded.
    [[nodiscard]] const Contents& at_commit() const noexcept { return at_commit_; }
    [[nodiscard]] int hooks_run() const noexcept { return hooks_run_; }

private:
    Guards& guards_;
    Contents contents_;
    Contents at_commit_;
    int depth_ = 0;
    int hooks_run_ = 0;
};

struct Traits {
    bool has_hook = false;
    bool changes_schema = false;
};

struct Program {
    const char* name;
    void (*run)(Recorder& recorder);
    Traits traits = {};
};

[[nodiscard]] const std::vector<Program>& programs();

/// The statements that make the database the programs start from.
[[nodiscard]] const std::vector<std::string>& preparation();

}  // namespace pewit::test
