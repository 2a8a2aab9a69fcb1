/// Runs what a DatasetQuery asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <pewit/dataset.hpp>
#include <pewit/detail/execution.hpp>

#include "dataset/table_writer.hpp"

namespace pewit {

/// Makes rows of cells.
class DatasetReader {
public:
    void add(std::string name, std::optional<detail::SqlType> type) {
        columns_.push_back({std::move(name), type});
    }
    [[nodiscard]] std::size_t size() const noexcept { return columns_.size(); }
    void read(const std::string& table, const detail::Cell* cells, Row& row) const;

private:
    struct Column {
        std::string name;
        std::optional<detail::SqlType> type;
    };
    std::vector<Column> columns_;
};

namespace detail {

/// One run. Borrows the select.
class SelectRun {
public:
    enum class Reading : std::uint8_t { at_once, as_stream };

    SelectRun(const DatasetSelect& select, Reading reading);
    [[nodiscard]] bool next(Row& row);
    [[nodiscard]] const DatasetReader& reader() const noexcept { return reader_; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

private:
    const DatasetSelect& select_;
    SessionLease lease_;
    TableFacts facts_;
    DatasetReader reader_;
    std::vector<std::string> names_;
    std::optional<Execution> execution_;
};

}  // namespace detail
}  // namespace pewit
