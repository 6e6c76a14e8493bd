#pragma once
// Who lets itself be activated: `--blocked` vertices never, others with a probability of their own.
//
// A vertex decides once a world, by its own coin, whether it is open; a closed one never becomes active there, whoever
// tries and however often. Seeds are active without being asked, unless they are blocked: then nobody is.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "kernels/diffusion/lane_coins.hpp"

#include <span>

namespace cascade {

class Admission {
public:
    /// Everybody is open.
    Admission() = default;
    /// For this rank's shard: `blocked` are canonical ids; `acceptance` pairs of canonical id and probability, 1 for
    /// all others.
    struct Acceptance {
        VertexId vertex;
        double probability;
    };
    Admission(const PartitionedGraph& graph, std::span<const VertexId> blocked, std::span<const Acceptance> acceptance);

    bool restricts() const { return blocked_.size() != 0 || selective(); } ///< anybody at all
    bool admits(LocalVertex v) const { return blocked_.size() == 0 || !blocked_.test(v); }
    /// The probability that v is open in a world, if it is not blocked.
    double acceptance(LocalVertex v) const {
        return refusal_.empty() ? 1 : 1 - static_cast<double>(refusal_[v]) * 0x1p-64;
    }
    /// Some vertices have a coin to throw.
    bool selective() const { return !refusal_.empty(); }
    /// Those of `worlds` in which v is open.
    std::uint64_t open(std::uint64_t random_seed, SampleId first, LocalVertex v, VertexId id,
                       std::uint64_t worlds) const {
        if (refusal_[v] == 0)
            return worlds;
        return lane_coins({random_seed, Domain::acceptance}, first, id, ~refusal_[v], worlds);
    }

private:
    Bitmap blocked_;
    BigArray<std::uint64_t> refusal_; ///< 2^64 - 1 - acceptance x 2^64; 0: accepts for sure
};

/// An admission that lets everybody in.
const Admission& everybody();

} // namespace cascade
