#pragma once
// A file opened for reading by position: plain pread, no library between us and a damaged file.
//
// Large reads are cut into pieces, dealt to threads, and no call asks for more than `piece` bytes (the kernel answers at
// most 2 GiB at once). Interrupted and short reads go on where they stopped; an early end of file is an InputError.
// Each rank reads on its own: independent contiguous reads are the fast way, and MPI-IO would add only its failures.

#include <cstddef>
#include <cstdint>
#include <string>

namespace cascade {

class InputBytes {
public:
    static constexpr std::size_t kPiece = std::size_t{32} << 20;

    /// Opens a regular file; the errors of `throw_read_error`, InputError for anything that is not a regular file.
    explicit InputBytes(std::string path, std::size_t piece = kPiece);
    ~InputBytes();
    InputBytes(const InputBytes&) = delete;
    InputBytes& operator=(const InputBytes&) = delete;

    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }

    /// Fills `data` with the `bytes` bytes from `offset` on.
    void read(std::uint64_t offset, void* data, std::size_t bytes, int threads = 1) const;

private:
    void read_piece(std::uint64_t offset, char* data, std::size_t bytes) const;

    std::string path_;
    std::size_t piece_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

} // namespace cascade
