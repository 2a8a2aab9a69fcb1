/// Streams and threads: one that ends up on another thread takes nothing of that thread along.
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/engine.hpp"

namespace {

PEWIT_MODEL(Cat) { PEWIT_FIELD(std::string, name); };

TEST(StreamDroppedByAnotherThread, LeavesThatThreadsTransactionAlone) {  // guarantees G2, G3
    pewit::set_log_callback([](const pewit::LogRecord&) {});
    pewit::set_logger(nullptr);
    const pewit::test::FreshPlace place;
    pewit::Database db{place.connector()};
    db.create_tables<Cat>();
    Cat::create(Cat::c.name = "seed");
    std::thread first{[&] {
        const pewit::Atomic reading{db};
        auto stream = std::make_unique<decltype(Cat::select().stream())>(Cat::select().stream());
        EXPECT_EQ(stream->begin()->name, "seed");
        std::thread second{[&] {
            try {
                const pewit::Atomic tx{db};
                Cat::create(Cat::c.name = "one");
                stream.reset();
                Cat::create(Cat::c.name = "two");
                throw 1;
            } catch (int) {
            }
        }};
        second.join();
    }};
    first.join();
    EXPECT_EQ(Cat::select(Cat::c.name).all(), std::vector<std::string>{"seed"});
    pewit::set_log_callback({});
}

}  // namespace
