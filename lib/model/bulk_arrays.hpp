/// Many rows as arrays, one for each column: few statements, each with as many rows as are quickest.
#pragma once

#include <cstddef>
#include <vector>

#include <pewit/detail/row_store.hpp>

namespace pewit::detail {

/// The rows from a place on that all bring their key, or all don't, as the parameters of an INSERT.
class NewRows final : public RowSource {
public:
    NewRows(const ModelDescription& model, std::size_t begin, std::size_t end, RowAt at);

    bool bind_next(Statement& row) override;
    [[nodiscard]] bool without_key() const noexcept { return without_key_; }
    /// How many were taken.
    [[nodiscard]] std::size_t count() const noexcept { return next_ - begin_; }

private:
    const ModelDescription& model_;
    std::size_t begin_;
    std::size_t next_;
    std::size_t end_;
    RowAt at_;
    bool without_key_;
};

/// The engine makes the key.
[[nodiscard]] bool makes_key(const ModelDescription& model, const void* row);
/// Binds one row; the version of a new row is 1, whatever the object, which is not changed, says.
int bind_new_row(const ModelDescription& model, Statement& statement, int index, const void* row,
                 bool without_key);
[[nodiscard]] ColumnSet columns_of_new_row(const ModelDescription& model, bool without_key);

/// The engine takes arrays, and this model's columns can be elements of them.
[[nodiscard]] bool can_come_as_arrays(const ModelDescription& model, const Dialect& dialect);

/// One INSERT of rows from `begin` on. Returns how many it took. With `keys`, those that the engine
/// made are added there, in the rows' order; none where the rows bring theirs.
std::size_t insert_arrays(Session& session, const ModelDescription& model, std::size_t begin, std::size_t end,
                          RowAt at, std::vector<std::int64_t>* keys);

/// One UPDATE of rows from `begin` on; adds them to `rows`. False: not each of them was found, or one is
/// there twice.
[[nodiscard]] bool update_arrays(Session& session, const ModelDescription& model, std::size_t begin,
                                 std::size_t end, RowAt at, const ColumnSet& columns,
                                 std::vector<void*>& rows);

}  // namespace pewit::detail
