/// Rows read one at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <pewit/detail/owned_rows.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/run.hpp>

namespace pewit {

/// Rows as they come, one at a time in constant memory. Belongs to the thread and to the frame it was
/// begun in: it ends with that frame. Move-only; may be walked over once.
///
/// Dialects: on PostgreSQL a cursor on the server, so only inside a frame, and of the rows as they are at its first
/// row. The first part has 64 rows, each later one as many as a megabyte holds by the rows before it, at most 1024;
/// a part costs one round trip.
///
/// `fills`: the rows are of the query's own type, whose keys `.with(…)` fills.
template <class R, class Reader = detail::RowReader<R>, bool fills = true>
class Stream {
public:
    class Iterator {
    public:
        using value_type = R;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Stream* stream) : stream_(stream) { ++*this; }
        [[nodiscard]] R& operator*() const noexcept { return *stream_->row_; }
        [[nodiscard]] R* operator->() const noexcept { return &*stream_->row_; }
        Iterator& operator++() {
            stream_->advance();
            return *this;
        }
        void operator++(int) { ++*this; }
        [[nodiscard]] bool is_at_end() const noexcept { return !stream_->row_; }
        friend bool operator==(const Iterator& at, detail::RowsEnd /*end*/) noexcept {
            return at.is_at_end();
        }

    private:
        Stream* stream_;
    };

    explicit Stream(detail::NodeRef query) : rows_(std::move(query), Reader::width()) {}
    explicit Stream(detail::RowStream rows) noexcept : rows_(std::move(rows)) {}

    /// Reads the first row. Errors: as for `next()`.
    [[nodiscard]] Iterator begin() { return Iterator(this); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    void advance() {
        const detail::Cell* cells = rows_.next();
        if (cells == nullptr) {
            row_.reset();
            return;
        }
        detail::RowFault fault = Reader::read(cells, row_.emplace());
        if constexpr (fills && !FieldType<R>) {
            if (!fault) fault = rows_.fill(&*row_);
        }
        if (fault) rows_.throw_fault(fault, cells[fault.cell]);
    }

    detail::RowStream rows_;
    std::optional<R> row_;
};

/// The rows of a stream, so many at a time; the last batch may be smaller. What holds for a Stream holds for it.
///
///     for (std::vector<User>& users : User::select().order_by(U.id).batches(1000)) …
template <class R>
class Batches {
public:
    class Iterator {
    public:
        using value_type = std::vector<R>;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Batches* batches) : batches_(batches), at_(batches->rows_.begin()) { ++*this; }
        [[nodiscard]] std::vector<R>& operator*() noexcept { return batch_; }
        [[nodiscard]] std::vector<R>* operator->() noexcept { return &batch_; }
        Iterator& operator++() {
            batch_.clear();
            for (; batch_.size() < batches_->size_ && !at_.is_at_end(); ++at_)
                batch_.push_back(std::move(*at_));
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const Iterator& at, detail::RowsEnd /*end*/) noexcept {
            return at.batch_.empty();
        }

    private:
        Batches* batches_;
        typename Stream<R>::Iterator at_;
        std::vector<R> batch_;
    };

    Batches(detail::NodeRef query, std::size_t size) : rows_(std::move(query)), size_(size == 0 ? 1 : size) {}

    /// Reads the first batch. Errors: as for Stream.
    [[nodiscard]] Iterator begin() { return Iterator(this); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    Stream<R> rows_;
    std::size_t size_;
};

}  // namespace pewit
