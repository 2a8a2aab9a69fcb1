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
requires(F::pewit_options().spec.primary_key) struct KeyField<F> {
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

/// The target of a ForeignKey; a function, instantiated when the target is complete.
template <class Reference>
const ModelDescription& target_description() {
    using Target = typename Reference::Target;
    static_assert(DescriptionOf<Target>::key.size() == 1, "a foreign key can't refer to a composite key");
    static_assert(std::is_same_v<typename Reference::KeyType, key_value_t<Target>>,
                  "the target's key is of another type: write pewit::ForeignKey<Target, KeyType>");
    return description<Target>();
}

template <class F, class T = unwrapped_t<typename F::PewitValue>>
struct ForeignKeyOf {
    static constexpr const ForeignKeyDescription* value = nullptr;
};
/// `T` is a ForeignKey: relation.hpp names its target.
template <class F, class T>
requires is_foreign_key_v<T>
struct ForeignKeyOf<F, T> {
    static constexpr FieldSpec spec = F::pewit_options().spec;
    static constexpr ForeignKeyDescription description{&target_description<T>, spec.on_delete, spec.on_update,
                                                       spec.deferrable, spec.backref};
    static constexpr const ForeignKeyDescription* value = &description;
    static_assert(F::pewit_options().spec.on_delete != ReferentialAction::set_null
                      || FieldTraits<typename F::PewitValue>::nullable,
                  "on_delete(set_null): the foreign key must be a std::optional");
};

template <class F>
constexpr ColumnDescription describe_column() {
    using T = typename F::PewitValue;
    using Access = FieldAccess<F>;
    const auto options = F::pewit_options();
    const FieldSpec& spec = options.spec;
    ColumnDescription column;
    column.member = F::pewit_name();
    column.name = spec.column.empty() ? column.member : spec.column;
    column.type = FieldTraits<T>::sql_type;
    column.type_name = type_name<T>();
    column.nullable = FieldTraits<T>::nullable;
    column.primary_key = spec.primary_key;
    column.autoincrement = spec.autoincrement;
    column.unique = spec.unique;
    column.index = spec.index;
    column.required =
        !column.nullable && !spec.has_default && spec.default_sql.empty() && !spec.autoincrement;
    column.max_length = spec.max_length;
    column.check = spec.check;
    column.collation = spec.collation;
    column.default_sql = spec.default_sql;
    column.foreign_key = ForeignKeyOf<F>::value;
    column.bind = &Access::bind;
    column.read = &Access::read;
    column.fill_default = spec.has_default ? &Access::fill_default : nullptr;
    return column;
}

template <class F>
constexpr void describe_columns([[maybe_unused]] ColumnDescription* columns) {
    if constexpr (F::pewit_count > 0) {
        describe_columns<typename F::PewitPrevious>(columns);
        columns[F::pewit_index] = describe_column<F>();
    }
}

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

    static constexpr bool has_distinct_names() {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            for (std::size_t j = i + 1; j < columns.size(); ++j) {
                if (is_same_name(columns[i].name, columns[j].name)) return false;
            }
        }
        return true;
    }
    static_assert(has_distinct_names(),
                  "two columns of a model have the same name (MODEL itself makes an id)");

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
    static constexpr std::size_t first_key() {
        std::size_t i = 0;
        while (i + 1 < columns.size() && !columns[i].primary_key)
            ++i;
        return i;
    }
    static_assert(count_keys() > 0,
                  "a model needs a primary key: MODEL gives it an id, else use primary_key or "
                  "META(composite_key(…))");
    static_assert(
        count_keys() == 1 || meta.key.count == count_keys(),
        "more than one primary key: use MODEL_NO_ID, or META(composite_key(…)) with all its columns");

    static_assert(!has_generated_key() || (count_keys() == 1 && columns[first_key()].autoincrement),
                  "autoincrement: only for the primary key");
    static_assert(!meta.without_rowid || !has_generated_key(),
                  "without_rowid: the key can't be made by the engine");

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

    static std::int64_t& generated_key(void* model) noexcept {
        return FieldAccess<field_at_t<M, key[0]>>::of(model);
    }
    static Fingerprints& fingerprints(void* model) noexcept {
        return static_cast<M*>(model)->pewit_row_state.fingerprints;
    }

    static constexpr ModelDescription make() {
        ModelDescription model;
        model.name = class_name<M>();
        model.table = meta.table.empty() ? default_table.view() : meta.table;
        model.schema = meta.schema;
        model.database = meta.database;
        model.columns = columns;
        model.indexes = indexes;
        model.primary_key = key;
        model.checks = meta.checks;
        model.without_rowid = meta.without_rowid;
        model.only_save_dirty = meta.only_save_dirty;
        model.version_column = meta.version_column;
        model.statements = &statements_of<M>;
        if constexpr (columns[key[0]].autoincrement) model.generated_key = &generated_key;
        if constexpr (meta.only_save_dirty) model.fingerprints = &fingerprints;
        return model;
    }
    static constexpr ModelDescription value = make();
};

template <class M>
inline const ModelRegistration registration{DescriptionOf<M>::value};

template <class M>
const ModelDescription& description() noexcept {
    static_cast<void>(&registration<M>);  // so that it exists
    return DescriptionOf<M>::value;
}

}  // namespace pewit::detail
