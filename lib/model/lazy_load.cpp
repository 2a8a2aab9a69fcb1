#include "model/lazy_load.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <pewit/relation.hpp>

#include "log_internal.hpp"
#include "model/registry.hpp"

namespace pewit {
namespace detail {

#ifdef NDEBUG
constinit std::atomic<std::uint64_t> n_plus_one_threshold{0};
#else
constinit std::atomic<std::uint64_t> n_plus_one_threshold{20};
#endif

namespace {

constinit thread_local int guards = 0;

/// The loads through one key since its table was last read.
struct LazyLoads {
    const ColumnDescription* key = nullptr;
    std::uint64_t count = 0;
    std::uint64_t warn_at = 0;
};

/// Those of this thread. A program that follows more keys at a time loses the count of the oldest.
struct Watched {
    std::array<LazyLoads, 16> keys;
    std::size_t next = 0;

    LazyLoads& of(const ColumnDescription* key) noexcept {
        const auto known =
            std::find_if(keys.begin(), keys.end(), [key](const LazyLoads& l) { return l.key == key; });
        if (known != keys.end()) return *known;
        LazyLoads& fresh = keys[next];
        next = (next + 1) % keys.size();
        return fresh = {key, 0, 0};
    }
};
constinit thread_local Watched watched;

bool has(const ModelDescription& model, const ColumnDescription* column) noexcept {
    const std::less<const ColumnDescription*> before;
    return !before(column, model.columns.data())
           && before(column, model.columns.data() + model.columns.size());
}

/// The model that has the column; nullptr when its library was unloaded.
const ModelDescription* holder_of(const ColumnDescription* column) {
    for (const ModelDescription* model : registered_models()) {
        if (has(*model, column)) return model;
    }
    return nullptr;
}

/// `tweets.user_id`, or what is known of a key that the program made.
std::string key_name(const ModelDescription& target, const ColumnDescription* origin) {
    const ModelDescription* holder = origin == nullptr ? nullptr : holder_of(origin);
    if (holder == nullptr) return "a key to " + std::string(target.table);
    return std::string(holder->table) + "." + std::string(origin->name);
}

[[noreturn]] void refuse(const ModelDescription& target, const ColumnDescription* origin) {
    const ModelDescription* holder = origin == nullptr ? nullptr : holder_of(origin);
    ErrorFacts facts;
    facts.code = ErrorCode::misuse;
    facts.table = holder == nullptr ? target.table : holder->table;
    if (holder != nullptr) facts.column = origin->name;
    throw LazyLoadError(
        "the row of " + std::string(target.name) + " behind " + key_name(target, origin)
            + " is not loaded, and a NoLazyLoad forbids to load it now; read it with .with(…)",
        std::move(facts));
}

void warn(const ModelDescription& target, const ColumnDescription* origin, std::uint64_t count) noexcept {
    try {
        log_warning("N+1 queries: " + std::to_string(count) + " rows of " + std::string(target.table)
                    + " were loaded one by one through " + key_name(target, origin)
                    + "; read them with .with(…), or a join");
    } catch (...) {  // no memory for a text: the load itself may still go well
        return;
    }
}

}  // namespace

void forget_lazy_loads_of(const ModelDescription& holder) noexcept {
    for (LazyLoads& loads : watched.keys) {
        if (loads.key != nullptr && has(holder, loads.key)) loads = {};
    }
}

void before_lazy_load(const ModelDescription& target, const ColumnDescription* origin) {
    if (guards > 0) refuse(target, origin);
    const std::uint64_t threshold = n_plus_one_threshold.load(std::memory_order_relaxed);
    if (threshold == 0 || origin == nullptr) return;
    LazyLoads& loads = watched.of(origin);
    if (loads.count == 0) loads.warn_at = threshold;
    if (++loads.count < loads.warn_at) return;
    loads.warn_at *= 10;
    warn(target, origin, loads.count);
}

}  // namespace detail

void set_n_plus_one_threshold(std::size_t rows) { detail::n_plus_one_threshold = rows; }

NoLazyLoad::NoLazyLoad() noexcept { ++detail::guards; }
NoLazyLoad::~NoLazyLoad() { --detail::guards; }

}  // namespace pewit
