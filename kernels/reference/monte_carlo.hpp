#pragma once
// Forward simulation as the models are defined, with a generator of its own (std::mt19937_64): the independent check of
// everything that samples backwards or from places.
//
// Independent cascade: a newly active vertex tries each of its out-arcs once. Linear threshold: every vertex draws a
// threshold in [0, 1) and becomes active when the weights of its active in-neighbours exceed it; live-edge worlds, which
// the rest of the program uses, are never mentioned here. O(worlds x arcs reached).

#include "kernels/diffusion/model.hpp"
#include "kernels/reference/graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cascade::reference {

struct MonteCarloSpread {
    double mean = 0;                  ///< active vertices in the end, seeds included
    double standard_error = 0;        ///< of the mean
    std::vector<double> newly_active; ///< mean number activated at hop h = 0, 1, …; hop 0 is the seeds
    std::vector<double> activation;   ///< share of worlds in which each vertex became active
};

/// Spread from `seeds` (repeated ones count once) over `worlds` >= 2 simulated worlds.
MonteCarloSpread monte_carlo_spread(const Graph& graph, Model model, std::span<const VertexId> seeds,
                                    std::uint64_t worlds, std::uint64_t random_seed, unsigned max_hops = kAnyHops);

} // namespace cascade::reference
