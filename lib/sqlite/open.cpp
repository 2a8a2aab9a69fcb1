#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <pewit/error.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/errors.hpp"
#include "sqlite/file.hpp"

namespace pewit::detail {
namespace {

int open_flags(const SqliteTarget& target) {
    const SqliteOptions& options = target.options;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    // A file is created by prepare_file(), with our mode; what has no file by SQLite.
    const bool created_here = options.vfs.empty() && !target.in_memory;
    if (!options.read_only && options.create && !created_here) flags |= SQLITE_OPEN_CREATE;
    if (options.uri) flags |= SQLITE_OPEN_URI;
    if (options.no_follow) flags |= SQLITE_OPEN_NOFOLLOW;
    return flags;
}

void check_build() {
    if (sqlite3_threadsafe() != 0) return;
    throw ImproperlyConfigured("this SQLite was built without thread support",
                               {.code = ErrorCode::configuration});
}

}  // namespace

std::unique_ptr<SQLite::Database> open_sqlite(const SqliteTarget& target) {
    check_build();
    if (!target.in_memory && target.options.vfs.empty()) prepare_file(target);
    const char* vfs = target.options.vfs.empty() ? nullptr : target.options.vfs.c_str();
    try {
        return std::make_unique<SQLite::Database>(target.name.c_str(), open_flags(target), 0, vfs);
    } catch (const SQLite::Exception& error) {
        // The handle with the message is gone already.
        const int code = error.getExtendedErrorCode() > 0 ? error.getExtendedErrorCode() : SQLITE_CANTOPEN;
        throw_sqlite_error(nullptr,
                           {.code = code,
                            .stage = SqliteStage::open,
                            .context = "cannot open SQLite database \"" + target.options.path + "\""});
    }
}

}  // namespace pewit::detail
