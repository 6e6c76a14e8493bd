#pragma once
// R-MAT (Chakrabarti, Zhan, Faloutsos: "R-MAT: a recursive model for graph mining", SDM'04) with the parameters of the
// Graph500 benchmark: at each of `scale` levels an edge goes to the quadrant (0,0), (0,1), (1,0) or (1,1) of the
// adjacency matrix with probability .57, .19, .19, .05, without noise.
// One level takes 16 bits of a Philox block against integer
// thresholds (the probabilities to 1/65536), so an edge of up to 16 levels costs one block. Ids are permuted.

#include "engine/graph/generate/arc_source.hpp"
#include "engine/graph/generate/permutation.hpp"

namespace cascade {

class RmatSource {
public:
    /// On 2^scale vertices, scale <= 48.
    RmatSource(std::uint64_t random_seed, unsigned scale)
        : key_(generator_key(random_seed, GeneratorLayer::rmat)), scale_(scale),
          permutation_(key_, VertexId{1} << scale) {}

    PlainArc operator()(std::uint64_t i) const {
        PlainArc arc{0, 0};
        for (unsigned level = 0; level < scale_; level += kLevelsPerBlock)
            descend(arc, random_block(key_, i, 0, level / kLevelsPerBlock), std::min(scale_ - level, kLevelsPerBlock));
        return {permutation_(arc.u), permutation_(arc.v)};
    }

private:
    static constexpr unsigned kLevelsPerBlock = 16;
    static constexpr std::uint64_t kA = 37356, kAB = 49807, kABC = 62259; ///< .57, .76, .95 of 65536

    static void descend(PlainArc& arc, const RandomBlock& words, unsigned levels) {
        for (unsigned level = 0; level < levels; ++level) {
            const std::uint64_t draw = words[level / 4] >> (16 * (level % 4)) & 0xffff;
            const std::uint64_t down = draw >= kAB;
            const std::uint64_t right = (draw >= kA) ^ down ^ (draw >= kABC);
            arc.u = arc.u << 1 | down;
            arc.v = arc.v << 1 | right;
        }
    }

    RandomKey key_;
    unsigned scale_;
    Permutation permutation_;
};

} // namespace cascade
