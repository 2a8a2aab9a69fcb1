/// What became of a transaction whose COMMIT nobody answered.
#pragma once

#include <memory>
#include <string>

#include <pewit/error.hpp>

#include "postgres/options.hpp"

namespace pewit::detail {

/// Known by the number that the server gave it, which its log of commits remembers.
class TransactionOfServer final : public InDoubt {
public:
    /// `xid` empty: it has written nothing.
    TransactionOfServer(std::shared_ptr<const PostgresTarget> target, std::string xid)
        : target_(std::move(target)), xid_(std::move(xid)) {}

    /// Connects anew; waits for a server that is starting, and for a transaction that is still running.
    [[nodiscard]] Outcome resolve(std::chrono::milliseconds patience) const override;

private:
    [[nodiscard]] Outcome ask() const;

    std::shared_ptr<const PostgresTarget> target_;
    std::string xid_;
};

}  // namespace pewit::detail
