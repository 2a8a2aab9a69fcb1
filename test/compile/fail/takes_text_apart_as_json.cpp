// The members of a text.
// expect: json_each() takes a Json
#include <pewit/json_each.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>

MODEL(Post) {
    FIELD(std::string, title);
    FIELD(pewit::Json, tags);
};

void test() {
    [[maybe_unused]] const auto& P = Post::c;
#ifndef FIXED
    (void)pewit::json_each(P.title, "each");
#else
    (void)pewit::json_each(P.tags, "each");
#endif
}
