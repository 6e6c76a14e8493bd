#include "engine/store/durable_file.hpp"

#include "engine/core/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace cascade {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

/// `call` again and again while a signal interrupts it.
template <class F>
int uninterrupted(F&& call) {
    int result = 0;
    do
        result = call();
    while (result < 0 && errno == EINTR);
    return result;
}

int open_file(const std::string& path, int flags) {
    return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0666); });
}

/// Opens, fsyncs and closes `path`.
void sync_path(const std::string& path, int flags) {
    const int descriptor = open_file(path, flags);
    if (descriptor < 0)
        throw_write_error(path, errno);
    const int failed = uninterrupted([&] { return ::fsync(descriptor); }) != 0 ? errno : 0;
    ::close(descriptor);
    if (failed != 0 && failed != EINVAL) // EINVAL: a file system that cannot sync directories
        throw_write_error(path, failed);
}

} // namespace

std::string partial_name(const std::string& path) {
    return path + ".partial";
}

FileMark::FileMark(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return;
    device_ = status.st_dev;
    inode_ = status.st_ino;
}

void FileMark::remove(const std::string& path) const noexcept {
    const FileMark now(path);
    if (inode_ != 0 && now.inode_ == inode_ && now.device_ == device_)
        ::unlink(path.c_str());
}

DurableFile::DurableFile(const std::string& path) : path_(path) {
    ::unlink(partial_name(path_).c_str());
    descriptor_ = open_file(partial_name(path_), O_WRONLY | O_CREAT | O_TRUNC);
    if (descriptor_ < 0)
        throw_write_error(path_, errno);
    mark_ = FileMark(partial_name(path_));
}

DurableFile::~DurableFile() {
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    mark_.remove(partial_name(path_));
}

void DurableFile::write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= kBuffer)
        flush();
}

void DurableFile::flush() {
    write_all(descriptor_, buffer_, path_);
    buffer_.clear();
}

void DurableFile::complete() {
    flush();
    try {
        sync_and_close(std::exchange(descriptor_, -1), path_);
    } catch (...) {
        mark_.remove(partial_name(path_));
        throw;
    }
}

int create_file(const std::string& path) {
    const int descriptor = open_file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (descriptor < 0)
        throw_write_error(path, errno);
    return descriptor;
}

int open_to_write(const std::string& path) {
    const int descriptor = open_file(path, O_WRONLY);
    if (descriptor < 0)
        throw_write_error(path, errno);
    return descriptor;
}

void allocate_file(int descriptor, std::uint64_t bytes, const std::string& path) {
    // Not posix_fallocate: where the file system cannot, that writes a byte into every page.
    const int failed = uninterrupted([&] { return ::fallocate(descriptor, 0, 0, static_cast<off_t>(bytes)); });
    if (failed != 0 && errno != EOPNOTSUPP && errno != ENOSYS)
        throw_write_error(path, errno, bytes);
}

void sync_and_close(int descriptor, const std::string& path) {
    const int synced = uninterrupted([&] { return ::fsync(descriptor); }) != 0 ? errno : 0;
    const int closed = ::close(descriptor) != 0 && errno != EINTR ? errno : 0; // interrupted: closed all the same
    if (synced != 0 || closed != 0)
        throw_write_error(path, synced != 0 ? synced : closed);
}

void write_all(int descriptor, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            throw_write_error(path, errno);
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void write_all_at(int descriptor, std::string_view bytes, std::uint64_t offset, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno != EINTR)
            throw_write_error(path, errno);
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
            offset += static_cast<std::uint64_t>(written);
        }
    }
}

void sync_file(const std::string& path) {
    sync_path(path, O_RDWR);
}

void sync_directory(const std::string& path) {
    sync_path(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
}

void publish(const std::string& path) {
    if (std::rename(partial_name(path).c_str(), path.c_str()) != 0)
        throw_write_error(path, errno);
}

void write_durably(const std::string& path, std::string_view bytes) {
    DurableFile file(path);
    file.write(bytes);
    file.complete();
    try {
        publish(path);
    } catch (...) {
        ::unlink(partial_name(path).c_str());
        throw;
    }
    sync_directory(std::filesystem::path(path).parent_path().string());
}

} // namespace cascade
