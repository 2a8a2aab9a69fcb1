#include "faulty_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace pewit::test {
namespace {

/// Kinds of operation, as bits: a FaultKind concerns some of them.
enum Operation : unsigned { op_open = 1, op_write = 2, op_grow = 4, op_other = 8 };

unsigned concerned(FaultKind kind) noexcept {
    switch (kind) {
    case FaultKind::io_error:
        return op_open | op_write | op_grow | op_other;
    case FaultKind::full:
        return op_write | op_grow;
    case FaultKind::short_write:
        return op_write;
    case FaultKind::cannot_open:
        return op_open;
    }
    return 0;
}

struct {
    FaultPlan plan;
    bool armed = false;
    bool fired = false;
    std::int64_t count = 0;
    const char* what = "";
    std::string where;
} now;

/// Counts the operation and says whether it is to fail.
bool fails(Operation operation, const char* what, const char* path) {
    if (!now.armed || (concerned(now.plan.kind) & operation) == 0) return false;
    ++now.count;
    const bool first = now.plan.at != 0 && now.count == now.plan.at;
    if (first) {
        now.fired = true;
        now.what = what;
        now.where = path != nullptr ? path : "a temporary file";
    }
    return first || (now.plan.sticky && now.fired);
}

/// The code that the plan's kind answers with, `io_code` for an I/O error.
int answer(int io_code) noexcept {
    switch (now.plan.kind) {
    case FaultKind::full:
        return SQLITE_FULL;
    case FaultKind::cannot_open:
        return SQLITE_CANTOPEN;
    case FaultKind::io_error:
    case FaultKind::short_write:
        break;
    }
    return io_code;
}

/// What SQLite sees of an open file; the real one lies behind it.
struct File {
    sqlite3_file base;
    const char* path;  // SQLite keeps it alive as long as the file is open
};

constexpr std::size_t real_offset = (sizeof(File) + 15) / 16 * 16;

const char* path_of(sqlite3_file* file) noexcept { return reinterpret_cast<File*>(file)->path; }

sqlite3_file* real(sqlite3_file* file) noexcept {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + real_offset);
}

const sqlite3_io_methods& methods(sqlite3_file* file) noexcept { return *real(file)->pMethods; }

bool fails(Operation operation, const char* what, sqlite3_file* file) {
    return fails(operation, what, path_of(file));
}

int close_file(sqlite3_file* file) { return methods(file).xClose(real(file)); }

int read_file(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
    if (fails(op_other, "read", file)) return answer(SQLITE_IOERR_READ);
    return methods(file).xRead(real(file), bytes, count, at);
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (!fails(op_write, "write", file)) return methods(file).xWrite(real(file), bytes, count, at);
    if (now.plan.kind == FaultKind::short_write) methods(file).xWrite(real(file), bytes, count / 2, at);
    return answer(SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    if (fails(op_other, "truncate", file)) return answer(SQLITE_IOERR_TRUNCATE);
    return methods(file).xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
    if (fails(op_other, "sync", file)) return answer(SQLITE_IOERR_FSYNC);
    return methods(file).xSync(real(file), flags);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    if (fails(op_other, "size", file)) return answer(SQLITE_IOERR_FSTAT);
    return methods(file).xFileSize(real(file), size);
}

int lock_file(sqlite3_file* file, int level) {
    if (fails(op_other, "lock", file)) return answer(SQLITE_IOERR_LOCK);
    return methods(file).xLock(real(file), level);
}

int unlock_file(sqlite3_file* file, int level) { return methods(file).xUnlock(real(file), level); }

int check_lock(sqlite3_file* file, int* reserved) {
    if (fails(op_other, "check of the lock", file)) return answer(SQLITE_IOERR_CHECKRESERVEDLOCK);
    return methods(file).xCheckReservedLock(real(file), reserved);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
    return methods(file).xFileControl(real(file), operation, argument);
}

int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(real(file)); }

int device_characteristics(sqlite3_file* file) { return methods(file).xDeviceCharacteristics(real(file)); }

int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    const Operation operation = extend != 0 ? op_grow : op_other;
    if (fails(operation, "mapping of shared memory", file)) return answer(SQLITE_IOERR_SHMMAP);
    return methods(file).xShmMap(real(file), page, size, extend, memory);
}

int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    const bool locks = (flags & SQLITE_SHM_LOCK) != 0;
    if (locks && fails(op_other, "lock of shared memory", file)) return answer(SQLITE_IOERR_SHMLOCK);
    return methods(file).xShmLock(real(file), offset, count, flags);
}

void shared_barrier(sqlite3_file* file) { methods(file).xShmBarrier(real(file)); }

int unmap_shared(sqlite3_file* file, int remove) { return methods(file).xShmUnmap(real(file), remove); }

int fetch(sqlite3_file* file, sqlite3_int64 at, int count, void** bytes) {
    return methods(file).xFetch(real(file), at, count, bytes);
}

int unfetch(sqlite3_file* file, sqlite3_int64 at, void* bytes) {
    return methods(file).xUnfetch(real(file), at, bytes);
}

constexpr sqlite3_io_methods faulty_methods{3,
                                            close_file,
                                            read_file,
                                            write_file,
                                            truncate_file,
                                            sync_file,
                                            size_of_file,
                                            lock_file,
                                            unlock_file,
                                            check_lock,
                                            control_file,
                                            sector_size,
                                            device_characteristics,
                                            map_shared,
                                            lock_shared,
                                            shared_barrier,
                                            unmap_shared,
                                            fetch,
                                            unfetch};

sqlite3_vfs* real(sqlite3_vfs* vfs) noexcept { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;  // SQLite closes what has methods, even after a failed open
    if (fails(op_open, "open", path)) return answer(SQLITE_CANTOPEN);
    reinterpret_cast<File*>(file)->path = path;
    const int code = real(vfs)->xOpen(real(vfs), path, real(file), flags, out_flags);
    if (real(file)->pMethods != nullptr) file->pMethods = &faulty_methods;
    return code;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
    if (fails(op_other, "delete", path)) return answer(SQLITE_IOERR_DELETE);
    return real(vfs)->xDelete(real(vfs), path, sync_directory);
}

int look_for_file(sqlite3_vfs* vfs, const char* path, int flags, int* found) {
    if (fails(op_other, "look", path)) return answer(SQLITE_IOERR_ACCESS);
    return real(vfs)->xAccess(real(vfs), path, flags, found);
}

}  // namespace

const char* to_string(FaultKind kind) noexcept {
    switch (kind) {
    case FaultKind::io_error:
        return "I/O error";
    case FaultKind::full:
        return "disk full";
    case FaultKind::short_write:
        return "short write";
    case FaultKind::cannot_open:
        return "cannot open";
    }
    return "";
}

void FaultyVfs::install() {
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs* base = sqlite3_vfs_find(nullptr);
        sqlite3_vfs wrapper = *base;
        wrapper.zName = name;
        wrapper.pNext = nullptr;
        wrapper.pAppData = base;
        wrapper.szOsFile = static_cast<int>(real_offset) + base->szOsFile;
        wrapper.xOpen = open_file;
        wrapper.xDelete = delete_file;
        wrapper.xAccess = look_for_file;
        return wrapper;
    }();
    sqlite3_vfs_register(&vfs, 0);
}

void FaultyVfs::arm(FaultPlan plan) noexcept {
    now.plan = plan;
    now.armed = true;
    now.fired = false;
    now.count = 0;
    now.where.clear();
}

void FaultyVfs::disarm() noexcept { now.armed = false; }

std::int64_t FaultyVfs::operations() noexcept { return now.count; }

bool FaultyVfs::has_fired() noexcept { return now.fired; }

std::string FaultyVfs::fired_at() {
    if (!now.fired) return {};
    return std::string(now.what) + " of " + now.where.substr(now.where.rfind('/') + 1);
}

}  // namespace pewit::test
