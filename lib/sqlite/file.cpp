#include "sqlite/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

[[noreturn]] void refuse(const SqliteTarget& target, const std::string& reason) {
    throw OperationalError("cannot open SQLite database \"" + target.file + "\": " + reason,
                           {.code = ErrorCode::storage});
}

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool may(const std::string& path, int what) noexcept {
    return faccessat(AT_FDCWD, path.c_str(), what, AT_EACCESS) == 0;
}

/// SQLite makes its journal there, and syncs it.
void check_directory(const SqliteTarget& target, const std::string& directory) {
    struct stat facts {};
    if (stat(directory.c_str(), &facts) != 0)
        refuse(target,
               "its directory does not exist or can't be reached: " + std::string(std::strerror(errno)));
    if (!S_ISDIR(facts.st_mode)) refuse(target, "\"" + directory + "\" is no directory");
    if (!target.options.read_only && !may(directory, W_OK | X_OK))
        refuse(target, "its directory is not writable, and SQLite needs a journal there; read_only may do");
}

void check_existing(const SqliteTarget& target, const struct stat& facts) {
    if (S_ISDIR(facts.st_mode)) refuse(target, "it is a directory");
    if (!S_ISREG(facts.st_mode)) refuse(target, "it is no regular file");
    if (!may(target.file, R_OK)) refuse(target, "no permission to read it");
    if (!target.options.read_only && !may(target.file, W_OK))
        refuse(target, "no permission to write it; set read_only to read it");
}

/// Without the lock another thread could find the file, open it and lose its locks when we close it.
bool create(const SqliteTarget& target) {
    const int file = open(target.file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0) return close(file), true;
    if (errno != EEXIST) refuse(target, std::string("it can't be created: ") + std::strerror(errno));
    return false;
}

std::string number_pair(const struct stat& facts) {
    return std::to_string(facts.st_dev) + ":" + std::to_string(facts.st_ino);
}

}  // namespace

bool prepare_file(const SqliteTarget& target) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    check_directory(target, directory_of(target.file));
    struct stat facts {};
    if (stat(target.file.c_str(), &facts) == 0) return check_existing(target, facts), false;
    if (errno != ENOENT) refuse(target, std::strerror(errno));
    if (target.options.read_only || !target.options.create) refuse(target, "there is no such file");
    return create(target);
}

PreparedFile::PreparedFile(const SqliteTarget& target)
    : path_(target.file), is_new_(prepare_file(target)), identity_(file_identity(path_)) {}

PreparedFile::~PreparedFile() {
    struct stat facts {};
    if (is_new_ && file_identity(path_) == identity_ && stat(path_.c_str(), &facts) == 0
        && facts.st_size == 0)
        unlink(path_.c_str());
}

void PreparedFile::keep() {
    if (file_identity(path_) != identity_) {
        throw OperationalError("\"" + path_ + "\" was removed or replaced while it was written",
                               {.code = ErrorCode::storage});
    }
    is_new_ = false;
}

std::string file_identity(const std::string& path) {
    struct stat facts {};
    if (stat(path.c_str(), &facts) == 0) return "file:" + number_pair(facts);
    const std::string directory = directory_of(path);
    const std::string name = path.substr(path.rfind('/') + 1);
    return "file:" + (stat(directory.c_str(), &facts) == 0 ? number_pair(facts) : directory) + "/" + name;
}

}  // namespace pewit::detail
