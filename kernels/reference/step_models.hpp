#pragma once
// Diffusion in steps as the definitions say it, with a generator of its own (std::mt19937_64): opinions, thresholds and
// epidemics, one world after the other, every vertex looked at in every step. O(worlds x steps x arcs).

#include "kernels/reference/graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cascade::reference {

/// What happened in one world: [hop] of a count, the last one holding on.
struct StepWorld {
    std::vector<double> active;     ///< ever
    std::vector<double> infectious; ///< epidemics: now
    std::vector<double> recovered;
    std::vector<double> positive;    ///< opinions: content, ever
    std::vector<double> generations; ///< cascades: [generation], vertices of it
    double tries = 0;                ///< cascades: steps in which a vertex tried its arcs, over all vertices
    double producers = 0;            ///< cascades: vertices that tried more than once
    double value = 0; ///< what all those who count are worth in the end (`ForwardRule::weights`, `worth`)
};

struct EpidemicRule {
    double recovery = 0;
    double latency = 1;
    bool exposed_first = false;
    bool susceptible_again = false;
    double activity_decay = 1; ///< factor on a vertex's probabilities with every further step it is infectious
};

/// `steps` steps of an epidemic over arcs that carry the probability of transmission in a step.
StepWorld epidemic_world(const Graph& graph, const EpidemicRule& rule, std::span<const VertexId> seeds, unsigned steps,
                         std::uint64_t random_seed);

/// Independent cascade with opinions; a vertex that several convince in one step follows one of them at random.
StepWorld opinion_world(const Graph& graph, double quality, std::span<const VertexId> seeds, std::uint64_t random_seed);

/// Vertices are active once the active in-neighbours weigh at least `wanted[v]`, and there is one. Nothing is drawn.
StepWorld threshold_world(const Graph& graph, std::span<const double> wanted, std::span<const VertexId> seeds);

/// The distribution of susceptible and infectious after `steps` steps of SIR on the complete graph, from one infectious
/// vertex, by the chain binomial: [infectious][recovered], exact.
std::vector<std::vector<double>> complete_graph_sir(unsigned vertices, double beta, double gamma, unsigned steps);

} // namespace cascade::reference
