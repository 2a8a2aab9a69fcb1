// expect: the model between needs META(unique_on(..)) of its two keys
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

struct Link;
MODEL(Tag) { FIELD(std::string, name); };
MODEL(Post) { MANY_TO_MANY(Tag, tags, Link); };
MODEL(Link) {
#ifndef FIXED
    META(index_on(c.post, c.tag));
#else
    META(unique_on(c.post, c.tag));
#endif
    FOREIGN_KEY(Post, post);
    FOREIGN_KEY(Tag, tag);
};

void link(const Post& post, const Tag& tag) { post.tags().add(tag); }
