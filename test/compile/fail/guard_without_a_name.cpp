// A guard without a name ends at once, before the work that it should hold.
// expect: name the guard
#include <pewit/atomic.hpp>
#include <pewit/database.hpp>

void test(pewit::Database& db) {
#ifndef FIXED
    pewit::Atomic{db};
#else
    const pewit::Atomic tx{db};
#endif
    db.execute("DELETE FROM account");
}
