#include "engine/core/error.hpp"

#include <sys/statvfs.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace cascade {
namespace {

std::string told_free_bytes(const std::string& path) {
    const std::optional<std::uint64_t> bytes = free_bytes(path);
    return bytes ? fmt::format("{} bytes are free on its file system", *bytes) : "nobody can tell how many are free";
}

} // namespace

std::string system_message(int code) {
    return std::generic_category().message(code);
}

void throw_read_error(const std::string& path, int code) {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        throw MissingInputError("{}: {}; check the path", path, system_message(code));
    case EACCES:
    case EPERM:
        throw PermissionError("{}: {}; the file must be readable by this user", path, system_message(code));
    case EISDIR:
        throw MissingInputError("{}: is a directory; a file is needed", path);
    default:
        throw IoError("{}: cannot be read: {}", path, system_message(code));
    }
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
    struct statvfs about {};
    const std::string folder = std::filesystem::path(path).parent_path().string();
    if (::statvfs(path.c_str(), &about) != 0 && ::statvfs(folder.empty() ? "." : folder.c_str(), &about) != 0)
        return std::nullopt;
    if (about.f_blocks == 0) // a file system that does not count
        return std::nullopt;
    return std::uint64_t{about.f_bavail} * about.f_frsize;
}

void throw_write_error(const std::string& path, int code, std::uint64_t needed) {
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        throw IoError("{}: cannot be written: {}; {}{}; make room or choose another place", path, system_message(code),
                      needed == 0 ? "" : fmt::format("{} bytes are needed, ", needed), told_free_bytes(path));
    case EIO:
    case EFBIG:
        throw IoError("{}: cannot be written: {}", path, system_message(code));
    case EACCES:
    case EPERM:
        throw PermissionError("{}: {}; choose a place this user may write to", path, system_message(code));
    default:
        throw CreateError("{}: cannot be created: {}", path, system_message(code));
    }
}

} // namespace cascade
