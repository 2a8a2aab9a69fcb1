/// A file system under SQLite that fails when told to: the Nth operation, once or from then on.
#pragma once

#include <cstdint>
#include <string>

namespace pewit::test {

enum class FaultKind : std::uint8_t {
    io_error,     ///< any operation answers SQLITE_IOERR_…
    full,         ///< a write or a growing of the file answers SQLITE_FULL
    short_write,  ///< half of the bytes arrive, then SQLITE_IOERR_WRITE
    cannot_open,  ///< an open answers SQLITE_CANTOPEN
};

[[nodiscard]] const char* to_string(FaultKind kind) noexcept;

struct FaultPlan {
    FaultKind kind = FaultKind::io_error;
    /// Which operation fails, counted from 1 among those that the kind concerns. 0: none, they are only counted.
    std::int64_t at = 0;
    bool sticky = false;  ///< all later ones fail too, until disarm()
};

/// A wrapper around the default VFS; open a database on it with `.vfs = FaultyVfs::name`. One plan for the whole
/// process, meant for one thread at a time.
class FaultyVfs {
public:
    static constexpr const char* name = "pewit-faulty";

    /// Registers it with SQLite; more calls do nothing.
    static void install();

    /// Starts counting anew, with this plan.
    static void arm(FaultPlan plan) noexcept;
    /// From here on nothing fails and nothing is counted.
    static void disarm() noexcept;

    /// Operations that the plan concerns, since arm().
    [[nodiscard]] static std::int64_t operations() noexcept;
    [[nodiscard]] static bool has_fired() noexcept;
    /// What failed first, such as "write of test.db-journal"; empty when nothing did.
    [[nodiscard]] static std::string fired_at();
};

}  // namespace pewit::test
