#include "model/bind.hpp"

#include <pewit/detail/fault.hpp>
#include <pewit/detail/fingerprints.hpp>
#include <pewit/detail/row_store.hpp>

#include "model/captured_value.hpp"
#include "model/fingerprint.hpp"
#include "transaction/rollback_epoch.hpp"

namespace pewit::detail {

namespace {

FaultPlace place_of(const ModelDescription& model, const ColumnDescription& column) {
    FaultPlace place;
    place.table = model.table;
    place.column = column.name;
    place.type = column.type_name;
    return place;
}

const ColumnDescription& version_column(const ModelDescription& model) {
    return model.columns[static_cast<std::size_t>(model.version_column)];
}

}  // namespace

void throw_bind_fault(Fault fault, const ModelDescription& model, const ColumnDescription& column,
                      const Statement* statement) {
    FaultPlace place = place_of(model, column);
    place.writing = true;
    if (statement != nullptr) place.sql = statement->sql();
    throw_fault(fault, place);
}

int bind_columns(const ModelDescription& model, const ColumnSet& columns, Statement& statement, int index,
                 const void* row) {
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (columns.has(i)) bind_column(model, model.columns[i], statement, index++, row);
    }
    return index;
}

int bind_key(const ModelDescription& model, Statement& statement, int index, const void* row) {
    for (const std::uint16_t column : model.primary_key) {
        bind_column(model, model.columns[column], statement, index++, row);
    }
    return index;
}

std::int64_t version_of(const ModelDescription& model, const void* row) {
    return CapturedValue(model, version_column(model), row).integer();
}

void set_version(const ModelDescription& model, void* row, std::int64_t version) {
    Cell cell;
    cell.kind = CellKind::integer;
    cell.integer = version;
    const Fault fault = version_column(model).read(cell, row);
    if (fault != Fault::none) throw_bind_fault(fault, model, version_column(model), nullptr);
}

void read_column(const ModelDescription& model, const ColumnDescription& column, const Cell& cell,
                 void* row) {
    const Fault fault = column.read(cell, row);
    if (fault == Fault::none) return;
    FaultPlace place = place_of(model, column);
    place.found = cell.kind;
    throw_fault(fault, place);
}

void read_row(const ModelDescription& model, const Cell* cells, void* row) {
    for (const ColumnDescription& column : model.columns)
        read_column(model, column, *cells++, row);
    if (model.fingerprints != nullptr) remember_row(model, row);
}

void remember_row(const ModelDescription& model, void* row) {
    if (model.fingerprints == nullptr) return;
    Fingerprints& known = model.fingerprints(row);
    known.begin(model.columns.size(), rollback_epoch());
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        known.of(i) = fingerprint_of(model.columns[i], row).value_or(0);
    }
}

void remember_columns(const ModelDescription& model, const ColumnSet& columns, void* row) {
    if (model.fingerprints == nullptr || !model.fingerprints(row).are_known(rollback_epoch())) return;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (columns.has(i)) model.fingerprints(row).of(i) = fingerprint_of(model.columns[i], row).value_or(0);
    }
}

ColumnSet dirty_columns(const ModelDescription& model, void* row) {
    ColumnSet dirty;
    Fingerprints& known = model.fingerprints(row);
    const bool are_known = known.are_known(rollback_epoch());
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (model.columns[i].primary_key || static_cast<int>(i) == model.version_column) continue;
        const std::optional<std::uint64_t> now = fingerprint_of(model.columns[i], row);
        if (!are_known || !now || known.of(i) != *now) dirty.add(i);
    }
    return dirty;
}

}  // namespace pewit::detail
