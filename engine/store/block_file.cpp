#include "engine/store/block_file.hpp"

#include "engine/core/check.hpp"
#include "engine/store/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>

namespace cascade {
namespace {

constexpr std::array<char, 4> kMagic = {'C', 'k', 'p', 'B'};
constexpr std::uint16_t kVersion = 2;
constexpr std::uint16_t kByteOrder = 0x0102;
constexpr std::uint16_t kOtherByteOrder = 0x0201;
constexpr std::size_t kHash = sizeof(std::uint64_t);
constexpr std::size_t kWritten = std::size_t{1} << 20; ///< bytes written by a call
constexpr std::size_t kPiece = std::size_t{256} << 10; ///< bytes that stay in a core's cache until they are hashed

struct Header {
    std::array<char, 4> magic = kMagic;
    std::uint16_t version = kVersion;
    std::uint16_t byte_order = kByteOrder;
    Digest owner;
    std::uint32_t generation = 0, section = 0;
    std::uint64_t first = 0, end = 0, first_block = 0;
    std::uint64_t hash = 0; ///< of all that stands before it
};
static_assert(sizeof(Header) == 64);

std::uint64_t hash_of(const Header& header) {
    return XXH3_64bits(&header, offsetof(Header, hash));
}

/// What a block is hashed with: its file and its place.
std::uint64_t seed_of(std::uint64_t header_hash, std::uint64_t number) {
    const std::array<std::uint64_t, 2> place = {header_hash, number};
    return XXH3_64bits(place.data(), sizeof place);
}

Header header_for(const BlockLabel& label, std::uint64_t first_block) {
    Header header;
    header.owner = label.owner;
    header.generation = label.generation;
    header.section = static_cast<std::uint32_t>(XXH3_64bits(label.section.data(), label.section.size()));
    header.first = label.first;
    header.end = label.end;
    header.first_block = first_block;
    header.hash = hash_of(header);
    return header;
}

XXH3_state_t* block_hash(const std::shared_ptr<void>& state) {
    return static_cast<XXH3_state_t*>(state.get());
}

} // namespace

std::uint64_t block_file_bytes(std::uint64_t content, std::uint64_t blocks) {
    return sizeof(Header) + content + kHash * blocks;
}

void BlockHash::begin(std::uint64_t seed) {
    if (!state_) {
        state_ = {XXH3_createState(), [](void* state) { XXH3_freeState(static_cast<XXH3_state_t*>(state)); }};
        if (!state_)
            throw std::bad_alloc();
    }
    XXH3_64bits_reset_withSeed(block_hash(state_), seed);
}

void BlockHash::add(const void* data, std::size_t bytes) {
    XXH3_64bits_update(block_hash(state_), data, bytes);
}

std::uint64_t BlockHash::value() const {
    return XXH3_64bits_digest(block_hash(state_));
}

BlockWriter::BlockWriter(const std::string& path, const BlockLabel& label, std::uint64_t first_block,
                         std::uint64_t bytes)
    : path_(path), bytes_(bytes), left_(bytes), hash_(0), buffer_(std::min<std::uint64_t>(kWritten, bytes)) {
    descriptor_ = create_file(path_);
    try {
        allocate_file(descriptor_, bytes_, path_);
        const Header header = header_for(label, first_block);
        header_hash_ = header.hash;
        append(&header, sizeof header);
        flush();
        hash_.begin(seed_of(header_hash_, 0));
    } catch (...) {
        ::close(descriptor_);
        ::unlink(path_.c_str());
        throw;
    }
}

BlockWriter::~BlockWriter() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!kept_)
        ::unlink(path_.c_str());
}

void BlockWriter::write(const void* data, std::size_t bytes) {
    const auto* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const std::size_t part = std::min(bytes, kPiece);
        hash_.add(from, part);
        append(from, part);
        from += part;
        bytes -= part;
    }
}

void BlockWriter::end_block() {
    const std::uint64_t hash = hash_.value();
    append(&hash, kHash);
    hash_.begin(seed_of(header_hash_, ++blocks_));
}

void BlockWriter::append(const void* data, std::size_t bytes) {
    CASCADE_CHECK(bytes <= left_, "{} bytes for {} left in {}", bytes, left_, path_);
    left_ -= bytes;
    const auto* from = static_cast<const char*>(data);
    while (bytes > 0) {
        if (filled_ == buffer_.size())
            flush();
        const std::size_t part = std::min(bytes, buffer_.size() - filled_);
        std::memcpy(buffer_.data() + filled_, from, part);
        filled_ += part;
        from += part;
        bytes -= part;
    }
}

void BlockWriter::flush() {
    write_all(descriptor_, {buffer_.data(), filled_}, path_);
    filled_ = 0;
}

void BlockWriter::finish() {
    CASCADE_CHECK(left_ == 0, "{} bytes are missing in {}", left_, path_);
    flush();
    sync_and_close(std::exchange(descriptor_, -1), path_);
    buffer_ = {};
}

BlockPlace BlockPlace::next(std::uint64_t bytes_of_next) const {
    return {number + 1, offset + bytes + kHash, bytes_of_next};
}

BlockReader::BlockReader(const std::string& path, const BlockLabel& expected, std::uint64_t bytes) : file_(path) {
    if (file_.size() != bytes)
        throw InputError("{}: has {} bytes instead of {}", path, file_.size(), bytes);
    if (bytes < sizeof(Header) + kHash)
        throw InputError("{}: is too short for a checkpoint's file", path);
    Header header;
    file_.read(0, &header, sizeof header);
    if (header.magic != kMagic)
        throw InputError("{}: is not a checkpoint's file, or its first bytes are damaged", path);
    if (header.byte_order == kOtherByteOrder)
        throw InputError("{}: was written on a machine of the other byte order", path);
    if (header.version != kVersion)
        throw InputError("{}: has format version {}, this program reads {}", path, header.version, kVersion);
    if (header.hash != hash_of(header))
        throw InputError("{}: its header is damaged", path);
    if (header.first_block > bytes - sizeof(Header) - kHash)
        throw InputError("{}: announces {} bytes of content, which its {} bytes do not hold", path, header.first_block,
                         bytes);
    const Header wanted = header_for(expected, header.first_block);
    if (header.owner != wanted.owner)
        throw InputError("{}: belongs to another job or another attempt", path);
    if (header.hash != wanted.hash)
        throw InputError("{}: belongs to another place: generation {}, [{}, {}) instead of generation {}, [{}, {})",
                         path, header.generation, header.first, header.end, wanted.generation, wanted.first,
                         wanted.end);
    header_hash_ = header.hash;
    first_ = {0, sizeof(Header), header.first_block};
}

void BlockReader::expect_one_block() const {
    if (const std::uint64_t end = first_.next(0).offset; end != bytes())
        throw InputError("{}: has {} bytes behind its only block", path(), bytes() - end);
}

void BlockReader::expect_inside(const BlockPlace& block) const {
    if (block.offset > bytes() || block.bytes > bytes() || bytes() - block.offset < block.bytes + kHash)
        throw InputError("{}: ends before its block of {} bytes at byte {} does", path(), block.bytes, block.offset);
}

void BlockReader::read(const BlockPlace& block, std::span<const std::span<std::byte>> pieces) const {
    expect_inside(block);
    BlockHash hash(seed_of(header_hash_, block.number));
    std::uint64_t at = block.offset;
    for (const std::span<std::byte> piece : pieces)
        for (std::size_t begin = 0; begin < piece.size();) {
            const std::size_t part = std::min(kPiece, piece.size() - begin);
            file_.read(at, piece.data() + begin, part);
            hash.add(piece.data() + begin, part);
            begin += part;
            at += part;
        }
    CASCADE_CHECK(at == block.offset + block.bytes, "{} bytes of room for a block of {}", at - block.offset,
                  block.bytes);
    std::uint64_t stored = 0;
    file_.read(at, &stored, kHash);
    if (stored != hash.value())
        throw InputError("{}: is damaged between its bytes {} and {}", path(), block.offset, at + kHash);
}

void BlockReader::read(const BlockPlace& block, void* data) const {
    const std::span whole(static_cast<std::byte*>(data), block.bytes);
    read(block, std::span(&whole, 1));
}

void BlockReader::check(const BlockPlace& block) const {
    expect_inside(block);
    std::vector<std::byte> some(std::min<std::uint64_t>(kPiece, block.bytes));
    std::vector<std::span<std::byte>> again(some.empty() ? 0 : block.bytes / some.size(), std::span(some));
    if (!some.empty() && block.bytes % some.size() != 0)
        again.push_back(std::span(some).first(block.bytes % some.size()));
    read(block, again);
}

} // namespace cascade
