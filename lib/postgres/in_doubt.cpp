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

enum class Line : std::uint8_t {
    same_life,  ///< the server that gave the number, and it has not crashed since
    next_life,  ///< the same after a crash or restart
    knows,      ///< a standby that had the transaction's beginning before it was promoted
    never_had,  ///< a standby that had not
    unknown,
};

/// What the server can tell of a number that was given at the mark.
Line line_of(PostgresConnection& server, const CommitMark& mark) {
    const auto statement = server.prepare(commit_mark_sql);
    const CommitMark now = read_commit_mark(statement->step());
    if (now.system != mark.system) return Line::unknown;
    if (now.timeline == mark.timeline) return now.life == mark.life ? Line::same_life : Line::next_life;
    try {
        const std::string history =
            ask_text(server, "SELECT pg_read_file('pg_wal/' || $1 || '.history')", now.timeline);
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
    return {.xid = text_of(row[0]),
            .timeline = text_of(row[1]),
            .position = static_cast<std::uint64_t>(row[2].integer),
            .system = text_of(row[3]),
            .life = text_of(row[4])};
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
    if (mark_.xid.empty()) return Outcome::in_doubt;
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        const bool is_last = left.count() <= 0;
        try {
            const Outcome outcome = ask(std::max(left, std::chrono::milliseconds{1}));
            if (outcome != Outcome::open) return outcome;
            if (is_last) return Outcome::in_doubt;
        } catch (const OperationalError&) {
            if (is_last || Clock::now() >= deadline) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

/// The same places, with no more patience than is left.
std::shared_ptr<const PostgresTarget> TransactionOfServer::hurried(std::chrono::milliseconds left) const {
    PostgresOptions options = target_->options;
    const bool is_unlimited = options.connect_timeout.count() == 0;
    options.connect_timeout = is_unlimited ? left : std::min(options.connect_timeout, left);
    if (options.prepare != Prepare::never) options.statement_timeout = left;
    return detail::resolve(std::move(options));
}

/// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
Outcome TransactionOfServer::ask(std::chrono::milliseconds left) const {
    PostgresConnection server{hurried(left)};
    const Line line = line_of(server, mark_);
    if (line == Line::never_had) return Outcome::rolled_back;
    std::string status;
    try {
        status = ask_text(server, "SELECT pg_xact_status($1::xid8)", mark_.xid);
    } catch (
        const DataError&) {  // a number that this server has not given yet: its crash has taken all traces of it
        return line == Line::next_life ? Outcome::rolled_back : Outcome::in_doubt;
    }
    const bool is_its_own = line == Line::same_life || line == Line::knows;
    if (status == "committed") return is_its_own ? Outcome::committed : Outcome::in_doubt;
    // After a crash: had the transaction been committed, nobody else would have got its number.
    if (status == "aborted")
        return is_its_own || line == Line::next_life ? Outcome::rolled_back : Outcome::in_doubt;
    return status == "in progress" && is_its_own ? Outcome::open : Outcome::in_doubt;
}

}  // namespace pewit::detail
