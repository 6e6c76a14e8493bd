#pragma once
// What a generator is: a number of edges, and edge i as a pure function of (options, i). Who makes which edge is then
// of no consequence, so the graph is the same at any number of ranks and threads.

#include "engine/graph/build.hpp"
#include "engine/random/draw.hpp"
#include "engine/runtime/parallel.hpp"

namespace cascade {

/// Places of the random words, one layer a kind. Values are part of every generated graph: never renumber.
enum class GeneratorLayer : std::uint16_t { rmat = 1, gnm = 2, social = 3 };

inline RandomKey generator_key(std::uint64_t random_seed, GeneratorLayer layer) {
    return {random_seed, Domain::generator, static_cast<std::uint16_t>(layer)};
}

/// Rank r's share of `edges` edges, those in [edges r / p, edges (r + 1) / p): `edge(i)` gives the i-th.
template <class Edge>
std::vector<PlainArc> make_share(const Context& context, std::uint64_t edges, Edge&& edge) {
    const auto p = static_cast<std::uint64_t>(context.world.size());
    const auto r = static_cast<std::uint64_t>(context.world.rank());
    const auto begin_of = [&](std::uint64_t rank) { return static_cast<std::uint64_t>(uint128{edges} * rank / p); };
    const std::uint64_t first = begin_of(r);
    std::vector<PlainArc> arcs(begin_of(r + 1) - first);
    constexpr std::size_t kGrain = 1 << 14;
    parallel_for(context.threads, arcs.size(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i)
            arcs[i] = edge(first + i);
    });
    return arcs;
}

} // namespace cascade
