#pragma once
// One coin a world for the worlds of a block: bit l of the answer is the coin of world first + l.
//
// The 64 uniforms are compared with the probability bit by bit from the top, all worlds at once (`draw_lanes`), with the
// words of the place (key; first / 64, id): about eight words for 64 coins, two for one. A world's coin is the same
// whichever other worlds are asked for.

#include "engine/core/types.hpp"
#include "engine/random/subset.hpp"

namespace cascade {

/// Heads with probability threshold / 2^64 in each of `worlds`.
inline std::uint64_t lane_coins(const RandomKey& key, SampleId first, VertexId id, std::uint64_t threshold,
                                std::uint64_t worlds) {
    if (threshold == 0 || worlds == 0)
        return 0;
    DrawStream words(key, first / 64, id);
    return draw_lanes(threshold, worlds, words);
}

/// A probability for many coins.
class LaneCoin {
public:
    explicit LaneCoin(double p) : threshold_(Threshold::of(p)) {}
    std::uint64_t throw_for(const RandomKey& key, SampleId first, VertexId id, std::uint64_t worlds) const {
        return threshold_.always ? worlds : lane_coins(key, first, id, threshold_.value, worlds);
    }
    bool always() const { return threshold_.always; }

private:
    Threshold threshold_;
};

} // namespace cascade
