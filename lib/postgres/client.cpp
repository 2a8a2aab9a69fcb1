#include "postgres/client.hpp"

#include <atomic>
#include <pqxx/pqxx>
#include <pqxx/version>

#include <pewit/detail/native_tag.hpp>
#include <pewit/error.hpp>

namespace pewit::detail {

#if PQXX_VERSION_MAJOR >= 7

struct PqxxClient::Connection {
    explicit Connection(Link open) : object(pqxx::connection::seize_raw_connection(open.release())) {}
    [[nodiscard]] void* native(std::type_index type) noexcept {
        return type == native_type<pqxx::connection>() ? &object : nullptr;
    }
    pqxx::connection object;
};

#else

namespace {

/// Hands over the one link there is, whatever libpqxx asks for: it asks twice while it starts, and again when the
/// link is lost.
class OneLink : public pqxx::connectionpolicy {
public:
    explicit OneLink(const std::string& /*options*/) : connectionpolicy({}), link_(offered.release()) {}
    OneLink(const OneLink&) = delete;
    OneLink& operator=(const OneLink&) = delete;
    ~OneLink() noexcept override { PQfinish(link_); }

    handle do_startconnect(handle /*original*/) override { return link_; }
    handle do_completeconnect(handle /*original*/) override { return link_; }
    handle do_dropconnect(handle /*original*/) noexcept override { return link_; }
    handle do_disconnect(handle /*original*/) noexcept override { return nullptr; }
    bool is_ready(handle original) const noexcept override { return original != nullptr; }

    /// libpqxx makes the policy by itself, from a text: this is how the link gets there.
    static thread_local Link offered;

private:
    handle link_;
};

thread_local Link OneLink::offered;

}  // namespace

struct PqxxClient::Connection {
    explicit Connection(Link open) : object((OneLink::offered = std::move(open), std::string{})) {}
    [[nodiscard]] void* native(std::type_index type) noexcept {
        return type == native_type<pqxx::connection_base>() ? static_cast<pqxx::connection_base*>(&object)
                                                            : nullptr;
    }
    pqxx::basic_connection_base<OneLink> object;
};

#endif

namespace {

/// For what libpqxx itself complains about while a connection is made.
template <class F>
auto translated(F&& call) {
    try {
        return call();
    } catch (const std::exception& error) {
        throw OperationalError(std::string{"the PostgreSQL session could not be set up: "} + error.what(),
                               {.code = ErrorCode::session_lost});
    }
}

}  // namespace

PqxxClient::PqxxClient(Link link) : link_(link.get()) {
    connection_ = translated([&] { return std::make_unique<Connection>(std::move(link)); });
}

PqxxClient::~PqxxClient() = default;

std::vector<std::string> PqxxClient::ask(const std::string& sql) {
    return translated([&] {
        pqxx::nontransaction outside{connection_->object};
        const pqxx::result answer = outside.exec(sql);
        std::vector<std::string> row;
        if (answer.empty()) return row;
        for (const auto& field : answer.front())
            row.emplace_back(field.is_null() ? "" : field.c_str());
        return row;
    });
}

void* PqxxClient::native(std::type_index type) noexcept { return connection_->native(type); }

/// Kept reachable, so that a leak checker has nothing to say.
void PqxxClient::abandon() noexcept {
    struct Node {
        std::unique_ptr<Connection> connection;
        Node* next;
    };
    static std::atomic<Node*> kept{nullptr};
    if (connection_ == nullptr) return;
    auto* node = new Node{std::move(connection_), kept.load()};
    while (!kept.compare_exchange_weak(node->next, node)) {
    }
}

}  // namespace pewit::detail
