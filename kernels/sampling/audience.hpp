#pragma once
// Who counts, and how far: the objective f(S) = sum over v of w(v) E[max over s in S of phi(dist(s, v))].
//
// Weights are the law of the roots, phi is the law of the horizons, and what is left of both is a factor: W, the sum of
// all weights, times phi(0). f(S) is that factor times the share of samples that S hits. Without weights and with phi = 1
// this is the expected number of vertices reached, byte for byte.
//
// With a deadline phi is 1 for who is reached in time, by delays instead of hops, and 0 for all others: a sample is what
// reaches its root in time (ConTinEst, Du et al., NIPS'13, has it forward).
//
// Seeds count for certain, phi(0) w(s) each, as each is at distance 0 of itself.

#include "engine/core/bitmap.hpp"
#include "kernels/diffusion/explore_options.hpp"
#include "kernels/sampling/root_law.hpp"

#include <span>

namespace cascade {

struct Audience {
    RootLaw roots;                   ///< weights of the vertices
    HopWorth hops;                   ///< phi(d) / phi(0)
    double at_seed = 1;              ///< phi(0)
    const TimeLimit* time = nullptr; ///< only who is reached in time counts; no worth by hops then; null: whenever

    /// Every vertex counts 1, however far.
    explicit Audience(VertexId vertices) : roots(vertices) {}
    explicit Audience(RootLaw law) : roots(std::move(law)) {}

    double value(std::uint64_t units) const { return roots.value(units) * at_seed; }
    double total() const { return value(roots.total()); }
};

/// Weights of the distinct vertices in the classes up to each, in units of the law. Collective over the group.
std::vector<std::uint64_t> cumulative_units(const PartitionedGraph& graph, const RootLaw& law,
                                            std::span<const std::vector<VertexId>> classes);

/// Weight of the distinct vertices of a list, in units. Collective over the group.
std::uint64_t units_of(const PartitionedGraph& graph, const RootLaw& law, const std::vector<VertexId>& vertices);

/// The k largest weights among `candidates` (over each rank's selection range) together, in units. Collective.
std::uint64_t largest_units(const Communicator& world, const PartitionedGraph& graph, const RootLaw& law,
                            const Bitmap& candidates, std::uint64_t k);

/// The law under which the vertices of weight (or those without) count 1 each and others nothing. Collective over the
/// group.
RootLaw members_of(const PartitionedGraph& graph, const RootLaw& law, bool with_weight);

} // namespace cascade
