#pragma once
// Randomness as a function of place, two words at a time: ARS4x32-7 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
// as easy as 1, 2, 3", SC'11, section 3.1): rounds of AES without its key schedule; round keys are a Weyl sequence.
//
//     key     = (random_seed, domain << 48 | layer << 32 | wave)     as for Philox
//     counter = (vertex, draw << 32 | sample)
//
// Forward worlds use it: a vertex is drawn for few of the worlds of a block, at a word or two each, and processors do a
// round of AES in an instruction. Eight instructions a place beside its counter; Philox4x64-7 takes ninety for four words.
// Seven rounds are what the authors recommend, five the fewest that pass all of BigCrush. Where the processor has no such
// instructions the same words come from tables. The layout is part of every answer: do not change it.

#include "engine/random/draw.hpp"

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

} // namespace ars

/// Two independent uniform words for (key; sample, vertex, draw).
WordPair random_pair(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw);

/// The pairs of draw 0 for the samples first + l of the bits l of `samples`, ascending, at out[0], out[1], …. There has to
/// be room for a multiple of four.
void random_pairs(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint64_t samples,
                  WordPair* out);

/// random_pair by tables, whatever the processor can do.
WordPair random_pair_by_tables(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw);

struct ArsPairs {
    using Block = WordPair;
    static Block block(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex, std::uint64_t draw) {
        return random_pair(key, static_cast<std::uint32_t>(sample), vertex, static_cast<std::uint32_t>(draw));
    }
};
using PairStream = WordStream<ArsPairs>; ///< samples below 2^32

} // namespace cascade
