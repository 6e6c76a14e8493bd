#pragma once
// A file that no damage, and no other file in its place, can pass for. A header of 64 bytes says whose it is; blocks of any
// size follow, each with an XXH3-64 behind it.
//
//     magic "CkpB", version u16, byte order u16 | owner 16 B | generation u32, section u32 | first, end u64 |
//     bytes of block 0 u64 | XXH3-64 of all that | block 0, its XXH3-64 | block 1, its XXH3-64 | …
//
// The seed of a block's hash is made of the header's hash and the block's number, so that a block moved from another
// place, file, generation or job is found out as surely as a flipped bit. Where the other blocks begin is for block 0 to
// tell. Space is allocated before the first byte is written, so that a full disk is met early.
//
// A reader compares every size with that of the file before it believes it, and reads a block straight to where its
// content belongs, in pieces that are still in the core's cache when they are hashed: nothing is copied. What a block held
// may be looked at when its hash was right, and not before. Threads read blocks of one file side by side.

#include "engine/store/digest.hpp"
#include "engine/store/input_bytes.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// Whose file it is; a reader says what it expects.
struct BlockLabel {
    Digest owner;                 ///< of the job and the attempt that wrote it
    std::uint32_t generation = 0; ///< the state it belongs to
    std::string section;          ///< what it holds; the header keeps a hash of it
    std::uint64_t first = 0, end = 0;
};

/// Bytes of the whole file for `blocks` blocks that hold `content` bytes together.
std::uint64_t block_file_bytes(std::uint64_t content, std::uint64_t blocks);

/// XXH3-64 of what is added, with a seed.
class BlockHash {
public:
    explicit BlockHash(std::uint64_t seed) { begin(seed); }

    void begin(std::uint64_t seed);
    void add(const void* data, std::size_t bytes);
    std::uint64_t value() const;

private:
    std::shared_ptr<void> state_;
};

/// Writes a new file front to back; it is removed again unless kept.
class BlockWriter {
public:
    /// Creates the file, allocates its space and writes the header. IoError (74) when the disk is full.
    BlockWriter(const std::string& path, const BlockLabel& label, std::uint64_t first_block, std::uint64_t bytes);
    ~BlockWriter();
    BlockWriter(const BlockWriter&) = delete;
    BlockWriter& operator=(const BlockWriter&) = delete;

    void write(const void* data, std::size_t bytes);
    void end_block();
    /// All blocks have been written: everything is on disk and the file is closed.
    void finish();
    /// The file stays.
    void keep() { kept_ = true; }

    std::uint64_t bytes() const { return bytes_; }

private:
    void append(const void* data, std::size_t bytes);
    void flush();

    std::string path_;
    std::uint64_t bytes_, header_hash_ = 0, left_, blocks_ = 0;
    BlockHash hash_;
    std::vector<char> buffer_;
    std::size_t filled_ = 0;
    int descriptor_ = -1;
    bool kept_ = false;
};

/// Where a block lies in its file.
struct BlockPlace {
    std::uint64_t number = 0;
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t bytes = 0;  ///< of its content

    /// The one behind it.
    BlockPlace next(std::uint64_t bytes_of_next) const;
};

/// Reads such a file. Everything that is wrong is an InputError naming the file. Threads may share it.
class BlockReader {
public:
    /// Checks header and sizes; `bytes` is the size the file must have.
    BlockReader(const std::string& path, const BlockLabel& expected, std::uint64_t bytes);

    const std::string& path() const { return file_.path(); }
    std::uint64_t bytes() const { return file_.size(); }
    const BlockPlace& first_block() const { return first_; }
    /// Nothing may lie behind the first block.
    void expect_one_block() const;

    /// Reads a block into `pieces`, which are as long as it is, one behind the other; they hold anything where it throws.
    void read(const BlockPlace& block, std::span<const std::span<std::byte>> pieces) const;
    void read(const BlockPlace& block, void* data) const;
    /// Reads a block for its hash alone.
    void check(const BlockPlace& block) const;

private:
    void expect_inside(const BlockPlace& block) const;

    InputBytes file_;
    std::uint64_t header_hash_ = 0;
    BlockPlace first_;
};

} // namespace cascade
