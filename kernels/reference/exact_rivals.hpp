#pragma once
// The expected adopters of campaigns that spread at once, exactly, by going through all worlds of live arcs.
//
// In a world of live arcs it is settled when a vertex becomes active: at its distance from the nearest seed. Whose it
// becomes is carried along as a probability for each campaign: a vertex that follows one of the k arcs arriving in that
// step, each equally likely, has the mean of what stands at their tails; under the other rules it has the first, or last,
// campaign that arrives, for sure. O(2^arcs x vertices x arcs), at most 20 arcs.

#include "kernels/reference/graph.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

enum class Tie { proportional, first, last };

/// [campaign]: expected vertices that are its own in the end, seeds included. A seed of several campaigns is each one's
/// with equal probability, or the first's, or the last's. InternalError for too many arcs.
std::vector<double> exact_rivals(const Graph& graph, std::span<const std::vector<VertexId>> sets, Tie tie);

} // namespace cascade::reference
