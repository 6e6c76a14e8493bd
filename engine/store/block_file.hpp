#pragma once
// A file that no damage, and no other file in its place, can pass for. A header of 64 bytes says whose it is; the payload
// follows in blocks of 4 MiB, each with an XXH3-64 behind it.
//
//     magic "CkpB", version u16, byte order u16 | owner 16 B | generation u32, section u32 | first, end, payload u64 | XXH3-64
//     block 0, its XXH3-64 | block 1, its XXH3-64 | …                              (the last block holds what is left)
//
// The seed of a block's hash is made of the header's hash and the block's number, so that a block moved from another
// place, file, generation or job is found out as surely as a flipped bit. Space is allocated before the first byte is
// written, so that a full disk is met early. A reader compares every size with that of the file before it believes it,
// checks a block before it hands out a byte of it, and reads no block that nobody asked for. Where much is asked for, a
// few blocks are read and checked at a time, side by side, and handed out where they lie.

#include "engine/core/big_array.hpp"
#include "engine/store/digest.hpp"
#include "engine/store/input_bytes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {

inline constexpr std::size_t kBlockBytes = std::size_t{4} << 20;

/// Whose file it is; a reader says what it expects.
struct BlockLabel {
    Digest owner;                 ///< of the job and the attempt that wrote it
    std::uint32_t generation = 0; ///< the state it belongs to
    std::string section;          ///< what it holds; the header keeps a hash of it
    std::uint64_t first = 0, end = 0;
};

/// Bytes of the whole file for a payload of `payload`.
std::uint64_t block_file_bytes(std::uint64_t payload, std::size_t block = kBlockBytes);

/// Writes a new file front to back; it is removed again unless kept.
class BlockWriter {
public:
    /// Creates the file, allocates its space and writes the header. IoError (74) when the disk is full.
    BlockWriter(const std::string& path, const BlockLabel& label, std::uint64_t payload,
                std::size_t block = kBlockBytes);
    ~BlockWriter();
    BlockWriter(const BlockWriter&) = delete;
    BlockWriter& operator=(const BlockWriter&) = delete;

    void write(const void* data, std::size_t bytes);
    /// The payload is whole: everything is on disk and the file is closed.
    void finish();
    /// The file stays.
    void keep() { kept_ = true; }

    std::uint64_t bytes() const { return bytes_; }

private:
    void flush();

    std::string path_;
    std::uint64_t payload_, bytes_, header_hash_ = 0, left_, blocks_ = 0;
    std::size_t block_;
    std::vector<std::byte> buffer_; ///< the block being filled, and room for its hash
    std::size_t filled_ = 0;
    int descriptor_ = -1;
    bool kept_ = false;
};

/// Reads such a file at a position that can be moved. Everything that is wrong is an InputError naming the file.
class BlockReader {
public:
    /// Checks header and sizes; `bytes` is the size the file must have.
    BlockReader(const std::string& path, const BlockLabel& expected, std::uint64_t bytes,
                std::size_t block = kBlockBytes);

    std::uint64_t payload() const { return payload_; }
    std::uint64_t position() const { return position_; }
    std::uint64_t left() const { return payload_ - position_; }
    const std::string& path() const { return file_.path(); }

    /// Threads that read and check blocks.
    void use_threads(int threads) { threads_ = threads; }

    /// At most what is left.
    void seek(std::uint64_t position);
    void read(void* data, std::size_t bytes);
    /// What comes next, without going there: `least` bytes or more, in no more blocks than `most` bytes lie in. Good until
    /// the next call of any kind.
    std::span<const std::byte> view(std::uint64_t least, std::uint64_t most);
    /// Reads and checks every block.
    void verify();

private:
    void fill(std::uint64_t least, std::uint64_t most);
    /// Reads a block to `to` and checks it there.
    void fetch(std::uint64_t number, std::byte* to) const;

    InputBytes file_;
    int threads_ = 1;
    std::uint64_t payload_ = 0, position_ = 0, header_hash_ = 0;
    std::size_t block_;
    BigArray<std::byte> buffer_;                 ///< content that has been checked,
    std::uint64_t held_from_ = 0, held_end_ = 0; ///< from and to this position, which is the end of a block
};

} // namespace cascade
