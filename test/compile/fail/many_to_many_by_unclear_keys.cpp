// expect: MANY_TO_MANY: the model between must have one key to each side
// max-lines: 20
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

struct Link;
MODEL(Tag) { FIELD(std::string, name); };
MODEL(Post) {
#ifndef FIXED
    MANY_TO_MANY(Tag, tags, Link);
#else
    MANY_TO_MANY(Tag, tags, Link, post, tag);
#endif
};
MODEL(Link) {
    META(unique_on(c.post, c.tag));
    FOREIGN_KEY(Post, post);
    FOREIGN_KEY(Tag, tag);
    FOREIGN_KEY(Tag, other);
};

auto rows(const Post& post) { return post.tags().all(); }
