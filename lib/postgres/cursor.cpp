#include "postgres/cursor.hpp"

#include <algorithm>

#include <pewit/error.hpp>

#include "postgres/errors.hpp"

namespace pewit::detail {
namespace {

constexpr int first_part = 64;                  // rows
constexpr int largest_part = 1024;              // rows
constexpr std::size_t wanted_size = 1U << 20U;  // of a part, in bytes

}  // namespace

PostgresCursor::PostgresCursor(std::shared_ptr<PostgresHandle> handle, std::string_view query)
    : PostgresCursor(handle, handle->new_cursor_name(), query) {}

PostgresCursor::PostgresCursor(std::shared_ptr<PostgresHandle> handle, std::string name,
                               std::string_view query)
    : BoundStatement(std::move(handle), "DECLARE " + name + " NO SCROLL CURSOR FOR " + std::string(query)),
      name_(std::move(name)),
      asked_(first_part) {}

const Cell* PostgresCursor::step() {
    if (!declared_) declare();
    if (row_ == rows_ && open_) fetch();
    return row_ < rows_ ? reader_.read(part_.get(), row_++) : nullptr;
}

void PostgresCursor::declare() {
    check_bound();
    declared_ = true;
    handle_->commit_was_sent = false;
    if (PQstatus(handle_->link()) != CONNECTION_OK) throw_link_lost(handle_->link(), handle_->end, sql_);
    const Result answer{PQexecParams(handle_->link(), sql_.c_str(), parameters_.count(), nullptr,
                                     parameters_.values(), parameters_.lengths(), parameters_.formats(), 0)};
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) fail(answer.get());
    open_ = true;
}

Result PostgresCursor::run(const std::string& sql) { return Result{PQexec(handle_->link(), sql.c_str())}; }

/// After an error the cursor can't go on, and neither can the transaction.
void PostgresCursor::fetch() {
    row_ = 0;
    rows_ = 0;
    part_.reset();  // before the next one is there, for the memory's sake
    open_ = false;
    Result part = run("FETCH FORWARD " + std::to_string(asked_) + " FROM " + name_);
    if (PQresultStatus(part.get()) != PGRES_TUPLES_OK) fail(part.get());
    reader_.prepare(part.get());
    rows_ = PQntuples(part.get());
    part_ = std::move(part);
    open_ = true;
    if (rows_ < asked_) close();
    choose_size();
}

/// As many as fit, by the rows that came. Twice as many at most, since the next ones may be longer.
void PostgresCursor::choose_size() {
    if (rows_ == 0) return;
    const std::size_t each = PQresultMemorySize(part_.get()) / static_cast<std::size_t>(rows_) + 1;
    const auto fitting = static_cast<int>(std::min<std::size_t>(wanted_size / each, largest_part));
    asked_ = std::clamp(fitting, 1, 2 * asked_);
}

/// In a failed transaction nothing can be sent, and the cursor is as good as gone.
void PostgresCursor::close() noexcept {
    if (!open_) return;
    open_ = false;
    if (handle_->is_abandoned() || PQtransactionStatus(handle_->link()) != PQTRANS_INTRANS) return;
    try {
        static_cast<void>(run("CLOSE " + name_));
    } catch (const std::bad_alloc&) {  // it ends with its transaction
    }
}

void PostgresCursor::reset() noexcept {
    close();
    part_.reset();
    row_ = 0;
    rows_ = 0;
    declared_ = false;
    parameters_.clear();
}

int PostgresCursor::column_count() const noexcept { return part_ != nullptr ? PQnfields(part_.get()) : -1; }

std::string_view PostgresCursor::column_name(int index) const {
    const char* name = part_ != nullptr ? PQfname(part_.get(), index) : nullptr;
    return name != nullptr ? std::string_view(name) : std::string_view{};
}

}  // namespace pewit::detail
