#include "postgres/connection.hpp"

#include <array>

#include <pewit/error.hpp>

#include "postgres/copy.hpp"
#include "postgres/cursor.hpp"
#include "postgres/in_doubt.hpp"
#include "postgres/sql_scan.hpp"
#include "postgres/statement.hpp"

namespace pewit::detail {

PostgresConnection::PostgresConnection(std::shared_ptr<const PostgresTarget> target)
    : target_(std::move(target)),
      handle_(
          std::make_shared<PostgresHandle>(open_link(*target_), target_->options.prepare != Prepare::never)),
      cancel_(PQgetCancel(handle_->link())) {
    handle_->end.wants_primary =
        target_->kind == TargetSessionAttrs::read_write || target_->kind == TargetSessionAttrs::primary;
    set_up_session(*handle_, *target_);
}

std::unique_ptr<Statement> PostgresConnection::prepare(std::string_view sql) {
    if (first_word(sql) == "COPY" && sql.ends_with(" FROM STDIN"))
        return std::make_unique<PostgresCopy>(handle_, sql);
    return std::make_unique<PostgresStatement>(handle_, sql);
}

std::unique_ptr<Statement> PostgresConnection::prepare_stream(std::string_view query) {
    return std::make_unique<PostgresCursor>(handle_, query);
}

EngineState PostgresConnection::state() const noexcept {
    switch (PQtransactionStatus(handle_->link())) {
    case PQTRANS_IDLE:
        return EngineState::idle;
    case PQTRANS_INTRANS:
        return EngineState::active;
    case PQTRANS_INERROR:
    case PQTRANS_ACTIVE:  // something was begun through native<…>() and not ended
        return EngineState::failed;
    case PQTRANS_UNKNOWN:
        break;
    }
    return EngineState::lost;
}

void PostgresConnection::interrupt() noexcept {
    std::array<char, 256> why{};
    PQcancel(cancel_.get(), why.data(), static_cast<int>(why.size()));
}

bool PostgresConnection::looks_usable() const noexcept {
    return !handle_->is_abandoned() && state() == EngineState::idle && handle_->read_pending();
}

bool PostgresConnection::probe() noexcept {
    const Result answer{PQexec(handle_->link(), "")};
    return PQresultStatus(answer.get()) == PGRES_EMPTY_QUERY;
}

void PostgresConnection::abandon() noexcept { handle_->abandon(); }

void* PostgresConnection::native(std::type_index type) noexcept {
    if (type == native_type<PGconn>()) return handle_->link();
    return handle_->client().native(type);
}

bool PostgresConnection::backup_to(const std::string& /*path*/, const BackupOptions& /*options*/) {
    throw NotSupportedError("a PostgreSQL database is copied by pg_dump or pg_basebackup, not by its client",
                            {.code = ErrorCode::not_supported});
}

std::string_view PostgresConnection::before_commit() {
    if (!target_->options.track_xid) return {};
    const auto statement = prepare(commit_mark_sql);
    handle_->commit_was_sent = false;
    handle_->mark = read_commit_mark(statement->step());
    return commit_mark_sql;
}

std::shared_ptr<const InDoubt> PostgresConnection::in_doubt() const {
    if (!target_->options.track_xid) return nullptr;
    return std::make_shared<TransactionOfServer>(target_, handle_->mark);
}

bool PostgresConnection::commit_is_in_doubt(const ErrorFacts& error,
                                            std::string_view /*message*/) const noexcept {
    constexpr std::string_view idled_too_long = "25P03";
    return handle_->commit_was_sent && state() == EngineState::lost && error.sqlstate != idled_too_long;
}

}  // namespace pewit::detail
