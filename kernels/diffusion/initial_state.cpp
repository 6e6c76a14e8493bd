#include "kernels/diffusion/initial_state.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/random/philox.hpp"

#include <algorithm>

namespace cascade {
namespace {

struct Scored {
    std::uint64_t score;
    OriginalId id;
    VertexId vertex;

    bool before(const Scored& other) const { return score != other.score ? score > other.score : id < other.id; }
};

void keep_best(std::vector<Scored>& all, std::uint64_t count) {
    const auto order = [](const Scored& a, const Scored& b) { return a.before(b); };
    const std::uint64_t kept = std::min<std::uint64_t>(count, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(), order);
    all.resize(kept);
}

template <class Score>
std::vector<VertexId> best_vertices(Context& context, const PartitionedGraph& graph, std::uint64_t count,
                                    Score&& score) {
    std::vector<Scored> best;
    if (graph.group == 0) {
        const std::uint64_t slack = 4 * std::min<std::uint64_t>(count, graph.owned_count()) + 1024;
        for (LocalVertex v = 0; v < graph.owned_count(); ++v) {
            best.push_back({score(v), graph.original_id(v), graph.to_global(v)});
            if (best.size() >= slack)
                keep_best(best, count);
        }
        keep_best(best, count);
    }
    best = gather(context.world, std::span<const Scored>(best));
    keep_best(best, count);
    std::vector<VertexId> vertices;
    for (const Scored& entry : best)
        vertices.push_back(entry.vertex);
    broadcast(context.world, vertices);
    return vertices;
}

} // namespace

std::vector<VertexId> random_vertices(Context& context, const PartitionedGraph& graph, std::uint64_t count,
                                      std::uint64_t random_seed) {
    const RandomKey key{random_seed, Domain::initial_state};
    std::vector<VertexId> chosen = best_vertices(
        context, graph, count, [&](LocalVertex v) { return random_block(key, 0, graph.to_global(v), 0)[0]; });
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<VertexId> top_degree_vertices(Context& context, const PartitionedGraph& graph,
                                          std::span<const Layer> further, std::uint64_t count) {
    return best_vertices(context, graph, count, [&](LocalVertex v) {
        std::uint64_t degree = graph.out().degree(v);
        for (const Layer& layer : further)
            degree += layer.graph->out().degree(v);
        return degree;
    });
}

} // namespace cascade
