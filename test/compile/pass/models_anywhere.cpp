// Models in every place where a class may be, and the uses of their objects.
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

#if defined(__GNUC__) && !defined(__clang__)
// g++ names the base on every designated initialiser (GCC 96868); the keyword style has no such warning.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif

namespace outer::inner {

struct Later;

MODEL(First) {
    FIELD(std::string, name, unique, max_length(40), collate("NOCASE"));
    FIELD(std::optional<std::string>, note);
    FIELD(std::optional<pewit::ForeignKey<Later>>, later, on_delete(set_null), on_update(cascade),
          deferrable);
    META(table("firsts"), schema("main"), database("db"), index_on(c.name, descending(c.note)),
         unique_on(c.note, expression("lower(name)")).where("note <> ''").name("own_name"),
         check("name <> ''"));

    int twice() const { return 2 * number; }
    FIELD(int, number, default_([] { return 21; }));
    int plain_member = 5;
};

MODEL(Later) {
    FOREIGN_KEY(First, first, backref("laters"));
    META(version(c.version), only_save_dirty);
    FIELD(std::uint8_t, version);
};

class Holder {
public:
    MODEL(Nested) { FIELD(int, x); };
};

}  // namespace outer::inner

namespace {

MODEL_NO_ID(Hidden) {
    FIELD(pewit::Uuid, id, primary_key, default_(pewit::Uuid::v4));
    FIELD((pewit::ForeignKey<Hidden, pewit::Uuid>), other);
};

}  // namespace

void use_models() {
    MODEL(Local) {
        FIELD(std::string, name);
        FIELD(double, weight, default_(1));
    };
    outer::inner::First first{.name = "a", .note = "b"};
    const outer::inner::First copy = first;
    const outer::inner::First moved = std::move(first);
    static_cast<void>(copy.twice() + moved.plain_member);
    Local local = Local::create({.name = "x"});
    local.save();
    local.save(only(Local::c.name));
    static_cast<void>(Local::create(Local::c.name = "y"));
    outer::inner::Later later = outer::inner::Later::create(outer::inner::Later::c.first = moved);
    later.first = moved;
    later.first = 3;
    later.delete_instance(recursive);
    outer::inner::First::create_table();
    Hidden::get_by_id(pewit::Uuid()).refresh();
    static_cast<void>(outer::inner::Holder::Nested::get_by_id(1));
    auto [row, created] = Local::get_or_create(Local::c.name = "z", defaults(Local::c.weight = 2.0));
    static_cast<void>(created);
    std::vector<Local> rows{row};
    static_cast<void>(Local::insert_many(rows).execute());
    Local::bulk_create(rows, batch(500));
    Local::bulk_update(rows, Local::c.name, Local::c.weight, batch(500));
}
