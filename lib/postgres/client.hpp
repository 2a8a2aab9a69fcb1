/// What differs between libpqxx 6 and 7: who owns the link, and what the program may call its own.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <typeindex>
#include <vector>

namespace pewit::detail {

struct CloseLink {
    void operator()(PGconn* link) const noexcept { PQfinish(link); }
};
using Link = std::unique_ptr<PGconn, CloseLink>;

/// libpqxx's connection around a link that is open already. It never connects by itself, neither now nor after the
/// link was lost (trap P8).
class PqxxClient {
public:
    /// Errors: OperationalError.
    explicit PqxxClient(Link link);
    PqxxClient(const PqxxClient&) = delete;
    PqxxClient& operator=(const PqxxClient&) = delete;
    ~PqxxClient();

    [[nodiscard]] PGconn* link() const noexcept { return link_; }

    /// Runs one statement outside every transaction and returns the first row as text.
    /// Errors: OperationalError.
    [[nodiscard]] std::vector<std::string> ask(const std::string& sql);

    /// libpqxx's own object of that type, nullptr if there is none: `pqxx::connection`, with libpqxx 6
    /// `pqxx::connection_base`.
    [[nodiscard]] void* native(std::type_index type) noexcept;

    /// In a forked child: nothing is closed, nothing is sent.
    void abandon() noexcept;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
    PGconn* link_;
};

}  // namespace pewit::detail
