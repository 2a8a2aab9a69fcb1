// expect: bulk_update() stores versions and states in these rows: they can't be const
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(Counter) {
    META(version(c.version));
    FIELD(int, value);
    FIELD(int, version);
};

void save(const std::vector<Counter>& counters) {
#ifndef FIXED
    Counter::bulk_update(counters, Counter::c.value);
#else
    std::vector<Counter> copies = counters;
    Counter::bulk_update(copies, Counter::c.value);
#endif
}
