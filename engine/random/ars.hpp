#pragma once
// Randomness as a function of place, two words at a time: ARS4x32-7 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
// as easy as 1, 2, 3", SC'11, section 3.1): rounds of AES without its key schedule; round keys are a Weyl sequence.
//
//     key     = (random_seed, domain << 48 | layer << 32 | wave)     as for Philox
//     counter = (vertex, draw << 32 | sample), and of the sample the bits from 32 on are bits from 48 on of the vertex
//
// Live arcs are drawn by it, in forward worlds and in RR sets, and roots: a word or two for a vertex, most often, and
// processors do a round of AES in an instruction, the newest for four places. Eight instructions a place beside its
// counter, or two; Philox4x64-7 takes ninety for four words. Seven rounds are what the authors recommend, five the fewest
// that pass all of BigCrush. Where the processor has no such instructions the same words come from tables. The layout is
// part of every answer: do not change it.

#include "engine/random/draw.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace cascade {

using WordPair = std::array<std::uint64_t, 2>;

namespace ars {

inline constexpr std::size_t kRounds = 7;
inline constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15; ///< steps of the round keys: the golden ratio, sqrt(3) - 1
inline constexpr std::uint64_t kRoot = 0xBB67AE8584CAA73B;

/// The second half of a counter.
constexpr std::uint64_t place_of(std::uint32_t sample, std::uint32_t draw) {
    return std::uint64_t{draw} << 32 | sample;
}

/// Samples and vertices lie below 2^48; or samples below 2^32, and vertices anywhere.
constexpr WordPair counter_of(std::uint64_t sample, std::uint64_t vertex, std::uint32_t draw) {
    return {vertex ^ sample >> 32 << 48, place_of(static_cast<std::uint32_t>(sample), draw)};
}

} // namespace ars

/// In place of each counter, two words, its own two words, independent and uniform; an even number, therefore.
void random_words(const RandomKey& key, std::span<std::uint64_t> counters);

/// Two independent uniform words for (key; sample, vertex, draw).
WordPair random_pair(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex, std::uint32_t draw);

/// The pairs of draw 0 for the samples first + l of the bits l of `samples`, ascending, at out[0], out[1], ….
void random_pairs(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint64_t samples,
                  WordPair* out);

/// All ways to come to random_words that this processor can go, the fastest first.
std::vector<decltype(&random_words)> versions_of_random_words();

/// The words of one place in order: those of draw 0, draw 1, …. The key must outlive the stream.
class ArsStream {
public:
    ArsStream(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex)
        : key_(key), sample_(sample), vertex_(vertex) {}
    /// The same when the first have been drawn already, all words of some draws, kMost at most.
    ArsStream(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex, std::span<const std::uint64_t> first)
        : key_(key), sample_(sample), vertex_(vertex), draw_(static_cast<std::uint32_t>(first.size() / 2)),
          count_(static_cast<unsigned>(first.size())) {
        std::copy(first.begin(), first.end(), words_.begin());
    }

    std::uint64_t next() {
        if (used_ == count_) [[unlikely]]
            refill();
        return words_[used_++];
    }

private:
    static constexpr std::size_t kMost = 8;

    void refill();

    const RandomKey& key_;
    std::uint64_t sample_;
    std::uint64_t vertex_;
    std::array<std::uint64_t, kMost> words_;
    std::uint32_t draw_ = 0; ///< the next one
    unsigned used_ = 0;
    unsigned count_ = 0;
};

} // namespace cascade
