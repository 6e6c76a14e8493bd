#pragma once
// The expected spread of a seed set, exactly, by going through all worlds of live arcs.
//
// Both models are choices made independently of each other (Kempe, Kleinberg, Tardos, KDD'03, section 2). Independent
// cascade: every arc is live with its probability. Linear threshold: every vertex keeps one of its in-arcs, arc e with
// probability w(e), or none with what remains. In each world the active vertices are those the seeds reach over live
// arcs, after as many hops as their distance. Worlds of probability 0 are skipped, so certain arcs cost nothing; what
// is left grows as 2^arcs or as the product of the in-degrees + 1, and more than 2^22 worlds are refused. Sums over so many
// worlds are good to 1e-10.

#include "kernels/diffusion/model.hpp"
#include "kernels/reference/graph.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

struct ExactSpread {
    double total = 0;                 ///< expected number of active vertices in the end, seeds included
    std::vector<double> newly_active; ///< expected number activated at hop h = 0, 1, …; hop 0 is the seeds
    std::vector<double> activation;   ///< probability of each vertex to become active
};

/// Spread from `seeds` (repeated ones count once) within `max_hops`. InternalError for a bad seed, probability or size.
ExactSpread exact_spread(const Graph& graph, Model model, std::span<const VertexId> seeds,
                         unsigned max_hops = kAnyHops);

/// The same on several layers: every layer chooses by its own model, independently of the others.
struct ModelledGraph {
    Graph graph;
    Model model = Model::ic;
};
ExactSpread exact_spread(std::span<const ModelledGraph> layers, std::span<const VertexId> seeds,
                         unsigned max_hops = kAnyHops);

} // namespace cascade::reference
