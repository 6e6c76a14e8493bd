#include "engine/store/input_bytes.hpp"

#include "engine/core/error.hpp"
#include "engine/runtime/parallel.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace cascade {

InputBytes::InputBytes(std::string path, std::size_t piece) : path_(std::move(path)), piece_(piece) {
    do // O_NONBLOCK: not to wait for the other end of a FIFO before it can be refused
        descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    while (descriptor_ < 0 && errno == EINTR);
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0)
        throw_read_error(path_, errno);
    size_ = static_cast<std::uint64_t>(status.st_size);
    if (S_ISREG(status.st_mode))
        return;
    ::close(descriptor_);
    if (S_ISDIR(status.st_mode))
        throw_read_error(path_, EISDIR);
    throw InputError("{}: is not a regular file; pipes and devices cannot be read by position", path_);
}

InputBytes::~InputBytes() {
    ::close(descriptor_);
}

void InputBytes::read(std::uint64_t offset, void* data, std::size_t bytes, int threads) const {
    char* const place = static_cast<char*>(data);
    const std::size_t pieces = (bytes + piece_ - 1) / piece_;
    parallel_for(threads, pieces, 1, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i)
            read_piece(offset + i * piece_, place + i * piece_, std::min(piece_, bytes - i * piece_));
    });
}

void InputBytes::read_piece(std::uint64_t offset, char* data, std::size_t bytes) const {
    while (bytes > 0) {
        const ssize_t got = ::pread(descriptor_, data, bytes, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw_read_error(path_, errno);
        if (got == 0)
            throw InputError("{}: ends at byte {}, before its content does; the file is truncated", path_, offset);
        offset += static_cast<std::uint64_t>(got);
        data += got;
        bytes -= static_cast<std::size_t>(got);
    }
}

} // namespace cascade
