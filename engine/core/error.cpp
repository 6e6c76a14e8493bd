#include "engine/core/error.hpp"

#include <cerrno>
#include <system_error>

namespace cascade {

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

void throw_write_error(const std::string& path, int code) {
    switch (code) {
    case ENOSPC:
    case EDQUOT:
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
