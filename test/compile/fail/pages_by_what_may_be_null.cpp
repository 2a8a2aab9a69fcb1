// Pages by a column that may be NULL.
// expect: keyset(): NULLs have no place to go on from
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::optional<std::string>, bio); };

void test() {
    [[maybe_unused]] const auto& U = User::c;
#ifndef FIXED
    (void)pewit::keyset(desc(U.bio), U.id);
#else
    (void)pewit::keyset(desc(pewit::fn::coalesce(U.bio, "")), U.id);
#endif
}
