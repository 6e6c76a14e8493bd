#include "engine/store/durable_file.hpp"

#include "engine/core/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace cascade {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

/// Opens, fsyncs and closes `path`.
void sync_path(const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0)
        throw_write_error(path, errno);
    const int failed = ::fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    if (failed != 0 && failed != EINVAL) // EINVAL: a file system that cannot sync directories
        throw_write_error(path, failed);
}

} // namespace

std::string partial_name(const std::string& path) {
    return path + ".partial";
}

DurableFile::DurableFile(const std::string& path) : path_(path) {
    descriptor_ = ::open(partial_name(path_).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
        throw_write_error(path_, errno);
}

DurableFile::~DurableFile() {
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    ::unlink(partial_name(path_).c_str());
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
    if (::fsync(descriptor_) != 0)
        throw_write_error(path_, errno);
    const int closed = ::close(descriptor_);
    const int failure = errno;
    descriptor_ = -1;
    if (closed != 0) {
        ::unlink(partial_name(path_).c_str());
        throw_write_error(path_, failure);
    }
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
    publish(path);
    sync_directory(std::filesystem::path(path).parent_path().string());
}

} // namespace cascade
