#pragma once
// The probability of every arc as numbers, for the laws that differ from arc to arc, with the checks on them.
//
// trivalency and uniform are a function of (probability_seed, tail, head): the same in every verb, on every rank, in
// either direction of looking. For lt a weight w becomes the integer floor(w 2^62): prefix sums and thresholds are then
// exact, and a sum of in-weights up to 1 + d 2^-23 (d copies of float(1/d) exceed 1 for half of all d) still fits.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/diffusion/model.hpp"

namespace cascade {

/// Which lists an arc is looked up in: `in` lists of heads or `out` lists of tails.
enum class Direction : std::uint8_t { in, out };

/// The drawn probability of (u, v) under trivalency or uniform.
float drawn_probability(const ProbabilityLaw& law, std::uint64_t probability_seed, VertexId u, VertexId v);

/// That the graph has weights, and that those in this rank's lists of `direction` are from 0 to `most`: else InputError,
/// on every rank, in the name of `option`, for the first offending arc with what is `needed`. Collective.
void check_weights(Context& context, const PartitionedGraph& graph, Direction direction, std::string_view option,
                   float most, std::string_view needed);

/// One probability an arc of this rank's lists in `direction`, in list order. Throws InputError naming the first
/// offending arc, on every rank, when a weight is not a probability. For wc out-lists the in-degrees of the heads are
/// fetched from their owners. Collective.
BigArray<float> arc_probabilities(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                                  Direction direction);

inline constexpr std::uint64_t kWholeWeight = std::uint64_t{1} << 62; ///< the integer weight of 1

/// floor(w 2^62) for w in [0, 1]; exact for floats above 2^-38.
inline std::uint64_t integer_weight(float w) {
    return static_cast<std::uint64_t>(static_cast<double>(w) * 0x1p62);
}

/// What the thresholds of the owned vertices are drawn below (lt). The integer weight of an arc into v counts as
/// `integer_weight(w) >> shift[v]`, so that sums fit into 63 bits where `normalise` allows any.
struct ThresholdTotals {
    BigArray<std::uint64_t>
        total; ///< max(2^62, sum of in-weights), or the plain sum under `normalise`; 0: no in-weight
    BigArray<std::uint8_t> shift;
};

/// `in_weights` are those of `arc_probabilities(…, in)`. Throws InputError naming the vertex and its first in-arc when a
/// sum exceeds 1 beyond float rounding and `normalise` is off. Collective.
ThresholdTotals threshold_totals(Context& context, const PartitionedGraph& graph, const BigArray<float>& in_weights,
                                 bool normalise);

} // namespace cascade
