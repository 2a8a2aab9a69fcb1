#include "postgres/copy.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <pewit/error.hpp>

#include "postgres/errors.hpp"
#include "types/hex.hpp"

namespace pewit::detail {
namespace {

constexpr std::size_t full_buffer = 1U << 16U;  // bytes sent at once
constexpr std::size_t longest = 0x3FFFFFFF;     // a field's, on the server

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

}  // namespace

void PostgresCopy::begin_value(int index) {
    if (index > 0) rows_ += '\t';
}

Fault PostgresCopy::bind_null(int index) {
    begin_value(index);
    rows_ += "\\N";
    return Fault::none;
}

Fault PostgresCopy::bind_int64(int index, std::int64_t value) {
    begin_value(index);
    append_number(rows_, value);
    return Fault::none;
}

Fault PostgresCopy::bind_double(int index, double value) {
    if (value != value) return Fault::not_a_number;
    begin_value(index);
    append_number(rows_, value);
    return Fault::none;
}

void PostgresCopy::append_escaped(char c) {
    rows_ += '\\';
    rows_ += c;
}

Fault PostgresCopy::bind_text(int index, std::string_view value) {
    if (value.size() > longest) return Fault::too_long;
    begin_value(index);
    while (!value.empty()) {
        const std::size_t plain = std::min(value.find_first_of("\\\t\n\r"), value.size());
        rows_.append(value.substr(0, plain));
        value.remove_prefix(plain);
        if (value.empty()) break;
        const char c = value.front();
        append_escaped(c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
        value.remove_prefix(1);
    }
    return Fault::none;
}

Fault PostgresCopy::bind_blob(int index, std::span<const std::byte> value) {
    if (value.size() > longest / 2) return Fault::too_long;
    begin_value(index);
    rows_ += "\\\\x";
    append_hex(rows_, value);
    return Fault::none;
}

const Cell* PostgresCopy::step() {
    begin();
    try {
        send_rows();
    } catch (...) {
        break_off();
        throw;
    }
    finish();
    return nullptr;
}

void PostgresCopy::begin() {
    handle_->changes = 0;
    handle_->commit_was_sent = false;
    rows_.clear();
    if (PQstatus(handle_->link()) != CONNECTION_OK) throw_link_lost(handle_->link(), handle_->end, sql_);
    const Result answer{PQexec(handle_->link(), sql_.c_str())};
    if (PQresultStatus(answer.get()) != PGRES_COPY_IN) handle_->fail(answer.get(), sql_);
}

void PostgresCopy::send_rows() {
    while (source_ != nullptr && source_->bind_next(*this)) {
        rows_ += '\n';
        if (rows_.size() >= full_buffer) put();
    }
    put();
}

void PostgresCopy::put() {
    constexpr std::size_t most = 1U << 30U;  // libpq counts with an int
    for (std::size_t at = 0; at < rows_.size(); at += most) {
        const auto size = static_cast<int>(std::min(most, rows_.size() - at));
        if (PQputCopyData(handle_->link(), rows_.data() + at, size) != 1) handle_->fail(nullptr, sql_);
    }
    rows_.clear();
}

void PostgresCopy::finish() {
    PGconn* link = handle_->link();
    const bool sent = PQputCopyEnd(link, nullptr) == 1;
    const Result answer{sent ? PQgetResult(link) : nullptr};
    while (const Result rest{PQgetResult(link)}) {
    }
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) handle_->fail(answer.get(), sql_);
    const std::string_view count = PQcmdTuples(answer.get());
    std::from_chars(count.data(), count.data() + count.size(), handle_->changes);
}

/// The server forgets the rows it has got, and fails the transaction.
void PostgresCopy::break_off() noexcept {
    PGconn* link = handle_->link();
    PQputCopyEnd(link, "the client has broken it off");
    while (const Result rest{PQgetResult(link)}) {
    }
}

void PostgresCopy::reset() noexcept {
    source_ = nullptr;
    rows_.clear();
    if (rows_.capacity() > 2 * full_buffer) rows_.shrink_to_fit();
}

}  // namespace pewit::detail
