#pragma once
// Files that are either whole or absent: written beside their name, checked call by call, fsynced, renamed, and the
// directory fsynced. A kill or a full disk at any moment leaves the old content or none, never half of the new.
//
// The steps are separate so that several files can change together: each is made complete under its partial name
// first, then all are renamed. Failures carry the path and the system's words: 74 for a full disk, 77 for permission,
// 73 otherwise.

#include <cstdint>
#include <string>
#include <string_view>

namespace cascade {

/// The name a file has until it is complete.
std::string partial_name(const std::string& path);

/// Which file a path stood for at some moment. Two attempts at one job may be at work in one place, where one of them was
/// given up and lives on; neither may remove what the other has put under the same name since.
class FileMark {
public:
    FileMark() = default;
    /// The file that is there now.
    explicit FileMark(const std::string& path);

    /// Removes the file if `path` still stands for it.
    void remove(const std::string& path) const noexcept;

private:
    std::uint64_t device_ = 0, inode_ = 0;
};

/// A file being written under `partial_name(path)`; removed again unless completed. What another process has left there, or
/// is still writing, loses the name and is not touched.
class DurableFile {
public:
    explicit DurableFile(const std::string& path);
    ~DurableFile();
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;

    /// Appends; small writes are gathered.
    void write(std::string_view bytes);
    /// Everything is on disk under the partial name after this.
    void complete();
    const FileMark& mark() const { return mark_; }

private:
    void flush();

    std::string path_;
    std::string buffer_;
    FileMark mark_;
    int descriptor_ = -1;
};

/// Creates a file that must not exist yet, for writing; returns its descriptor.
int create_file(const std::string& path);

/// Opens a file that exists, for writing; returns its descriptor.
int open_to_write(const std::string& path);

/// Gives an open file of ours its `bytes` bytes of disk before they are written, so that a full disk is met at once; on
/// file systems that cannot, nothing happens.
void allocate_file(int descriptor, std::uint64_t bytes, const std::string& path);

/// Writes all of `bytes` to an open descriptor; `path` is for the message.
void write_all(int descriptor, std::string_view bytes, const std::string& path);

/// The same from `offset` on; others may write elsewhere in the file.
void write_all_at(int descriptor, std::string_view bytes, std::uint64_t offset, const std::string& path);

/// Puts what was written on disk; the descriptor is closed even when that fails.
void sync_and_close(int descriptor, const std::string& path);

/// Puts an existing file, or the names in a directory, on disk.
void sync_file(const std::string& path);
void sync_directory(const std::string& path);

/// Gives the complete partial file its name, replacing what had it. The directory is not synced.
void publish(const std::string& path);

/// All steps for one small file.
void write_durably(const std::string& path, std::string_view bytes);

} // namespace cascade
