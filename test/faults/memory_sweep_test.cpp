/// Every allocation that SQLite makes in a program fails once, or from then on (traps S12, L2).
#include <sqlite3.h>

#include "sweep.hpp"

namespace pewit::test {
namespace {

/// SQLite's allocator with a counter before it. A free or a shrinking never fails.
struct {
    sqlite3_mem_methods real{};
    bool armed = false;
    bool sticky = false;
    bool fired = false;
    std::int64_t at = 0;
    std::int64_t count = 0;
} memory;

bool allocation_fails() noexcept {
    if (!memory.armed) return false;
    const bool now = ++memory.count == memory.at;
    memory.fired = memory.fired || now;
    return now || (memory.sticky && memory.fired);
}

void* allocate(int size) { return allocation_fails() ? nullptr : memory.real.xMalloc(size); }

void* reallocate(void* old, int size) {
    return allocation_fails() ? nullptr : memory.real.xRealloc(old, size);
}

/// Must come before SQLite is used; no connection may be open.
void install_faulty_memory() {
    static const bool installed = [] {
        sqlite3_shutdown();
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
        sqlite3_mem_methods wrapper = memory.real;
        wrapper.xMalloc = allocate;
        wrapper.xRealloc = reallocate;
        sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapper);
        return sqlite3_initialize() == SQLITE_OK;
    }();
    ASSERT_TRUE(installed);
}

class MemoryFaults final : public FaultSource {
public:
    explicit MemoryFaults(bool sticky) { memory.sticky = sticky; }
    void arm(std::int64_t at) override {
        memory.at = at;
        memory.count = 0;
        memory.fired = false;
        memory.armed = true;
    }
    void disarm() override { memory.armed = false; }
    [[nodiscard]] bool has_fired() const override { return memory.fired; }
    [[nodiscard]] std::string describe() const override {
        return (memory.sticky ? "no memory from allocation " : "no memory at allocation ")
               + std::to_string(memory.at);
    }
};

class MemorySweep : public SweepTest {
protected:
    MemorySweep() { install_faulty_memory(); }
};

TEST_F(MemorySweep, NeverSavesHalfOrLies) {
    prepare(JournalMode::delete_);
    for (const Program& program : programs()) {
        sweep<PewitGuards>(program, MemoryFaults(false), stride(3), true);
        sweep<PewitGuards>(program, MemoryFaults(true), stride(11), true);
    }
    report("pewit without memory");
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.faults, 200 / stride(1));
}

}  // namespace
}  // namespace pewit::test
