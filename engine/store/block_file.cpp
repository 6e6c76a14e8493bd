#include "engine/store/block_file.hpp"

#include "engine/core/check.hpp"
#include "engine/runtime/parallel.hpp"
#include "engine/store/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace cascade {
namespace {

constexpr std::array<char, 4> kMagic = {'C', 'k', 'p', 'B'};
constexpr std::uint16_t kVersion = 1;
constexpr std::uint16_t kByteOrder = 0x0102;
constexpr std::uint16_t kOtherByteOrder = 0x0201;
constexpr std::size_t kHash = sizeof(std::uint64_t);
constexpr std::uint64_t kAhead = 4; ///< blocks read at a time

struct Header {
    std::array<char, 4> magic = kMagic;
    std::uint16_t version = kVersion;
    std::uint16_t byte_order = kByteOrder;
    Digest owner;
    std::uint32_t generation = 0, section = 0;
    std::uint64_t first = 0, end = 0, payload = 0;
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

Header header_for(const BlockLabel& label, std::uint64_t payload) {
    Header header;
    header.owner = label.owner;
    header.generation = label.generation;
    header.section = static_cast<std::uint32_t>(XXH3_64bits(label.section.data(), label.section.size()));
    header.first = label.first;
    header.end = label.end;
    header.payload = payload;
    header.hash = hash_of(header);
    return header;
}

std::uint64_t block_count(std::uint64_t payload, std::size_t block) {
    return payload / block + (payload % block != 0 ? 1 : 0);
}

} // namespace

std::uint64_t block_file_bytes(std::uint64_t payload, std::size_t block) {
    return sizeof(Header) + payload + kHash * block_count(payload, block);
}

BlockWriter::BlockWriter(const std::string& path, const BlockLabel& label, std::uint64_t payload, std::size_t block)
    : path_(path), payload_(payload), bytes_(block_file_bytes(payload, block)), left_(payload), block_(block),
      buffer_(std::min<std::uint64_t>(block, payload) + kHash) {
    descriptor_ = create_file(path_);
    try {
        allocate_file(descriptor_, bytes_, path_);
        const Header header = header_for(label, payload);
        header_hash_ = header.hash;
        write_all(descriptor_, {reinterpret_cast<const char*>(&header), sizeof header}, path_);
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
    CASCADE_CHECK(bytes <= left_, "{} bytes for {} left in {}", bytes, left_, path_);
    left_ -= bytes;
    const auto* from = static_cast<const std::byte*>(data);
    while (bytes > 0) {
        const std::size_t part = std::min(bytes, buffer_.size() - kHash - filled_);
        std::memcpy(buffer_.data() + filled_, from, part);
        filled_ += part;
        from += part;
        bytes -= part;
        if (filled_ == block_)
            flush();
    }
}

void BlockWriter::flush() {
    const std::uint64_t hash = XXH3_64bits_withSeed(buffer_.data(), filled_, seed_of(header_hash_, blocks_++));
    std::memcpy(buffer_.data() + filled_, &hash, kHash);
    write_all(descriptor_, {reinterpret_cast<const char*>(buffer_.data()), filled_ + kHash}, path_);
    filled_ = 0;
}

void BlockWriter::finish() {
    CASCADE_CHECK(left_ == 0, "{} bytes are missing in {}", left_, path_);
    if (filled_ > 0)
        flush();
    sync_and_close(std::exchange(descriptor_, -1), path_);
    buffer_ = {};
}

BlockReader::BlockReader(const std::string& path, const BlockLabel& expected, std::uint64_t bytes, std::size_t block)
    : file_(path), block_(block) {
    if (file_.size() != bytes)
        throw InputError("{}: has {} bytes instead of {}", path, file_.size(), bytes);
    if (bytes < sizeof(Header))
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
    if (header.payload > bytes || block_file_bytes(header.payload, block) != bytes)
        throw InputError("{}: announces {} bytes of content, which its {} bytes do not hold", path, header.payload,
                         bytes);
    const Header wanted = header_for(expected, header.payload);
    if (header.owner != wanted.owner)
        throw InputError("{}: belongs to another job or another attempt", path);
    if (header.hash != wanted.hash)
        throw InputError("{}: belongs to another place: generation {}, [{}, {}) instead of generation {}, [{}, {})",
                         path, header.generation, header.first, header.end, wanted.generation, wanted.first,
                         wanted.end);
    payload_ = header.payload;
    header_hash_ = header.hash;
}

void BlockReader::seek(std::uint64_t position) {
    if (position > payload_)
        throw InputError("{}: ends at byte {} of its content, before byte {}", path(), payload_, position);
    position_ = position;
}

void BlockReader::read(void* data, std::size_t bytes) {
    auto* into = static_cast<std::byte*>(data);
    while (bytes > 0) {
        const std::span<const std::byte> some = view(1, bytes);
        const std::size_t part = std::min(bytes, some.size());
        std::memcpy(into, some.data(), part);
        into += part;
        position_ += part;
        bytes -= part;
    }
}

std::span<const std::byte> BlockReader::view(std::uint64_t least, std::uint64_t most) {
    if (std::max(least, most) > left())
        throw InputError("{}: ends before its content does: {} bytes wanted, {} left", path(), std::max(least, most),
                         left());
    if (least == 0)
        return {};
    if (position_ < held_from_ || position_ + least > held_end_)
        fill(least, most);
    return buffer_.span().subspan(position_ - held_from_, held_end_ - position_);
}

/// Keeps what it has from here on and reads the blocks that follow.
void BlockReader::fill(std::uint64_t least, std::uint64_t most) {
    if (position_ < held_from_ || position_ > held_end_)
        held_from_ = held_end_ = position_ / block_ * block_;
    const std::uint64_t from = std::min(position_, held_end_);
    const std::uint64_t kept = held_end_ - from;
    const std::uint64_t number = held_end_ / block_;
    const std::uint64_t end = std::max(position_ + least, std::min(position_ + most, held_end_ + kAhead * block_));
    const std::uint64_t blocks = block_count(end, block_) - number;
    const std::uint64_t held = std::min(held_end_ + blocks * block_, payload_) - from;
    if (held > buffer_.size()) {
        BigArray<std::byte> larger(std::max(held, std::min(payload_, 2 * kAhead * block_)));
        std::copy_n(buffer_.data() + (from - held_from_), kept, larger.data());
        buffer_ = std::move(larger);
    } else {
        std::memmove(buffer_.data(), buffer_.data() + (from - held_from_), kept);
    }
    held_from_ = from;
    parallel_for(threads_, blocks, 1,
                 [&](std::size_t i, std::size_t, int) { fetch(number + i, buffer_.data() + kept + i * block_); });
    held_end_ = from + held;
}

void BlockReader::fetch(std::uint64_t number, std::byte* to) const {
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(block_, payload_ - number * block_));
    const std::uint64_t offset = sizeof(Header) + number * (block_ + kHash);
    std::uint64_t hash = 0;
    file_.read(offset, to, bytes);
    file_.read(offset + bytes, &hash, kHash);
    if (hash != XXH3_64bits_withSeed(to, bytes, seed_of(header_hash_, number)))
        throw InputError("{}: is damaged between bytes {} and {} of its content", path(), number * block_,
                         number * block_ + bytes);
}

void BlockReader::verify() {
    for (seek(0); left() > 0;)
        seek(position_ + view(1, left()).size());
}

} // namespace cascade
