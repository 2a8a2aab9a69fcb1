// expect: 'save' is a name of every model's own
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) {
#ifndef FIXED
    FIELD(bool, save);
#else
    FIELD(bool, saved, column("save"));
#endif
};
