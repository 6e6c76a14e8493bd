#include "kernels/reference/exact_seeds.hpp"

#include "engine/core/check.hpp"

#include <algorithm>

namespace cascade::reference {
namespace {

constexpr VertexId kMostVertices = 12;
constexpr double kTie = 1e-9;

} // namespace

ExactSeeds best_seeds(const Graph& graph, Model model, std::size_t k, unsigned max_hops) {
    CASCADE_CHECK(graph.vertices <= kMostVertices, "{} vertices", graph.vertices);
    k = std::min<std::size_t>(k, graph.vertices);
    std::vector<bool> chosen(graph.vertices);
    std::fill_n(chosen.begin(), k, true);
    ExactSeeds best;
    best.spread = -1;
    do { // subsets in lexicographic order
        std::vector<VertexId> seeds;
        for (VertexId v = 0; v < graph.vertices; ++v)
            if (chosen[v])
                seeds.push_back(v);
        const double spread = exact_spread(graph, model, seeds, max_hops).total;
        if (spread > best.spread + kTie)
            best = {seeds, spread};
    } while (std::prev_permutation(chosen.begin(), chosen.end()));
    return best;
}

ExactSeeds greedy_seeds(const Graph& graph, Model model, std::size_t k, unsigned max_hops) {
    CASCADE_CHECK(graph.vertices <= kMostVertices, "{} vertices", graph.vertices);
    k = std::min<std::size_t>(k, graph.vertices);
    ExactSeeds greedy;
    while (greedy.seeds.size() < k) {
        VertexId best = kNoVertex;
        double best_spread = -1;
        for (VertexId v = 0; v < graph.vertices; ++v) {
            if (std::find(greedy.seeds.begin(), greedy.seeds.end(), v) != greedy.seeds.end())
                continue;
            std::vector<VertexId> seeds = greedy.seeds;
            seeds.push_back(v);
            const double spread = exact_spread(graph, model, seeds, max_hops).total;
            if (spread > best_spread + kTie) {
                best_spread = spread;
                best = v;
            }
        }
        greedy.seeds.push_back(best);
        greedy.spread = best_spread;
    }
    return greedy;
}

} // namespace cascade::reference
