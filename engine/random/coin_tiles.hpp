#pragma once
// Coins of one probability for the things of a list in 64 samples at once, as masks of samples.
//
// A tile is 16 neighbours in the list by 4 samples: coin (thing 16 t + j, sample 4 g + i) is bit 4 j + i. Its uniform is
// compared with p x 2^64 bit by bit from the top, all coins of the tile at once: bit b of every uniform is word b of the
// place (key; sample g, vertex, draws 32 t, 32 t + 1, …), two words a draw, until all coins that are asked for are decided.
// So a coin is the same whichever others are asked for; nine words or so decide a tile. Several tiles are worked on at a
// time, as many as the processor's registers hold. Exact to 2^-64.

#include "engine/random/ars.hpp"

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

/// Every version of tile_coins that this processor can run, the fastest first.
std::vector<decltype(&tile_coins)> versions_of_tile_coins();

} // namespace cascade
