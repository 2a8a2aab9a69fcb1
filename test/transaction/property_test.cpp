/// Random programs of guards and blocks against a simple model: the same rows, depths and kinds of outcome at each
/// step (plan L8). RapidCheck prints its seed; RC_PARAMS="seed=…" plays it again.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>

#include <support/engine.hpp>

#include "guard_model.hpp"

namespace pewit::test {
namespace {

enum class Step : std::uint8_t {
    write,
    fail,
    lose,
    commit,
    rollback,
    commit_and_end,
    rollback_and_end,
    set_rollback,
    open,
    join,
    leave,
    raise_commit,
    raise_rollback,
};

/// One frame: how it is written, and what it does.
struct Program {
    struct Action {
        Step step = Step::write;
        int number = 0;                   ///< which of the blocks around it a raise_…() is for
        std::vector<Program> frame = {};  ///< of open and join
    };
    bool is_block = false;
    bool is_caught = true;  ///< whoever opened it catches whatever leaves it
    std::vector<Action> actions = {};
};

Program random_program(int depth) {
    Program program;
    program.is_block = *rc::gen::arbitrary<bool>();
    program.is_caught = *rc::gen::weightedElement<bool>({{3, true}, {1, false}});
    const int length = *rc::gen::inRange(0, 6);
    for (int i = 0; i < length; ++i) {
        Program::Action action;
        action.step = *rc::gen::weightedElement<Step>({{8, Step::write},
                                                       {2, Step::fail},
                                                       {1, Step::lose},
                                                       {2, Step::commit},
                                                       {2, Step::rollback},
                                                       {1, Step::commit_and_end},
                                                       {1, Step::rollback_and_end},
                                                       {1, Step::set_rollback},
                                                       {7, Step::open},
                                                       {2, Step::join},
                                                       {1, Step::leave},
                                                       {1, Step::raise_commit},
                                                       {1, Step::raise_rollback}});
        action.number = *rc::gen::inRange(0, 3);
        if (action.step == Step::open || action.step == Step::join) {
            if (depth == 0) continue;
            action.frame.push_back(random_program(depth - 1));
        }
        program.actions.push_back(std::move(action));
    }
    return program;
}

struct Thrown {};

/// The real thing.
struct Guards {
    using Guard = Atomic;
    Database& db;

    void write(int x) { db.execute("INSERT INTO t VALUES ($1)", x); }
    void fail() { db.execute("INSERT INTO failing VALUES (1)"); }
    void lose() {
        if (on_postgres()) db.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
        db.execute("INSERT INTO losing VALUES (1)");
    }
    std::vector<int> rows() {
        std::vector<int> xs;
        for (const auto& [x] : db.query<int>("SELECT x FROM t ORDER BY x"))
            xs.push_back(x);
        return xs;
    }
    static TransactionOptions options(bool join) {
        return join ? TransactionOptions{.nesting = Nesting::join} : TransactionOptions{};
    }
    template <class F>
    void guard(bool join, F body) {
        Atomic tx{db, options(join)};
        body(tx);
    }
    template <class F>
    void block(bool join, F body) {
        db.atomic(options(join), [&](BlockTransaction& tx) { body(tx); });
    }
    [[nodiscard]] int depth() const { return db.transaction_depth(); }
    [[nodiscard]] bool in_transaction() const { return db.in_transaction(); }
};

/// The model behind the same words.
struct Modelled : GuardModel {
    using GuardModel::GuardModel;
    struct Handle {
        GuardModel& model;
        Frame& frame;
        void commit() { model.commit(frame, false); }
        void rollback() { model.rollback(frame, false); }
        void commit_and_end() { model.commit(frame, true); }
        void rollback_and_end() { model.rollback(frame, true); }
        void set_rollback(bool on) { frame.asked = on; }
        void raise_commit() { model.raise(frame, ModelVerdict::commit); }
        void raise_rollback() { model.raise(frame, ModelVerdict::rollback); }
    };
    template <class F>
    void guard(bool join, F body) {
        Handle handle{*this, begin(join)};
        try {
            body(handle);
        } catch (...) {
            finish(true);
            throw;
        }
        finish(false);
    }
    template <class F>
    void block(bool join, F body) {
        Handle handle{*this, begin(join)};
        try {
            body(handle);
        } catch (const Exit& exit) {
            const bool mine = exit.target == &handle.frame;
            finish(!mine);
            if (!mine) throw;
            return;
        } catch (...) {
            finish(true);
            throw;
        }
        finish(false);
    }
};

/// Plays a program and writes down what can be seen of it.
template <class Engine>
class Player {
public:
    explicit Player(Engine& engine) : engine_(engine) {}
    std::string play(const Program& program) {
        frame(program, false, true);
        see();
        return trace_;
    }

private:
    void frame(const Program& program, bool join, bool is_caught) {
        if (!is_caught) return enter(program, join);
        try {
            enter(program, join);
            trace_ += '.';
        } catch (...) {
            trace_ += kind();
        }
    }
    void enter(const Program& program, bool join) {
        trace_ += program.is_block ? '[' : '{';
        const auto blocks = raises_.size();
        struct Drop {
            std::vector<std::function<void(bool)>>& raises;
            std::size_t size;
            ~Drop() { raises.resize(size); }
        } const drop{raises_, blocks};
        const auto body = [&](auto& handle) {
            if constexpr (requires { handle.raise_commit(); }) {
                if (program.is_block)
                    raises_.emplace_back([&handle](bool commits) {
                        if (commits) handle.raise_commit();
                        handle.raise_rollback();
                    });
            }
            for (const auto& action : program.actions) {
                act(handle, action);
                see();
            }
        };
        if (program.is_block) return engine_.block(join, body);
        engine_.guard(join, body);
    }
    template <class Handle>
    void act(Handle& handle, const Program::Action& action) {
        switch (action.step) {
        case Step::open:
        case Step::join:
            return frame(action.frame.front(), action.step == Step::join, action.frame.front().is_caught);
        case Step::leave:
            throw Thrown{};
        case Step::raise_commit:
        case Step::raise_rollback:
            if (raises_.empty()) return;
            return raises_[static_cast<std::size_t>(action.number) % raises_.size()](action.step
                                                                                     == Step::raise_commit);
        default:
            return attempt([&] { call(handle, action.step); });
        }
    }
    template <class Handle>
    void call(Handle& handle, Step step) {
        if (step == Step::write) return engine_.write(++last_row_);
        if (step == Step::fail) return engine_.fail();
        if (step == Step::lose) return engine_.lose();
        if (step == Step::commit) return handle.commit();
        if (step == Step::rollback) return handle.rollback();
        if (step == Step::commit_and_end) return handle.commit_and_end();
        if (step == Step::rollback_and_end) return handle.rollback_and_end();
        handle.set_rollback(true);
    }
    template <class F>
    void attempt(F f) {
        try {
            f();
            trace_ += 'o';
        } catch (...) {
            trace_ += kind();
        }
    }
    void see() {
        trace_ += std::to_string(engine_.depth()) + (engine_.in_transaction() ? 't' : '-');
        attempt([&] {
            for (const int x : engine_.rows())
                trace_ += ' ' + std::to_string(x);
        });
        trace_ += '\n';
    }
    static char kind() {
        try {
            throw;
        } catch (const TransactionAborted&) {
            return 'A';
        } catch (const ModelAborted&) {
            return 'A';
        } catch (const TransactionStateError&) {
            return 'S';
        } catch (const ModelStateError&) {
            return 'S';
        } catch (const UniqueViolation&) {
            return 'V';
        } catch (const LockError&) {
            return 'V';
        } catch (const ModelViolation&) {
            return 'V';
        } catch (const Thrown&) {
            return 'T';
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
            return '?';
        } catch (...) {
            return 'X';  // an early exit on its way to an outer block
        }
    }

    Engine& engine_;
    std::string trace_;
    std::vector<std::function<void(bool)>> raises_;
    int last_row_ = 0;
};

TEST(GuardPrograms, DoWhatTheModelSays) {
    set_logger(nullptr);
    const FreshPlace place;
    Database db{place.in_memory()};
    const ConnectionScope scope{db};
    db.execute("CREATE TABLE t(x INTEGER)");
    db.execute("CREATE TABLE failing(x INTEGER UNIQUE)");
    db.execute("INSERT INTO failing VALUES (1)");
    if (!on_postgres()) {
        db.execute("CREATE TABLE losing(x INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)");
        db.execute("INSERT INTO losing VALUES (1)");
    }
    const int programs = on_postgres() ? 50 : 200;  // 100 times
    const bool holds = rc::check("guards and blocks agree with the model", [&] {
        for (int i = 0; i < programs; ++i) {
            const Program program = random_program(4);
            Modelled model{on_postgres()};
            const std::string expected = Player<Modelled>{model}.play(program);
            db.execute("DELETE FROM t");
            Guards guards{db};
            const std::string seen = Player<Guards>{guards}.play(program);
            RC_ASSERT(seen == expected);
        }
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace pewit::test
