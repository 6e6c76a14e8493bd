#pragma once
// Randomness as a function of place: Philox4x64-7 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
// 1, 2, 3", SC'11) from Random123, with coordinates instead of state.
//
//     key     = (random_seed, domain << 48 | layer << 32 | wave)
//     counter = (sample, vertex, draw, 0)
//
// A block is four 64-bit words. Nobody owns a generator; whoever knows the place of a decision can repeat it, on any
// rank and in any order. The layout is part of every answer: do not change it.
//
// Seven rounds are the fewest the authors found to pass all of BigCrush for 4x64 (their Table 2); ten cost 7.5 ns a
// block here, seven 4.9. The published vectors for seven rounds are a test, and so are the counts, positions and
// independence of what is drawn from it. Roots and live arcs, which are drawn by the million, have ARS (ars.hpp).

#include "engine/random/domain.hpp"

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace cascade {

using RandomBlock = std::array<std::uint64_t, 4>;

/// The key half of a place: which run, which use, which layer of a multiplex graph, which wave of a campaign.
struct RandomKey {
    std::uint64_t random_seed = 1;
    Domain domain = Domain::selection;
    std::uint16_t layer = 0;
    std::uint32_t wave = 0;

    /// All but the random seed, in one word.
    std::uint64_t use() const {
        return std::uint64_t{static_cast<std::uint16_t>(domain)} << 48 | std::uint64_t{layer} << 32 | wave;
    }
};

/// Four independent uniform words for (key; sample, vertex, draw).
inline RandomBlock random_block(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex, std::uint64_t draw) {
    const auto words = r123::Philox4x64_R<7>{}({{sample, vertex, draw, 0}}, {{key.random_seed, key.use()}});
    return {words[0], words[1], words[2], words[3]};
}

} // namespace cascade
