#include "postgres/handle.hpp"

#include <poll.h>

#include <new>

namespace pewit::detail {
namespace {

bool has_input(int socket) noexcept {
    pollfd asked{.fd = socket, .events = POLLIN, .revents = 0};
    return poll(&asked, 1, 0) > 0;
}

}  // namespace

void PostgresHandle::drop(std::string name) noexcept {
    try {
        dropped_.push_back(std::move(name));
    } catch (const std::bad_alloc&) {  // it stays until the session ends
    }
}

void PostgresHandle::send_drops() noexcept {
    if (dropped_.empty() || PQtransactionStatus(link()) != PQTRANS_IDLE) return;
    try {
        std::string sql;
        for (const std::string& name : dropped_)
            sql.append("DEALLOCATE ").append(name).append(";");
        dropped_.clear();
        Result{PQexec(link(), sql.c_str())};
    } catch (const std::bad_alloc&) {
    }
}

/// A server that ends the session says so and closes the socket: two things to read.
bool PostgresHandle::read_pending() noexcept {
    for (int i = 0; i < 4; ++i) {
        if (PQstatus(link()) != CONNECTION_OK) return false;
        const int socket = PQsocket(link());
        if (socket < 0) return false;
        if (!has_input(socket)) return true;
        if (PQconsumeInput(link()) == 0) return false;
        static_cast<void>(PQisBusy(link()));  // takes the messages apart
    }
    return PQstatus(link()) == CONNECTION_OK;
}

void PostgresHandle::fail(const PGresult* result, std::string_view sql) {
    if (PQresultErrorField(result, PG_DIAG_SQLSTATE) == nullptr) static_cast<void>(read_pending());
    throw_postgres_error(link(), result, end, sql);
}

}  // namespace pewit::detail
