// expect: a model has at most 256 columns
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

// With the id these are 257 and, FIXED, 256.
#define EIGHT(n)      \
    FIELD(int, n##0); \
    FIELD(int, n##1); \
    FIELD(int, n##2); \
    FIELD(int, n##3); \
    FIELD(int, n##4); \
    FIELD(int, n##5); \
    FIELD(int, n##6); \
    FIELD(int, n##7)
#define SIXTY_FOUR(n) \
    EIGHT(n##0);      \
    EIGHT(n##1);      \
    EIGHT(n##2);      \
    EIGHT(n##3);      \
    EIGHT(n##4);      \
    EIGHT(n##5);      \
    EIGHT(n##6);      \
    EIGHT(n##7)

MODEL(Wide) {
    SIXTY_FOUR(a);
    SIXTY_FOUR(b);
    SIXTY_FOUR(d);
    EIGHT(e0);
    EIGHT(e1);
    EIGHT(e2);
    EIGHT(e3);
    EIGHT(e4);
    EIGHT(e5);
    EIGHT(e6);
    FIELD(int, e70);
    FIELD(int, e71);
    FIELD(int, e72);
    FIELD(int, e73);
    FIELD(int, e74);
    FIELD(int, e75);
    FIELD(int, e76);
#ifndef FIXED
    FIELD(int, e77);
#else
#endif
};

const auto& description = pewit::detail::description<Wide>();
