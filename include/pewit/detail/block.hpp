/// The block form: a guard plus a return value and early exit; it commits before it returns.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include <pewit/detail/execution.hpp>
#include <pewit/detail/frame_handle.hpp>

namespace pewit {

namespace detail {
enum class Verdict : std::uint8_t { none, commit, rollback };
}

/// What a block's callable may take: the frame, with early exit besides.
class BlockTransaction : public detail::FrameHandle {
public:
    BlockTransaction(const detail::DatabaseRef& database, detail::FrameKind kind,
                     const TransactionOptions& options)
        : FrameHandle(database, kind, options) {}

    /// Skips the rest of the block and commits it, and every frame opened inside it. A void block then
    /// simply ends, one that returns std::optional yields nullopt, any other throws BlockExited after
    /// the commit.
    [[noreturn]] void raise_commit();
    /// The same with a rollback.
    [[noreturn]] void raise_rollback();

    /// Runs the body, then ends the frame. Tells how the body was left by raise_…() on this handle.
    detail::Verdict run(detail::FunctionRef<void(BlockTransaction&)> body);

private:
    [[noreturn]] void leave(detail::Verdict verdict);
};

namespace detail {

[[noreturn]] void throw_block_exited(Verdict verdict);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class F>
decltype(auto) call_body(F& body, BlockTransaction& tx) {
    if constexpr (std::is_invocable_v<F&, BlockTransaction&>) {
        return body(tx);
    } else {
        static_assert(std::is_invocable_v<F&>,
                      "a block takes no argument or the transaction by reference: [&](auto& tx) { … }");
        return body();
    }
}

template <class F>
decltype(auto) run_block(const DatabaseRef& database, FrameKind kind, const TransactionOptions& options,
                         F& body) {
    using Result = decltype(call_body(body, std::declval<BlockTransaction&>()));
    BlockTransaction block{database, kind, options};
    if constexpr (std::is_void_v<Result>) {
        block.run([&body](BlockTransaction& tx) { call_body(body, tx); });
    } else if constexpr (std::is_reference_v<Result>) {
        std::add_pointer_t<Result> result = nullptr;
        const auto left = block.run([&](BlockTransaction& tx) { result = &call_body(body, tx); });
        if (left != Verdict::none) throw_block_exited(left);
        return static_cast<Result>(*result);
    } else {
        std::optional<Result> result;
        const auto left = block.run([&](BlockTransaction& tx) { result.emplace(call_body(body, tx)); });
        if (left != Verdict::none) {
            if constexpr (IsOptional<Result>::value) {
                return Result{};
            } else {
                throw_block_exited(left);
            }
        }
        return Result{std::move(*result)};
    }
}

inline TransactionOptions options_of(Lock value) { return {.lock = value}; }
inline TransactionOptions options_of(Isolation value) { return {.isolation = value}; }
inline TransactionOptions options_of(Access value) { return {.access = value}; }
inline TransactionOptions options_of(Nesting value) { return {.nesting = value}; }

template <class T>
concept BareOption = std::is_same_v<T, Lock> || std::is_same_v<T, Isolation> || std::is_same_v<
    T, Access> || std::is_same_v<T, Nesting>;

}  // namespace detail
}  // namespace pewit
