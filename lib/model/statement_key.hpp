/// Keys of the statement cache for statements whose text depends on more than the model.
#pragma once

#include <cstddef>
#include <string>

#include <pewit/detail/column_set.hpp>
#include <pewit/detail/description.hpp>

#include "sql/key_space.hpp"

namespace pewit::detail {

enum class RowStatement : char {
    insert,
    update,
    find,
    insert_rows,
    copy_rows,
    insert_arrays,
    update_arrays,
    select_references,
    clear_references,
    delete_by_key
};

/// Bytes that no other statement's key equals: they have a KeySpace of their own.
class StatementKey {
public:
    StatementKey(RowStatement kind, const ModelDescription& model) {
        bytes_ += static_cast<char>(KeySpace::row);
        bytes_ += static_cast<char>(kind);
        add_bytes(&model);
    }
    StatementKey& add(const ColumnSet& columns) {
        for (const std::uint64_t word : columns.words)
            add_bytes(word);
        return *this;
    }
    StatementKey& add(std::size_t number) {
        add_bytes(number);
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

private:
    template <class T>
    void add_bytes(const T& value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    std::string bytes_;
};

}  // namespace pewit::detail
