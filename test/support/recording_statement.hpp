/// A statement without an engine: remembers what is bound, and hands it back as cells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/detail/statement.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::test {

class RecordingStatement : public detail::Statement {
public:
    detail::Fault bind_null(int index) override { return keep(index, {}, {}, false); }
    detail::Fault bind_int64(int index, std::int64_t value) override {
        detail::Cell cell;
        cell.kind = detail::CellKind::integer;
        cell.integer = value;
        return keep(index, cell, {}, false);
    }
    detail::Fault bind_double(int index, double value) override {
        detail::Cell cell;
        cell.kind = detail::CellKind::real;
        cell.real = value;
        return keep(index, cell, {}, false);
    }
    detail::Fault bind_text(int index, std::string_view value) override {
        return keep(index, kind(detail::CellKind::text), value, false);
    }
    detail::Fault bind_text_copy(int index, std::string_view value) override {
        return keep(index, kind(detail::CellKind::text), value, true);
    }
    detail::Fault bind_blob(int index, std::span<const std::byte> value) override {
        return keep(index, kind(detail::CellKind::blob), characters(value), false);
    }
    detail::Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return keep(index, kind(detail::CellKind::blob), characters(value), true);
    }

    const detail::Cell* step() override { return nullptr; }
    void reset() noexcept override { bound_.clear(); }
    [[nodiscard]] int parameter_count() const noexcept override { return 1; }
    [[nodiscard]] int column_count() const noexcept override { return 1; }
    [[nodiscard]] std::string_view column_name(int) const override { return "value"; }
    [[nodiscard]] std::string_view sql() const noexcept override { return "SELECT ?"; }

    [[nodiscard]] bool is_bound(int index = 0) const { return bound_.count(index) != 0; }
    [[nodiscard]] bool is_copied(int index = 0) const { return bound_.at(index).copied; }
    /// Borrowed bytes are read only here, as by an engine's step.
    [[nodiscard]] detail::Cell cell(int index = 0) const {
        const Bound& bound = bound_.at(index);
        detail::Cell cell = bound.cell;
        if (cell.kind == detail::CellKind::text || cell.kind == detail::CellKind::blob) {
            const std::string_view bytes = bound.copied ? std::string_view{bound.copy} : bound.borrowed;
            cell.bytes = bytes.data();
            cell.size = bytes.size();
        }
        return cell;
    }

private:
    struct Bound {
        detail::Cell cell;
        std::string_view borrowed;
        std::string copy;
        bool copied = false;
    };

    static detail::Cell kind(detail::CellKind kind) {
        detail::Cell cell;
        cell.kind = kind;
        return cell;
    }
    static std::string_view characters(std::span<const std::byte> bytes) {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    detail::Fault keep(int index, detail::Cell cell, std::string_view bytes, bool copied) {
        Bound& bound = bound_[index];
        bound.cell = cell;
        bound.borrowed = bytes;
        bound.copy = copied ? std::string{bytes} : std::string{};
        bound.copied = copied;
        return detail::Fault::none;
    }

    std::map<int, Bound> bound_;
};

inline detail::Cell null_cell() { return {}; }

inline detail::Cell cell_of(std::int64_t value) {
    detail::Cell cell;
    cell.kind = detail::CellKind::integer;
    cell.integer = value;
    return cell;
}

inline detail::Cell cell_of(double value) {
    detail::Cell cell;
    cell.kind = detail::CellKind::real;
    cell.real = value;
    return cell;
}

inline detail::Cell cell_of(std::string_view text) {
    detail::Cell cell;
    cell.kind = detail::CellKind::text;
    cell.bytes = text.data();
    cell.size = text.size();
    return cell;
}

inline detail::Cell blob_cell(std::string_view bytes) {
    detail::Cell cell = cell_of(bytes);
    cell.kind = detail::CellKind::blob;
    return cell;
}

/// What binding answers, without a statement to keep.
template <class T>
detail::Fault bind_fault(const T& value) {
    RecordingStatement statement;
    return FieldTraits<T>::bind(statement, 0, value);
}

template <class T>
detail::Fault read_fault(const detail::Cell& cell) {
    T value{};
    return FieldTraits<T>::read(cell, value);
}

/// The value after being bound and read back; nothing if either refused it.
template <class T>
std::optional<T> round_trip(const T& value) {
    RecordingStatement statement;
    T result{};
    if (FieldTraits<T>::bind(statement, 0, value) != detail::Fault::none) return std::nullopt;
    if (FieldTraits<T>::read(statement.cell(), result) != detail::Fault::none) return std::nullopt;
    return result;
}

/// The text that binding the value gives to the engine.
template <class T>
std::string bound_text(const T& value) {
    RecordingStatement statement;
    if (FieldTraits<T>::bind(statement, 0, value) != detail::Fault::none) return "<refused>";
    const detail::Cell cell = statement.cell();
    return cell.kind == detail::CellKind::text ? std::string{cell.text()} : "<no text>";
}

}  // namespace pewit::test
