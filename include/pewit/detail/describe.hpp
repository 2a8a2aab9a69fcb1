/// Turns the chain of fields and META of a model into its ModelDescription, at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <pewit/detail/description.hpp>
#include <pewit/detail/field.hpp>
#include <pewit/detail/fingerprints.hpp>
#include <pewit/detail/meta_options.hpp>
#include <pewit/detail/row_store.hpp>

namespace pewit::detail {

/// "pewit::…<blog::User>" → "User".
template <class M>
constexpr std::string_view class_name() {
#if defined(__clang__)
    constexpr std::string_view end_mark = "]";
#else
    constexpr std::string_view end_mark = "; std::string_view";
#endif
    std::string_view text = __PRETTY_FUNCTION__;
    text = text.substr(0, text.rfind(end_mark));
    return text.substr(text.rfind(':') == std::string_view::npos || text.rfind(':') < text.rfind("= ")
                           ? text.rfind("= ") + 2
                           : text.rfind(':') + 1);
}

constexpr bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }

constexpr char to_lower(char letter) {
    return is_upper(letter) ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// As SQL compares names: without regard to the case of ASCII letters.
constexpr bool is_same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (to_lower(a[i]) != to_lower(b[i])) return false;
    }
    return true;
}

/// Compares hashes first: compilers count the steps of what they compute.
template <std::size_t N>
constexpr bool has_distinct_names(const std::array<ColumnDescription, N>& columns) {
    std::array<std::uint32_t, N> hashes{};
    for (std::size_t i = 0; i < N; ++i) {
        std::uint32_t hash = 2166136261U;
        for (const char letter : columns[i].name) {
            hash = (hash ^ static_cast<unsigned char>(to_lower(letter))) * 16777619U;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (hashes[j] == hash && is_same_name(columns[i].name, columns[j].name)) return false;
        }
        hashes[i] = hash;
    }
    return true;
}

/// A class name in snake_case: TestModel → test_model, HTTPRequest → http_request.
struct SnakeCase {
    std::array<char, 128> text{};
    std::size_t size = 0;

    constexpr explicit SnakeCase(std::string_view name) {
        for (std::size_t i = 0; i < name.size() && size + 2 < text.size(); ++i) {
            const bool ends_acronym = i + 1 < name.size() && !is_upper(name[i + 1]) && name[i + 1] != '_';
            if (i > 0 && is_upper(name[i]) && name[i - 1] != '_'
                && (!is_upper(name[i - 1]) || ends_acronym)) {
                text[size++] = '_';
            }
            text[size++] = to_lower(name[i]);
        }
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), size}; }
};

template <class M>
struct DescriptionOf;

/// The field that is the primary key of M: the last one that says so.
template <class F>
struct KeyField : KeyField<typename F::PewitPrevious> {};
template <class F>
requires(F::pewit_options()().spec.primary_key) struct KeyField<F> {
    using type = F;
};
template <class M>
using key_field_t = typename KeyField<last_field_t<M>>::type;

template <class T>
struct KeyValue {
    using type = T;
};
/// A key that is itself a foreign key: the other table's key.
template <class T>
requires is_foreign_key_v<T>
struct KeyValue<T> {
    using type = typename T::KeyType;
};
/// What a ForeignKey<M> must hold.
template <class M>
using key_value_t = typename KeyValue<typename key_field_t<M>::PewitValue>::type;

/// Does F refer to a key of one column, and hold a value of its type? Asked when the target is complete.
enum class ReferenceProblem : std::uint8_t { none, composite_key, key_type };

template <class F>
constexpr ReferenceProblem reference_problem() {
    using T = unwrapped_t<typename F::PewitValue>;
    if constexpr (is_foreign_key_v<T>) {
        using Target = typename T::Target;
        if (DescriptionOf<Target>::key.size() != 1) return ReferenceProblem::composite_key;
        if (!std::is_same_v<typename T::KeyType, key_value_t<Target>>) return ReferenceProblem::key_type;
    }
    return ReferenceProblem::none;
}

/// Of the field and all before it, the first problem from the end.
template <class F>
constexpr ReferenceProblem first_reference_problem() {
    if constexpr (F::pewit_count == 0) {
        return ReferenceProblem::none;
    } else {
        const ReferenceProblem problem = reference_problem<F>();
        return problem != ReferenceProblem::none ? problem
                                                 : first_reference_problem<typename F::PewitPrevious>();
    }
}

template <class F, class T = unwrapped_t<typename F::PewitValue>>
struct ForeignKeyOf {
    static constexpr const ForeignKeyDescription* value = nullptr;
};
/// `T` is a ForeignKey: relation.hpp names its target.
template <class F, class T>
requires is_foreign_key_v<T>
struct ForeignKeyOf<F, T> {
    static constexpr FieldSpec spec = F::pewit_options()().spec;
    static constexpr ForeignKeyDescription description{&pewit::detail::description<typename T::Target>,
                                                       spec.on_delete, spec.on_update, spec.deferrable,
                                                       spec.backref};
    static constexpr const ForeignKeyDescription* value = &description;
};

/// What a column takes from its C++ type.
struct TypeFacts {
    SqlType type;
    bool nullable;
    std::string_view name;
    decltype(ColumnDescription::bind_member) bind;
    decltype(ColumnDescription::read_member) read;
};

template <class T>
inline constexpr TypeFacts type_facts{FieldTraits<T>::sql_type, FieldTraits<T>::nullable, type_name<T>(),
                                      &bind_member<T>, &read_member<T>};

/// No template: a compiler spends more on an instance of this than on all else about a field.
constexpr ColumnDescription make_column(const FieldSpec& spec, std::string_view member, std::size_t offset,
                                        const TypeFacts& type, const ForeignKeyDescription* foreign_key) {
    ColumnDescription column;
    column.member = member;
    column.name = spec.column.empty() ? member : spec.column;
    column.type = type.type;
    column.type_name = type.name;
    column.nullable = type.nullable;
    column.primary_key = spec.primary_key;
    column.autoincrement = spec.autoincrement;
    column.unique = spec.unique;
    column.index = spec.index;
    column.required = !type.nullable && !spec.has_default && spec.default_sql.empty() && !spec.autoincrement;
    column.max_length = spec.max_length;
    column.check = spec.check;
    column.collation = spec.collation;
    column.default_sql = spec.default_sql;
    column.foreign_key = foreign_key;
    column.offset = static_cast<std::uint32_t>(offset);
    column.has_default = spec.has_default;
    column.bind_member = type.bind;
    column.read_member = type.read;
    return column;
}

template <class F>
constexpr void describe_columns([[maybe_unused]] ColumnDescription* columns) {
    if constexpr (F::pewit_count > 0) {
        describe_columns<typename F::PewitPrevious>(columns);
        if constexpr (HasOptions<F> && FieldType<typename F::PewitValue>) {
            columns[F::pewit_index] =
                make_column(F::pewit_options()().spec, F::pewit_name(), F::pewit_offset(),
                            type_facts<typename F::PewitValue>, ForeignKeyOf<F>::value);
        } else {
            columns[F::pewit_index].name = F::pewit_name();  // the error has been reported at the field
        }
    }
}

/// What is wrong with a model as a whole.
enum class ModelProblem : std::uint8_t { none, no_key, several_keys, without_rowid, same_names };

/// The constant data of model M. Everything here is made when the model is complete and first used.
template <class M>
struct DescriptionOf {
    using Last = last_field_t<M>;
    static constexpr std::size_t column_count = Last::pewit_count;
    static_assert(column_count > 0, "a model needs at least one FIELD");

    static constexpr auto meta = M::PewitMeta::pewit_meta_options()(ColumnsOf<M>{});
    static constexpr SnakeCase default_table{class_name<M>()};

    static constexpr std::array<ColumnDescription, column_count> make_columns() {
        std::array<ColumnDescription, column_count> made{};
        describe_columns<Last>(made.data());
        for (std::size_t i = 0; i < meta.key.count; ++i)
            made[meta.key.columns[i]].primary_key = true;
        if (meta.version_column >= 0) made[static_cast<std::size_t>(meta.version_column)].required = false;
        return made;
    }
    static constexpr auto columns = make_columns();

    static constexpr std::size_t count_keys() {
        std::size_t count = 0;
        for (const ColumnDescription& column : columns)
            count += column.primary_key ? 1U : 0U;
        return count;
    }
    static constexpr bool has_generated_key() {
        for (const ColumnDescription& column : columns) {
            if (column.autoincrement) return true;
        }
        return false;
    }
    static constexpr ModelProblem find_problem() {
        if (count_keys() == 0) return ModelProblem::no_key;
        if (count_keys() > 1 && meta.key.count != count_keys()) return ModelProblem::several_keys;
        if (meta.without_rowid && has_generated_key()) return ModelProblem::without_rowid;
        return has_distinct_names<column_count>(columns) ? ModelProblem::none : ModelProblem::same_names;
    }
    static constexpr ModelProblem problem = find_problem();
    static_assert(
        problem != ModelProblem::no_key,
        "a model needs a primary key: MODEL makes an id; else primary_key or META(composite_key(..))");
    static_assert(
        problem != ModelProblem::several_keys,
        "more than one primary key: use MODEL_NO_ID, or META(composite_key(..)) with all its columns");
    static_assert(problem != ModelProblem::without_rowid,
                  "without_rowid: the key can't be made by the engine");
    static_assert(problem != ModelProblem::same_names,
                  "two columns of a model have the same name (MODEL makes an id)");

    /// A composite key keeps the order in which META names its columns.
    static constexpr std::array<std::uint16_t, count_keys()> make_key() {
        std::array<std::uint16_t, count_keys()> made{};
        std::size_t next = 0;
        for (; next < meta.key.count; ++next)
            made[next] = meta.key.columns[next];
        for (std::size_t i = 0; next < made.size(); ++i) {
            if (columns[i].primary_key) made[next++] = static_cast<std::uint16_t>(i);
        }
        return made;
    }
    static constexpr auto key = make_key();

    static constexpr auto make_indexes() {
        std::array<IndexDescription, meta.indexes.size()> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            const IndexOnOption& option = meta.indexes[i];
            made[i] = {
                {option.parts.data(), option.count}, option.condition, option.index_name, option.unique};
        }
        return made;
    }
    static constexpr auto indexes = make_indexes();

    static constexpr TextIndexDescription text_index{{meta.text_index.columns.data(), meta.text_index.count},
                                                     meta.text_index.language_name,
                                                     meta.text_index.tokenizer_name};

    static Fingerprints& fingerprints(void* model) noexcept {
        return static_cast<M*>(model)->pewit_row_state.fingerprints;
    }

    /// An UPDATE writes into the object too: its version, or what its row is known to hold.
    static constexpr bool updates_objects() noexcept {
        return meta.version_column >= 0 || meta.only_save_dirty;
    }

    static constexpr ModelDescription make() {
        ModelDescription model;
        if constexpr (problem != ModelProblem::none) return model;
        model.name = class_name<M>();
        model.table = meta.table.empty() ? default_table.view() : meta.table;
        model.schema = meta.schema;
        model.database = meta.database;
        model.proxy = meta.proxy;
        model.columns = columns;
        model.indexes = indexes;
        model.primary_key = key;
        model.checks = meta.checks;
        if (meta.text_index.count > 0) model.text_index = &text_index;
        model.without_rowid = meta.without_rowid;
        model.only_save_dirty = meta.only_save_dirty;
        model.version_column = meta.version_column;
        model.statements = &statements_of<M>;
        model.has_generated_key = has_generated_key();
        if constexpr (meta.only_save_dirty) model.fingerprints = &fingerprints;
        return model;
    }
    static constexpr ModelDescription value = make();
};

template <class M>
inline const ModelRegistration registration{DescriptionOf<M>::value};

template <class M>
const ModelDescription& description() noexcept {
    const ModelDescription& value = DescriptionOf<M>::value;
    constexpr ReferenceProblem problem = first_reference_problem<last_field_t<M>>();
    static_assert(problem != ReferenceProblem::composite_key, "a foreign key can't refer to a composite key");
    static_assert(problem != ReferenceProblem::key_type,
                  "the target's key is of another type: write pewit::ForeignKey<Target, KeyType>");
    static_cast<void>(&registration<M>);  // so that it exists
    return value;
}

}  // namespace pewit::detail
