#pragma once
// Coins of the things of a list in many samples at once, as masks of samples.
//
// A coin's uniform is compared with p x 2^64 bit by bit from the top, for all coins of a word at once: bit b of each of 64
// uniforms is word b of their place, two words a draw, until all coins that are asked for are decided. So a coin is the
// same whichever others are asked for; ten words or so decide 64. As many words are worked on at a time as the registers
// of the processor hold. Exact to 2^-64. Which 64 coins share a word is the shape:
//   tile   16 things by 4 samples, all things of one probability: coin (thing 16 t + j, sample 4 g + i) is bit 4 j + i of the
//          words of (key; sample g, vertex, draws 32 t, 32 t + 1, …)
//   row    one thing by 64 samples, each thing with a probability of its own: coin (thing t, sample 64 g + i) is bit i of
//          the words of (key; sample g, vertex, draws 32 t, 32 t + 1, …); of t the bits from 27 on are bits 26 … of the sample
// A list is drawn in one shape, always.

#include "engine/random/ars.hpp"

#include <span>
#include <vector>

namespace cascade {

inline constexpr std::uint32_t kTileThings = 16;
inline constexpr std::uint32_t kTilesAtOnce = 8;
using CoinMasks = std::array<std::uint64_t, kTileThings * kTilesAtOnce>;

/// The coins of the things of `count` tiles, at most kTilesAtOnce, from tile `tile` on, with probability threshold / 2^64:
/// bit l of masks[j] is that of thing 16 tile + j in sample first + l, for the bits l of `samples`, others 0. `first` is a
/// multiple of 64, tiles lie below kMostTiles.
void tile_coins(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t tile,
                std::uint32_t count, std::uint64_t threshold, std::uint64_t samples, CoinMasks& masks);

inline constexpr std::uint64_t kMostTiles = std::uint64_t{1} << 27;

inline constexpr std::size_t kRowsAtOnce = 64;
inline constexpr std::size_t kMostGroups = 8; ///< of 64 samples

/// The coins of the things from `thing` on, at most kRowsAtOnce, with these probabilities, each from 0 to 1, in `samples`,
/// at most kMostGroups words: bit l of masks[j x samples.size() + g] is that of thing `thing + j` in sample
/// first + 64 g + l, where samples[g] has bit l, others 0. `first` is a multiple of 64, and no multiple of 2^27 lies among the things but as the first.
void row_coins(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t thing,
               std::span<const float> probabilities, std::span<const std::uint64_t> samples, std::uint64_t* masks);

/// The two for a processor of some kind.
struct CoinVersion {
    decltype(&tile_coins) tiles;
    decltype(&row_coins) rows;
};
/// All that this processor can run, the fastest first.
std::vector<CoinVersion> versions_of_coins();

} // namespace cascade
