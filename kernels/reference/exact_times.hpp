#pragma once
// The expected number of vertices active by a time, exactly, where delays are exponential.
//
// In a world of live arcs the set of active vertices is a Markov chain that only grows: a vertex outside joins at the sum
// of the rates of the live arcs that lead to it from inside, since exponential clocks have no memory. Its distribution at
// time t is a sum of powers of a stochastic matrix with Poisson weights (uniformisation), cut off below 1e-16. Worlds are
// gone through as in `exact_spread`. O(worlds x 2^vertices x arcs x rates x t); at most 12 arcs and 10 vertices.

#include "kernels/diffusion/model.hpp"
#include "kernels/reference/graph.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

/// `rates` of each arc. InternalError for too large a graph.
double exact_active_by(const Graph& graph, Model model, std::span<const VertexId> seeds, std::span<const double> rates,
                       double time);

} // namespace cascade::reference
