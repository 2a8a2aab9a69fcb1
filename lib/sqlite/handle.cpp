#include "sqlite/handle.hpp"

#include <sqlite3.h>

#include <utility>

namespace pewit::detail {
namespace {

/// Keeps what is never closed reachable, so that a leak checker has nothing to say.
void keep_forever(std::unique_ptr<SQLite::Database> database) {
    struct Node {
        std::unique_ptr<SQLite::Database> database;
        Node* next;
    };
    static std::atomic<Node*> kept{nullptr};
    auto* node = new Node{std::move(database), kept.load()};
    while (!kept.compare_exchange_weak(node->next, node)) {
    }
}

}  // namespace

SqliteHandle::SqliteHandle(std::unique_ptr<SQLite::Database> database) noexcept
    : database_(std::move(database)), sqlite3_(database_->getHandle()) {}

SqliteHandle::~SqliteHandle() {
    if (abandoned_ || sqlite3_next_stmt(sqlite3_, nullptr) != nullptr) keep_forever(std::move(database_));
}

}  // namespace pewit::detail
