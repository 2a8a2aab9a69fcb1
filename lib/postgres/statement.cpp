#include "postgres/statement.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <pewit/error.hpp>

#include "postgres/errors.hpp"
#include "postgres/sql_scan.hpp"

namespace pewit::detail {
namespace {

constexpr int most_parameters = 65535;  // of one statement (trap P30)

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// What the server can plan once and run often.
bool is_query(std::string_view word) noexcept {
    static constexpr std::array<std::string_view, 8> words{"SELECT", "INSERT", "UPDATE", "DELETE",
                                                           "WITH",   "MERGE",  "VALUES", "TABLE"};
    return is_one_of(word, words);
}

bool only_reads(std::string_view word) noexcept {
    static constexpr std::array<std::string_view, 6> words{"SELECT", "SHOW",  "VALUES",
                                                           "TABLE",  "FETCH", "EXPLAIN"};
    return is_one_of(word, words);
}

[[noreturn]] void refuse(const char* message, std::string_view sql) {
    throw ProgrammingError(message, {.code = ErrorCode::syntax, .sql = std::string(sql)});
}

/// The highest number, as the server counts.
int count_parameters(std::string_view sql) {
    if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos)
        refuse("the SQL text contains a NUL", sql.substr(0, nul));
    int highest = 0;
    for (const Placeholder& each : find_placeholders(sql))
        highest = std::max(highest, each.number);
    if (highest > most_parameters)
        refuse(
            "it takes at most 65535 values in a statement; ask in parts, or put the values into a table and use a "
            "subquery",
            {});
    return highest;
}

/// `INSERT 0 3`, `UPDATE 3`: what a statement changed. A SELECT's count is no change.
std::int64_t changes_of(PGresult* result) noexcept {
    const std::string_view tag = PQcmdStatus(result);
    if (tag.empty() || std::string_view{"IUDM"}.find(tag.front()) == std::string_view::npos) return 0;
    const std::string_view digits = PQcmdTuples(result);
    std::int64_t count = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return count;
}

}  // namespace

PostgresStatement::PostgresStatement(std::shared_ptr<PostgresHandle> handle, std::string_view sql)
    : handle_(std::move(handle)), sql_(sql), parameters_(count_parameters(sql)) {
    const std::string word = first_word(sql_);
    kind_ = is_query(word) ? Kind::query : word == "COMMIT" || word == "END" ? Kind::commit : Kind::other;
    writes_ = !only_reads(word);
    // The simple protocol would run several statements; without a semicolon there is but one.
    simple_ = kind_ != Kind::query && parameters_.count() == 0 && sql_.find(';') == std::string::npos;
}

PostgresStatement::~PostgresStatement() {
    if (!handle_->is_abandoned()) forget_prepared(true);
}

Fault PostgresStatement::bind_null(int index) {
    parameters_.set_null(index);
    return Fault::none;
}

Fault PostgresStatement::bind_int64(int index, std::int64_t value) {
    parameters_.set(index, value);
    return Fault::none;
}

Fault PostgresStatement::bind_double(int index, double value) {
    if (value != value) return Fault::not_a_number;
    parameters_.set(index, value);
    return Fault::none;
}

/// Copied: libpq wants a zero behind a text, which nobody promises.
Fault PostgresStatement::bind_text(int index, std::string_view value) { return bind_text_copy(index, value); }

Fault PostgresStatement::bind_text_copy(int index, std::string_view value) {
    constexpr std::size_t longest = 0x3FFFFFFF;  // a field's, on the server
    if (value.size() > longest) return Fault::too_long;
    parameters_.set_text(index, value);
    return Fault::none;
}

Fault PostgresStatement::bind_blob(int index, std::span<const std::byte> value) {
    constexpr std::size_t longest = 0x3FFFFFFF;
    if (value.size() > longest) return Fault::too_long;
    parameters_.set_blob(index, value);
    return Fault::none;
}

Fault PostgresStatement::bind_blob_copy(int index, std::span<const std::byte> value) {
    constexpr std::size_t longest = 0x3FFFFFFF;
    if (value.size() > longest) return Fault::too_long;
    parameters_.set_blob_copy(index, value);
    return Fault::none;
}

const Cell* PostgresStatement::step() {
    if (run_ == Run::not_begun) {
        run();
        run_ = Run::rows;
    }
    if (row_ < rows_) return reader_.read(result_.get(), row_++);
    run_ = Run::ended;
    return nullptr;
}

void PostgresStatement::run() {
    run_ = Run::ended;  // an error leaves it so
    handle_->changes = 0;
    check_ready();
    if (kind_ == Kind::commit) handle_->commit_was_sent = true;
    Result result = send();
    if (is_stale_plan(result.get())) {
        const bool again = can_run_again(result.get());
        forget_prepared(true);
        handle_->begin_epoch(std::string_view{PQresultErrorField(result.get(), PG_DIAG_SQLSTATE)} == "26000");
        if (again) result = send();
    }
    ran_before_ = true;
    take(std::move(result));
}

void PostgresStatement::check_ready() {
    if (parameters_.bound() < parameters_.count()) {
        throw ProgrammingError("the statement has " + std::to_string(parameters_.count())
                                   + " parameters, but " + std::to_string(parameters_.bound())
                                   + " were bound",
                               {.code = ErrorCode::misuse, .sql = sql_});
    }
    handle_->commit_was_sent = false;
    // A link that is gone already has certainly not committed: then nobody is left in doubt (guarantee G7).
    const bool alive =
        kind_ == Kind::commit ? handle_->read_pending() : PQstatus(handle_->link()) == CONNECTION_OK;
    if (!alive) throw_link_lost(handle_->link(), handle_->end, sql_);
}

Result PostgresStatement::send() {
    PGconn* link = handle_->link();
    if (simple_) return Result{PQexec(link, sql_.c_str())};
    if (kind_ == Kind::query && handle_->prepares() && (ran_before_ || !name_.empty()))
        return send_prepared();
    return Result{PQexecParams(link, sql_.c_str(), parameters_.count(), nullptr, parameters_.values(),
                               parameters_.lengths(), parameters_.formats(), 0)};
}

Result PostgresStatement::send_prepared() {
    if (name_.empty() || epoch_ != handle_->epoch()) prepare_on_server();
    return Result{PQexecPrepared(handle_->link(), name_.c_str(), parameters_.count(), parameters_.values(),
                                 parameters_.lengths(), parameters_.formats(), 0)};
}

void PostgresStatement::prepare_on_server() {
    forget_prepared(true);
    handle_->send_drops();
    std::string name = handle_->new_name();
    const Result answer{PQprepare(handle_->link(), name.c_str(), sql_.c_str(), 0, nullptr)};
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) fail(answer.get());
    name_ = std::move(name);
    epoch_ = handle_->epoch();
}

void PostgresStatement::forget_prepared(bool on_server) noexcept {
    if (!name_.empty() && on_server) handle_->drop(std::move(name_));
    name_.clear();
}

/// Outside a transaction the statement has failed before it did anything, and nothing else was lost with it.
bool PostgresStatement::can_run_again(const PGresult* /*result*/) const noexcept {
    return !name_.empty() && PQtransactionStatus(handle_->link()) == PQTRANS_IDLE;
}

void PostgresStatement::take(Result result) {
    switch (PQresultStatus(result.get())) {
    case PGRES_TUPLES_OK:
        reader_.prepare(result.get());
        rows_ = PQntuples(result.get());
        break;
    case PGRES_COMMAND_OK:
        break;
    case PGRES_EMPTY_QUERY:
        refuse("the SQL text holds no statement", sql_);
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        leave_copy();
        throw NotSupportedError("COPY as raw SQL", {.code = ErrorCode::not_supported, .sql = sql_});
    default:
        fail(result.get());
    }
    handle_->changes = changes_of(result.get());
    if (kind_ == Kind::commit && std::string_view{PQcmdStatus(result.get())} == "ROLLBACK")
        throw_commit_refused(sql_);
    row_ = 0;
    result_ = std::move(result);
}

void PostgresStatement::leave_copy() noexcept {
    PGconn* link = handle_->link();
    PQputCopyEnd(link, "COPY has its own interface");
    while (const Result rest{PQgetResult(link)}) {
        char* line = nullptr;
        while (PQresultStatus(rest.get()) == PGRES_COPY_OUT && PQgetCopyData(link, &line, 0) > 0)
            PQfreemem(line);
    }
}

void PostgresStatement::fail(const PGresult* result) {
    throw_postgres_error(handle_->link(), result, handle_->end, sql_, parameters_.count() > 0);
}

void PostgresStatement::reset() noexcept {
    result_.reset();
    rows_ = 0;
    row_ = 0;
    run_ = Run::not_begun;
    parameters_.clear();
}

int PostgresStatement::column_count() const noexcept {
    return result_ != nullptr ? PQnfields(result_.get()) : -1;
}

std::string_view PostgresStatement::column_name(int index) const {
    const char* name = result_ != nullptr ? PQfname(result_.get(), index) : nullptr;
    return name != nullptr ? std::string_view(name) : std::string_view{};
}

std::string PostgresStatement::expanded_sql() const {
    std::string text;
    std::size_t at = 0;
    for (const Placeholder& each : find_placeholders(sql_)) {
        text.append(sql_, at, each.begin - at).append(parameters_.literal(each.number - 1));
        at = each.end;
    }
    return text.append(sql_, at);
}

}  // namespace pewit::detail
