#include "postgres/statement.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <pewit/error.hpp>

#include "postgres/errors.hpp"
#include "postgres/sql_scan.hpp"

namespace pewit::detail {
namespace {

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
    : BoundStatement(std::move(handle), std::string(sql)) {
    const std::string word = first_word(sql_);
    kind_ = is_query(word) ? Kind::query : word == "COMMIT" || word == "END" ? Kind::commit : Kind::other;
    writes_ = !only_reads(word);
    // The simple protocol would run several statements; without a semicolon there is but one.
    simple_ = kind_ != Kind::query && parameters_.count() == 0 && sql_.find(';') == std::string::npos;
}

PostgresStatement::~PostgresStatement() {
    if (!handle_->is_abandoned()) forget_prepared(true);
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
    if (source_ != nullptr) take_arrays();
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

/// Binds the next rows of the source.
void PostgresStatement::take_arrays() {
    if (arrays_ == nullptr) arrays_ = std::make_unique<ArrayRows>(parameters_.count());
    if (handle_->prepares() && (name_.empty() || epoch_ != handle_->epoch())) {
        check_link();
        prepare_on_server();
        arrays_->set_types(parameter_types());
    }
    arrays_->gather(*source_);
    arrays_->bind_to(parameters_);
}

/// One round trip, once.
std::vector<Oid> PostgresStatement::parameter_types() {
    const Result answer{PQdescribePrepared(handle_->link(), name_.c_str())};
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) fail(answer.get());
    std::vector<Oid> types;
    for (int i = 0; i < PQnparams(answer.get()); ++i)
        types.push_back(PQparamtype(answer.get(), i));
    return types;
}

void PostgresStatement::check_ready() {
    check_bound();
    check_link();
}

void PostgresStatement::check_link() {
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

void PostgresStatement::reset() noexcept {
    result_.reset();
    rows_ = 0;
    row_ = 0;
    run_ = Run::not_begun;
    source_ = nullptr;
    parameters_.clear();
}

int PostgresStatement::column_count() const noexcept {
    return result_ != nullptr ? PQnfields(result_.get()) : -1;
}

std::string_view PostgresStatement::column_name(int index) const {
    const char* name = result_ != nullptr ? PQfname(result_.get(), index) : nullptr;
    return name != nullptr ? std::string_view(name) : std::string_view{};
}

}  // namespace pewit::detail
