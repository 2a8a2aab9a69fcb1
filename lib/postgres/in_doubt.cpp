#include "postgres/in_doubt.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include "postgres/connection.hpp"

namespace pewit::detail {
namespace {

std::string text_of(const Cell& cell) { return cell.is_null() ? std::string{} : std::string(cell.text()); }

/// The first column of the first row; empty for NULL.
std::string ask_text(PostgresConnection& connection, std::string_view sql, std::string_view parameter) {
    const auto statement = connection.prepare(sql);
    if (!parameter.empty()) statement->bind_text(0, parameter);
    const Cell* row = statement->step();
    return row != nullptr ? text_of(row[0]) : std::string{};
}

template <class Number>
std::optional<Number> number_in(std::string_view text, int base) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Takes the part before any of these characters off, with the characters behind it.
std::string_view take(std::string_view& text, std::string_view ends) {
    const std::string_view part = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(part.size());
    text.remove_prefix(std::min(text.find_first_not_of(ends), text.size()));
    return part;
}

/// `16/B374D848`
std::optional<std::uint64_t> position_in(std::string_view lsn) {
    const auto high = number_in<std::uint32_t>(take(lsn, "/"), 16);
    const auto low = number_in<std::uint32_t>(lsn, 16);
    if (!high || !low) return std::nullopt;
    return (std::uint64_t{*high} << 32U) | *low;
}

enum class Line : std::uint8_t { knows, never_had, unknown };

/// Does the server's line of the log hold what was written at the mark?
Line line_of(PostgresConnection& server, const CommitMark& mark) {
    const std::string now =
        ask_text(server, "SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)", {});
    if (now == mark.timeline) return Line::knows;
    try {
        const std::string history =
            ask_text(server, "SELECT pg_read_file('pg_wal/' || $1 || '.history')", now);
        const auto end = end_of_timeline(history, mark.timeline);
        if (!end) return Line::unknown;
        return *end <= mark.position ? Line::never_had : Line::knows;
    } catch (const ProgrammingError&) {
        return Line::unknown;  // not permitted
    }
}

}  // namespace

CommitMark read_commit_mark(const Cell* row) {
    if (row == nullptr) return {};
    return {text_of(row[0]), text_of(row[1]), static_cast<std::uint64_t>(row[2].integer)};
}

std::optional<std::uint64_t> end_of_timeline(std::string_view history, std::string_view timeline) {
    const auto wanted = number_in<std::uint32_t>(timeline, 16);
    while (!history.empty()) {
        std::string_view line = take(history, "\n");
        const auto number = number_in<std::uint32_t>(take(line, "\t "), 10);
        if (number && number == wanted) return position_in(take(line, "\t "));
    }
    return std::nullopt;
}

Outcome TransactionOfServer::resolve(std::chrono::milliseconds patience) const {
    if (mark_.xid.empty()) return Outcome::committed;  // nothing to save, nothing to lose
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const bool is_last = Clock::now() >= deadline;
        try {
            if (const Outcome outcome = ask(); outcome != Outcome::open || is_last)
                return outcome == Outcome::open ? Outcome::in_doubt : outcome;
        } catch (const OperationalError&) {
            if (is_last) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

/// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
Outcome TransactionOfServer::ask() const {
    PostgresConnection server{target_};
    switch (line_of(server, mark_)) {
    case Line::never_had:
        return Outcome::rolled_back;
    case Line::unknown:
        return Outcome::in_doubt;
    case Line::knows:
        break;
    }
    const std::string status = ask_text(server, "SELECT pg_xact_status($1::xid8)", mark_.xid);
    if (status == "committed") return Outcome::committed;
    if (status == "aborted") return Outcome::rolled_back;
    return status == "in progress" ? Outcome::open : Outcome::in_doubt;
}

}  // namespace pewit::detail
