/// Models: ordinary classes whose objects are rows. See docs/guide/models.md.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/assign.hpp>
#include <pewit/detail/describe.hpp>
#include <pewit/detail/execution.hpp>
#include <pewit/detail/id_field.hpp>
#include <pewit/detail/insert_many.hpp>
#include <pewit/detail/links.hpp>
#include <pewit/detail/model_macros.hpp>
#include <pewit/detail/row_options.hpp>
#include <pewit/detail/row_store.hpp>
#include <pewit/detail/save_hooks.hpp>
#include <pewit/raw_query.hpp>
#include <pewit/relation.hpp>
#include <pewit/schema.hpp>
#include <pewit/select.hpp>
#include <pewit/write.hpp>

namespace pewit {

/// What all models share; derive by PEWIT_MODEL or PEWIT_MODEL_NO_ID.
template <class D>
struct ModelBase {
    using PewitModel = D;
    using PewitMeta = detail::NoMeta;

    /// The columns: `User::c.username`.
    static const detail::ColumnsOf<D>& c;
    static detail::NoLinks pewit_links(detail::Rank<0>);

    /// Inserts a row and returns it, with the key that the engine gave it. Keyword style: a required
    /// column (not NULL, no default) that is missing does not compile.
    ///
    /// SQL: one INSERT.
    ///     User huey = User::create(U.username = "huey", U.bio = "cat");
    /// Errors: DataError for a value that does not fit; IntegrityError and its kin.
    template <class... Assignments>
    static D create(Assignments&&... assignments);
    /// The same from an object: `User::create({.username = "zaizee"})`. An object has a value for every
    /// column, so no column gets its default_sql; the keyword style leaves those out.
    static D create(D row);

    /// A query for rows, see Select: all of M without arguments, else these columns and expressions.
    ///     auto q = User::select(U, fn::count(T.id)).join<Tweet>().group_by(U.id);
    template <class... Items>
    [[nodiscard]] static auto select(const Items&... items) noexcept {
        const detail::Operand table = detail::table_operand(&detail::description<D>, nullptr);
        if constexpr (sizeof...(Items) == 0) {
            return Select<D>(make_select(table, &table, 1));
        } else {
            const detail::Operand list[] = {detail::item_operand<detail::without_model_t<Items>>(items)...};
            return Select<detail::row_of_t<Items...>>(make_select(table, list, sizeof...(Items)));
        }
    }
    /// The first row that meets the conditions. SQL: SELECT … LIMIT 1. Errors: DoesNotExist.
    template <class... Conditions>
    requires(sizeof...(Conditions) > 0) [[nodiscard]] static D get(const Conditions&... conditions) {
        const detail::Operand list[] = {detail::condition_operand(conditions)...};
        return detail::get_row<D>(list, sizeof...(Conditions));
    }
    /// The same, or nothing.
    template <class... Conditions>
    requires(sizeof...(Conditions) > 0)
        [[nodiscard]] static std::optional<D> get_or_none(const Conditions&... conditions) {
        const detail::Operand list[] = {detail::condition_operand(conditions)...};
        return detail::find_row<D>(list, sizeof...(Conditions));
    }

    /// A query in raw SQL, see RawQuery: `User::raw("SELECT * FROM users WHERE karma > ?", 3).all()`.
    template <class... Parameters>
    [[nodiscard]] static RawQuery<D> raw(std::string_view sql, const Parameters&... parameters) {
        return RawQuery<D>(sql, {Value(parameters)...});
    }

    /// `INSERT` of one row, with expressions if need be: `User::insert(U.username = "huey").execute()`.
    /// Columns left out get their C++ defaults, made when it runs.
    template <class... Assignments>
    static Insert<D> insert(const Assignments&... assignments) {
        detail::required_column_is_missing<typename detail::MissingField<D, Assignments...>::type>();
        detail::check_assignments<D, Assignments...>();
        return detail::insert_of<D>(assignments...);
    }
    /// `INSERT … SELECT`: `User::insert_from(Other::select(O.name), U.username).execute()`.
    template <class Query, class R, class... Columns>
    static Insert<D> insert_from(const detail::RowQuery<Query, R>& query, const Columns&... columns) {
        return detail::insert_from<D>(query, columns...);
    }
    /// `UPDATE`: `User::update(U.karma = U.karma + 1).where(U.username == "huey").execute()`.
    template <class... Assignments>
    static Update<D> update(const Assignments&... assignments) {
        detail::check_assignments<D, Assignments...>();
        static_assert(sizeof...(Assignments) > 0, "update() needs at least one assignment");
        return Update<D>(make_write(detail::NodeKind::update, detail::table_of<D>(),
                                    detail::changes_of<D>(assignments...)));
    }
    /// `DELETE`: `User::delete_().where(U.karma > 100).execute()`.
    static Delete<D> delete_() { return detail::delete_of<D>(); }

    /// The row with this key; the parts of a composite key in META's order.
    /// SQL: SELECT … WHERE key = ?. Errors: DoesNotExist.
    template <class... Key>
    [[nodiscard]] static D get_by_id(const Key&... key);

    /// The row in which the assigned columns have these values, else a new one with them: {row, created}.
    /// What only a new row gets goes into defaults():
    ///
    ///     auto [tag, created] = Tag::get_or_create(T.name = "cats", pewit::defaults(T.color = "red"));
    ///
    /// Race-safe: when another connection inserts it meanwhile, its row is returned. Inside a transaction
    /// the insert has a savepoint, so its failure leaves the transaction usable. A required column that
    /// is missing from both does not compile.
    /// SQL: SELECT; if it finds nothing, INSERT in a transaction or savepoint.
    template <class... Assignments>
    static GetOrCreate<D> get_or_create(Assignments&&... assignments);

    /// Saves all columns: INSERT when the generated key is 0, else UPDATE. With META(only_save_dirty) the
    /// UPDATE is of the columns that changed; when none did, a SELECT makes sure that the row is there. After
    /// a rollback anywhere in the program all columns are sent, as what the row holds is not known. With
    /// META(version(…)) the version must be the database's, and goes up by one.
    /// Errors: DoesNotExist when the UPDATE matches no row; StaleRow when the version is another; those of
    /// create().
    ///
    /// Hooks: public members `pre_save(bool created)`, `post_save(bool created)`, `pre_delete()` and `post_delete()` of the
    /// model are called around it, by create(), get_or_create() and delete_instance() too; not by queries nor by what
    /// works on many rows. What one throws travels on, and nothing stays written: with a post_save(), and with a hook of
    /// deletes, all of it is one transaction (a savepoint when nested).
    void save() {
        const detail::ModelDescription& model = pewit_description();
        const bool created = model.has_generated_key && model.generated_key(self()) == 0;
        detail::save_with_hooks(model, *self(), created, [&] { detail::save_row(model, self()); });
    }
    /// INSERT also when the key is set: for keys that the program gives.
    void save(ForceInsert) {
        detail::save_with_hooks(pewit_description(), *self(), true,
                                [this] { detail::insert_row(pewit_description(), self()); });
    }
    /// UPDATE of these columns only: `u.save(only(U.bio))`.
    void save(const detail::OnlyColumns<D>& only) {
        detail::save_with_hooks(pewit_description(), *self(), false,
                                [&] { detail::update_row(pewit_description(), self(), only.columns); });
    }

    /// DELETE by key. Returns the number of rows deleted, 0 or 1; the object stays as it is.
    /// Errors: StaleRow when its version (META) is not the database's.
    std::int64_t delete_instance() { return delete_by(&detail::delete_row); }
    /// The same with the rows that refer to it, and those that refer to them, in one transaction:
    /// deleted, or their reference set to NULL. What a reference's on_delete says is done: cascade deletes,
    /// set_null clears; restrict and set_default are left to the engine, whose error undoes it all. Without
    /// on_delete a reference that can be NULL is cleared, and else the row deleted.
    /// Hooks are called for this row alone.
    std::int64_t delete_instance(Recursive) { return delete_by(&detail::delete_row_recursively); }

    /// Reads the row's columns again, by its key; changes nothing when that fails. Errors: DoesNotExist.
    void refresh();

    /// Inserts many rows, several in a statement, all or none: objects of the model; or tuples or single values
    /// for the columns named; or assignments. Columns not given get their C++ default, else the engine's. Generated
    /// keys are not read back, unless asked for by returning(U.id).
    /// A range given as an lvalue is borrowed, and must live until execute() returns.
    ///
    ///     std::int64_t n = User::insert_many(users).execute();
    ///     User::insert_many({{"huey", 5}, {"zaizee", 3}}, U.username, U.karma).execute();
    ///     User::insert_many(rows).on_conflict(U.username).preserve(U.karma).execute();
    template <class Rows, class... Columns>
    static InsertMany<D, Rows, Columns...> insert_many(Rows&& rows, const Columns&... /*columns*/) {
        using Row = detail::ManyRow<D, detail::value_of_rows_t<D, Rows>, Columns...>;
        detail::required_column_is_missing<typename Row::Missing>();
        detail::check_many<Row::problem()>();
        return InsertMany<D, Rows, Columns...>(std::forward<Rows>(rows));
    }
    static InsertMany<D, std::vector<D>> insert_many(std::initializer_list<D> rows) {
        return InsertMany<D, std::vector<D>>(std::vector<D>(rows));
    }
    template <class... Columns>
    requires(sizeof...(Columns)
             > 0) static auto insert_many(std::initializer_list<detail::braced_row_t<Columns...>> rows,
                                          const Columns&... columns) {
        return insert_many(std::vector<detail::braced_row_t<Columns...>>(rows), columns...);
    }

    /// SQLite: `INSERT OR REPLACE`; see Resolve. The same as `insert(…).or_(Resolve::replace)`.
    template <class... Assignments>
    static Insert<D> replace(const Assignments&... assignments) {
        return insert(assignments...).or_(Resolve::replace);
    }

    /// PostgreSQL: the quickest way in, for many rows. All or none; generated keys are not read back, and a key
    /// that an object brings is taken. Returns the number of rows.
    /// SQL: COPY, in a transaction or savepoint. Errors: NotSupportedError on SQLite; those of insert_many().
    template <class Rows>
    static std::int64_t copy_in(const Rows& rows) {
        static_assert(std::is_same_v<detail::value_of_rows_t<D, const Rows>, D>,
                      "copy_in: a range of objects of the model");
        detail::RowsInOrder<D, const Rows> in_order(rows);
        return detail::copy_rows(pewit_description(), detail::size_of_rows(rows), in_order);
    }

    /// Inserts the rows and stores their generated keys in them, all or none.
    template <class Rows>
    static void bulk_create(Rows& rows, Batch size = {});

    /// Updates these columns of the rows: `User::bulk_update(users, U.karma, batch(500))`, all or none.
    /// Errors: DoesNotExist or StaleRow for the first row that the database does not have so.
    template <class Rows, class... Columns>
    static void bulk_update(Rows& rows, const Columns&... columns);

    /// The database its statements run on, on this thread: the one a BindScope or META names, else the
    /// current one, else the only one open. `user.database()` says the same.
    /// Errors: InterfaceError when there is none.
    [[nodiscard]] static Database& database() { return detail::database_of(pewit_description()); }

    /// CREATE TABLE with the model's indexes, on the model's database. Safe: IF NOT EXISTS.
    static void create_table(bool safe = true) { detail::create_table(pewit_description(), safe); }
    static void drop_table(bool safe = true) { detail::drop_table(pewit_description(), safe); }

private:
    static const detail::ModelDescription& pewit_description() noexcept { return detail::description<D>(); }
    D* self() noexcept { return static_cast<D*>(this); }
    std::int64_t delete_by(std::int64_t (*erase)(const detail::ModelDescription&, const void*)) {
        return detail::delete_with_hooks(pewit_description(), *self(),
                                         [&] { return erase(pewit_description(), self()); });
    }
};

template <class D>
inline constexpr detail::ColumnsOf<D> pewit_columns{};
template <class D>
constexpr const detail::ColumnsOf<D>& ModelBase<D>::c = pewit_columns<D>;

template <class D>
struct ModelNoId : ModelBase<D> {
    static constexpr bool pewit_has_id = false;
    static detail::NoFields<D> pewit_chain(detail::Rank<0>);
};

template <class D>
struct Model : ModelBase<D> {
    static constexpr bool pewit_has_id = true;
    using PewitIdField = detail::IdField<D>;

    std::int64_t id = 0;  ///< 0: not saved yet
    static detail::IdField<D> pewit_chain(detail::Rank<0>);
};

template <class D>
template <class... Assignments>
D ModelBase<D>::create(Assignments&&... assignments) {
    D row{};
    if constexpr (!(detail::is_value_assignment_v<std::remove_cvref_t<Assignments>, D> && ...)) {
        static_assert(detail::never_v<D>,
                      "create() takes values for columns of this model; expressions go into insert()");
    } else {
        detail::required_column_is_missing<typename detail::MissingField<D, Assignments...>::type>();
        detail::check_assigned_once<Assignments...>();
        detail::check_hooks<D>();
        ((row.*detail::member_of<Assignments>() = static_cast<Assignments&&>(assignments).value), ...);
        static constexpr detail::ColumnSet left = detail::columns_left_to_engine<D, Assignments...>();
        if constexpr (detail::HasPreSave<D> || detail::HasPostSave<D>) {
            detail::save_with_hooks(detail::description<D>(), row, true,
                                    [&row] { detail::insert_row(detail::description<D>(), &row, left); });
        } else if constexpr (left.is_empty()) {
            detail::insert_row(detail::description<D>(), &row);
        } else {
            detail::insert_row(detail::description<D>(), &row, left);
        }
    }
    return row;
}

template <class D>
D ModelBase<D>::create(D row) {
    row.save(ForceInsert{});
    return row;
}

template <class D>
template <class... Key>
D ModelBase<D>::get_by_id(const Key&... key) {
    static_assert(sizeof...(Key) == detail::DescriptionOf<D>::key.size(),
                  "get_by_id: as many values as the key has columns");
    D row{};
    detail::assign_key(row, key...);
    detail::fetch_existing_row(pewit_description(), &row, &row);
    return row;
}

template <class D>
template <class... Assignments>
GetOrCreate<D> ModelBase<D>::get_or_create(Assignments&&... assignments) {
    detail::required_column_is_missing<typename detail::MissingField<D, Assignments...>::type>();
    constexpr detail::ColumnSet left = detail::columns_left_to_engine<D, Assignments...>();
    GetOrCreate<D> result;
    detail::ColumnSet sought;
    const auto put = [&]<class A>(A&& assignment) {
        if constexpr (detail::is_defaults_v<std::remove_cvref_t<A>>) {
            std::apply([&](auto&... each) { (detail::assign(result.row, each), ...); },
                       assignment.assignments);
        } else {
            sought.add(std::remove_cvref_t<A>::index);
            detail::assign(result.row, std::forward<A>(assignment));
        }
    };
    (put(std::forward<Assignments>(assignments)), ...);
    result.created = detail::get_or_insert_row(pewit_description(), &result.row, sought, left,
                                               detail::insert_hooks_of<D>());
    return result;
}

template <class D>
void ModelBase<D>::refresh() {
    D fresh{};
    detail::fetch_existing_row(pewit_description(), self(), &fresh);
    detail::move_columns(fresh, *self());
}

template <class D>
template <class Rows>
void ModelBase<D>::bulk_create(Rows& rows, Batch size) {
    if constexpr (detail::are_writable_v<Rows>) {
        detail::RowsInOrder<D, Rows> in_order(rows);
        detail::create_rows(pewit_description(), detail::size_of_rows(rows), in_order, size.size);
    } else {
        static_assert(detail::never_v<D>, "bulk_create() stores keys in the rows: they can't be const");
    }
}

template <class D>
template <class Rows, class... Columns>
void ModelBase<D>::bulk_update(Rows& rows, const Columns&... columns) {
    if constexpr (detail::are_writable_v<Rows> || !detail::DescriptionOf<D>::updates_objects()) {
        detail::ColumnSet set;
        (detail::add_bulk_column(set, columns), ...);
        std::size_t batch = 0;
        ((batch = detail::batch_in(batch, columns)), ...);
        detail::RowsInOrder<D, Rows> in_order(rows);
        detail::update_rows(pewit_description(), detail::size_of_rows(rows), in_order, set, batch);
    } else {
        static_assert(detail::never_v<D>,
                      "bulk_update() stores versions and states in these rows: they can't be const");
    }
}

namespace detail {

template <class Key, class M>
Key key_of(const M& row) {
    const auto& key = row.*key_field_t<M>::pewit_member();
    if constexpr (is_foreign_key_v<std::remove_cvref_t<decltype(key)>>) {
        return key.id();
    } else {
        return key;
    }
}

template <class M, class Key>
LoadedRow* load_row(const Key& key, const ColumnDescription* origin) {
    before_lazy_load(description<M>(), origin);
    return new LoadedRowOf<M>(M::get_by_id(key));
}

}  // namespace detail

/// The table of M under another name, for a query that needs it twice:
/// `auto boss = pewit::alias<User>("boss"); … boss.username`. A name, once used, stays in memory.
/// Errors: ProgrammingError when the name can't be an SQL name.
template <class M>
[[nodiscard]] detail::ColumnsOf<M> alias(std::string_view name) {
    return detail::ColumnsOf<M>(detail::intern_alias(name));
}

}  // namespace pewit

#include <pewit/detail/relations.hpp>  // what the macros name, and needs models
#include <pewit/many_to_many.hpp>
#include <pewit/prefetch.hpp>
