/// The options of META: their names, and what each writes down about its model.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <pewit/detail/column.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

inline constexpr std::size_t max_index_parts = 16;

/// index_on(…) or unique_on(…): columns in order, with where() and name() to follow.
struct IndexOnOption {
    std::array<IndexPart, max_index_parts> parts{};
    std::size_t count = 0;
    std::string_view condition = {};
    std::string_view index_name = {};
    bool unique = false;

    /// A partial index: SQL text of its condition.
    [[nodiscard]] constexpr IndexOnOption where(std::string_view sql) const {
        IndexOnOption copy = *this;
        copy.condition = sql;
        return copy;
    }
    /// Default: table and columns, joined by underscores.
    [[nodiscard]] constexpr IndexOnOption name(std::string_view name) const {
        IndexOnOption copy = *this;
        copy.index_name = name;
        return copy;
    }
};

template <class M, class T, std::uint16_t I>
constexpr IndexPart index_part(const Column<M, T, I>& /*column*/) {
    return {I, {}, false};
}
constexpr IndexPart index_part(const IndexPart& part) { return part; }

struct CompositeKeyOption {
    std::array<std::uint16_t, max_index_parts> columns{};
    std::size_t count = 0;
};

/// text_index(…): the columns that can be searched by words.
struct TextIndexOption {
    std::array<std::uint16_t, max_index_parts> columns{};
    std::size_t count = 0;
    std::string_view language_name = {};
    std::string_view tokenizer_name = {};

    /// A language whose words are found in all their forms: one of PostgreSQL's text search configurations, such as
    /// "english", which SQLite knows too. Default: words as they are written, but for the case of letters.
    [[nodiscard]] constexpr TextIndexOption language(std::string_view name) const {
        TextIndexOption copy = *this;
        copy.language_name = name;
        return copy;
    }
    /// SQLite: FTS5's tokenizer with its arguments, such as "trigram".
    [[nodiscard]] constexpr TextIndexOption tokenizer(std::string_view name) const {
        TextIndexOption copy = *this;
        copy.tokenizer_name = name;
        return copy;
    }
};

// clang-format off
struct TableOption         { std::string_view name; };
struct SchemaOption        { std::string_view name; };
struct DatabaseOption      { std::string_view name; DatabaseProxy* proxy; };
struct TableCheckOption    { std::string_view sql; };
struct VersionOption       { std::uint16_t column; };
struct WithoutRowidOption  {};
struct OnlySaveDirtyOption {};
// clang-format on

/// What META says about a model with so many indexes and checks.
template <std::size_t Indexes, std::size_t Checks>
struct MetaSpec {
    std::string_view table = {};
    std::string_view schema = {};
    std::string_view database = {};
    DatabaseProxy* proxy = nullptr;
    CompositeKeyOption key{};
    TextIndexOption text_index{};
    std::array<IndexOnOption, Indexes> indexes{};
    std::array<std::string_view, Checks> checks{};
    std::size_t index_count = 0;
    std::size_t check_count = 0;
    int version_column = -1;
    bool without_rowid = false;
    bool only_save_dirty = false;

    // clang-format off
    constexpr void apply(const TableOption& option)         { table = option.name; }
    constexpr void apply(const SchemaOption& option)        { schema = option.name; }
    constexpr void apply(const DatabaseOption& option)      { database = option.name; proxy = option.proxy; }
    constexpr void apply(const CompositeKeyOption& option)  { key = option; }
    constexpr void apply(const TextIndexOption& option)     { text_index = option; }
    constexpr void apply(const IndexOnOption& option)       { indexes[index_count++] = option; }
    constexpr void apply(const TableCheckOption& option)    { checks[check_count++] = option.sql; }
    constexpr void apply(const VersionOption& option)       { version_column = option.column; }
    constexpr void apply(const WithoutRowidOption&)         { without_rowid = true; }
    constexpr void apply(const OnlySaveDirtyOption&)        { only_save_dirty = true; }
    // clang-format on
};

template <class... Options>
constexpr auto meta_options(const Options&... options) {
    MetaSpec<(0 + ... + std::size_t{std::is_same_v<Options, IndexOnOption>}),
             (0 + ... + std::size_t{std::is_same_v<Options, TableCheckOption>})>
        spec{};
    (spec.apply(options), ...);
    return spec;
}

/// The names that a user may write in META(…); `c`, the columns, comes from the macro.
struct MetaOptionNames {
    static constexpr WithoutRowidOption without_rowid{};
    static constexpr OnlySaveDirtyOption only_save_dirty{};

    static constexpr TableOption table(std::string_view name) { return {name}; }
    static constexpr SchemaOption schema(std::string_view name) { return {name}; }
    /// The database registered under this name, or the one a proxy is initialised with.
    static constexpr DatabaseOption database(std::string_view name) { return {name, nullptr}; }
    static constexpr DatabaseOption database(DatabaseProxy& proxy) { return {{}, &proxy}; }
    static constexpr TableCheckOption check(std::string_view sql) { return {sql}; }
    /// An indexed SQL expression, a part of index_on() or unique_on().
    static constexpr IndexPart expression(std::string_view sql) { return {0, sql, false}; }
    template <class M, class T, std::uint16_t I>
    static constexpr IndexPart descending(const Column<M, T, I>& /*column*/) {
        return {I, {}, true};
    }

    template <class... Parts>
    static constexpr IndexOnOption index_on(const Parts&... parts) {
        static_assert(sizeof...(Parts) > 0 && sizeof...(Parts) <= max_index_parts,
                      "an index has 1 to 16 parts");
        return {{index_part(parts)...}, sizeof...(Parts), {}, {}, false};
    }
    template <class... Parts>
    static constexpr IndexOnOption unique_on(const Parts&... parts) {
        static_assert(sizeof...(Parts) > 0 && sizeof...(Parts) <= max_index_parts,
                      "an index has 1 to 16 parts");
        return {{index_part(parts)...}, sizeof...(Parts), {}, {}, true};
    }
    /// Columns of text to be searched by words, see text_search.hpp. On SQLite an FTS5 table beside the model's own,
    /// which triggers keep in step; on PostgreSQL a GIN index.
    template <class... Columns>
    static constexpr TextIndexOption text_index(const Columns&... /*columns*/) {
        static_assert(sizeof...(Columns) > 0 && sizeof...(Columns) <= max_index_parts,
                      "a text index has 1 to 16 columns");
        static_assert((std::is_same_v<unwrapped_t<typename Columns::Value>, std::string> && ...),
                      "a text index is of std::string columns");
        return {{Columns::index...}, sizeof...(Columns), {}, {}};
    }
    template <class... Columns>
    static constexpr CompositeKeyOption composite_key(const Columns&... /*columns*/) {
        static_assert(sizeof...(Columns) > 1 && sizeof...(Columns) <= max_index_parts,
                      "a composite key has 2 to 16 columns");
        return {{Columns::index...}, sizeof...(Columns)};
    }
    template <class M, class T, std::uint16_t I>
    static constexpr VersionOption version(const Column<M, T, I>& /*column*/) {
        static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>,
                      "version: the column must be an integer");
        return {I};
    }
};

/// A model without META.
struct NoMeta {
    static constexpr auto pewit_meta_options() {
        return [](const auto& /*columns*/) { return meta_options(); };
    }
};

}  // namespace pewit::detail
