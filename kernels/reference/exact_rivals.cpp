#include "kernels/reference/exact_rivals.hpp"

#include "engine/core/check.hpp"

namespace cascade::reference {
namespace {

using Belongs = std::vector<double>; ///< [campaign]: probability

/// Whose a vertex becomes that `arriving` want, each counting alike.
Belongs settled(const std::vector<Belongs>& arriving, Tie tie) {
    Belongs result(arriving.front().size());
    if (tie == Tie::proportional) {
        for (const Belongs& from : arriving)
            for (std::size_t c = 0; c < result.size(); ++c)
                result[c] += from[c] / static_cast<double>(arriving.size());
        return result;
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
        const std::size_t c = tie == Tie::first ? i : result.size() - 1 - i;
        for (const Belongs& from : arriving)
            if (from[c] > 0) {
                result[c] = 1;
                return result;
            }
    }
    return result;
}

/// [v]: whose it is in the world whose live arcs are the bits of `live`; empty where it is nobody's.
std::vector<Belongs> world_of(const Graph& graph, std::span<const std::vector<VertexId>> sets, Tie tie,
                              std::uint64_t live) {
    std::vector<std::vector<Belongs>> arriving(graph.vertices);
    for (std::size_t c = 0; c < sets.size(); ++c)
        for (const VertexId v : sets[c]) {
            Belongs own(sets.size());
            own[c] = 1;
            arriving[v].push_back(own);
        }
    std::vector<Belongs> state(graph.vertices);
    for (bool any = true; any;) {
        any = false;
        std::vector<bool> fresh(graph.vertices);
        for (VertexId v = 0; v < graph.vertices; ++v)
            if (state[v].empty() && !arriving[v].empty()) {
                state[v] = settled(arriving[v], tie);
                fresh[v] = any = true;
            }
        for (std::size_t a = 0; a < graph.arcs.size(); ++a)
            if ((live >> a & 1) != 0 && fresh[graph.arcs[a].u])
                arriving[graph.arcs[a].v].push_back(state[graph.arcs[a].u]);
    }
    return state;
}

} // namespace

std::vector<double> exact_rivals(const Graph& graph, std::span<const std::vector<VertexId>> sets, Tie tie) {
    CASCADE_CHECK(graph.arcs.size() <= 20, "{} arcs are too many", graph.arcs.size());
    std::vector<double> adopters(sets.size());
    for (std::uint64_t live = 0; live < std::uint64_t{1} << graph.arcs.size(); ++live) {
        double probability = 1;
        for (std::size_t a = 0; a < graph.arcs.size(); ++a)
            probability *= (live >> a & 1) != 0 ? graph.arcs[a].p : 1 - graph.arcs[a].p;
        if (probability <= 0)
            continue;
        for (const Belongs& of : world_of(graph, sets, tie, live))
            for (std::size_t c = 0; c < of.size(); ++c)
                adopters[c] += probability * of[c];
    }
    return adopters;
}

} // namespace cascade::reference
