#pragma once
// Crossings on their way to another shard, packed: a slot and a vertex in three to four bytes where eight lie in memory.
//
// A list is ascending by slot, so that a crossing is its vertex, counted from the first of the shard, and how far its slot
// lies from the one before. (Several layers are drawn one after the other for a few samples at a time, and slots step
// back between them: such a distance wraps around and takes five bytes more.) Both share as few whole bytes as leave at least two bits beside the vertex; a distance that
// these cannot hold is announced by all of them set and follows (engine/core/leb128.hpp). Little-endian; the last kSlack bytes
// that a reader may touch belong to nobody.

#include "engine/core/leb128.hpp"
#include "engine/core/types.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <vector>

namespace cascade {

/// Sample `slot` of a batch arrives at a vertex, local to the shard that owns it.
struct Crossing {
    std::uint32_t slot;
    LocalVertex vertex;
    auto operator<=>(const Crossing&) const = default;
};

class CrossingCode {
public:
    static constexpr std::size_t kSlack = 8; ///< bytes behind a list that reading may touch

    /// For a shard of so many vertices.
    explicit CrossingCode(VertexId vertices)
        : vertex_bits_(static_cast<unsigned>(std::bit_width(vertices | 1))), bytes_((vertex_bits_ + 2 + 7) / 8),
          escape_((std::uint64_t{1} << (8 * bytes_ - vertex_bits_)) - 1) {}

    /// Writes at `at`, where kSlack + 5 bytes are free, and returns the end of what it wrote.
    char* write(char* at, std::uint32_t slots_further, LocalVertex vertex) const {
        const bool fits = slots_further < escape_;
        const std::uint64_t word = (fits ? slots_further : escape_) << vertex_bits_ | vertex;
        std::memcpy(at, &word, sizeof word);
        at += bytes_;
        if (fits) [[likely]]
            return at;
        return write_leb128(at, slots_further);
    }

    /// Calls body(crossing) for the list in [at, end); its first slot is counted from `slot`.
    template <class F>
    void read(const char* at, const char* end, std::uint32_t slot, F&& body) const {
        const std::uint64_t vertex_mask = (std::uint64_t{1} << vertex_bits_) - 1;
        while (at < end) {
            std::uint64_t word;
            std::memcpy(&word, at, sizeof word);
            at += bytes_;
            auto further = static_cast<std::uint32_t>(word >> vertex_bits_ & escape_);
            if (further == escape_) [[unlikely]]
                further = read_leb128(at);
            slot += further;
            body(Crossing{slot, static_cast<LocalVertex>(word & vertex_mask)});
        }
    }

private:
    unsigned vertex_bits_;
    unsigned bytes_;
    std::uint64_t escape_; ///< all bits beside the vertex
};

/// A list that grows.
class PackedCrossings {
public:
    /// The first slot will be counted from `slot`.
    void begin(std::uint32_t slot) {
        size_ = 0;
        last_slot_ = slot;
    }
    /// Cheap while slots do not go down.
    void push(const CrossingCode& code, const Crossing& crossing) {
        if (size_ + kRoom > bytes_.size()) [[unlikely]]
            grow();
        char* const at = bytes_.data() + size_;
        size_ += static_cast<std::size_t>(code.write(at, crossing.slot - last_slot_, crossing.vertex) - at);
        last_slot_ = crossing.slot;
    }
    const char* data() const { return bytes_.data(); }
    std::size_t size() const { return size_; } ///< in bytes

private:
    static constexpr std::size_t kRoom = CrossingCode::kSlack + 5;
    [[gnu::noinline]] void grow() { bytes_.resize(2 * bytes_.size() + 4 * kRoom); }

    std::vector<char> bytes_;
    std::size_t size_ = 0;
    std::uint32_t last_slot_ = 0;
};

} // namespace cascade
