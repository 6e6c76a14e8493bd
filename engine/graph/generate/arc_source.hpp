#pragma once
// What a generator is: a number of edges, and edge i as a pure function of (options, i). Who makes which edge is then
// of no consequence, so the graph is the same at any number of ranks and threads.

#include "engine/core/check.hpp"
#include "engine/graph/build.hpp"
#include "engine/random/draw.hpp"
#include "engine/runtime/parallel.hpp"

namespace cascade {

/// Places of the random words, one layer a kind. Values are part of every generated graph: never renumber.
enum class GeneratorLayer : std::uint16_t { rmat = 1, gnm = 2, social = 3 };

inline RandomKey generator_key(std::uint64_t random_seed, GeneratorLayer layer) {
    return {random_seed, Domain::generator, static_cast<std::uint16_t>(layer)};
}

/// An arc between canonical ids.
struct PlainArc {
    VertexId u, v;
};

/// Rank r's share of `edges` edges among `vertices`, those in [edges r / p, edges (r + 1) / p), in order and in blocks of
/// the width that the vertices need: `edge(i)` gives the i-th.
template <class Edge>
std::vector<EdgeBlock> make_share(const Context& context, VertexId vertices, std::uint64_t edges, Edge&& edge) {
    constexpr std::size_t kBlock = EdgeCollector::kBlock;
    const auto p = static_cast<std::uint64_t>(context.world.size());
    const auto r = static_cast<std::uint64_t>(context.world.rank());
    const auto begin_of = [&](std::uint64_t rank) { return static_cast<std::uint64_t>(uint128{edges} * rank / p); };
    const std::uint64_t first = begin_of(r);
    const std::uint64_t count = begin_of(r + 1) - first;
    std::vector<EdgeBlock> blocks((count + kBlock - 1) / kBlock);
    parallel_for(context.threads, count, kBlock, [&](std::size_t begin, std::size_t end, int) {
        const auto draw = [&](auto& pairs) {
            pairs = std::remove_reference_t<decltype(pairs)>(end - begin);
            for (auto& pair : pairs) {
                const PlainArc arc = edge(first + begin + static_cast<std::size_t>(&pair - pairs.data()));
                CASCADE_CHECK(arc.u < vertices && arc.v < vertices, "arc {} -> {} among {} vertices", arc.u, arc.v,
                              vertices);
                pair = {static_cast<decltype(pair.u)>(arc.u), static_cast<decltype(pair.v)>(arc.v)};
            }
        };
        EdgeBlock& block = blocks[begin / kBlock];
        if (vertices <= kNarrowVertices)
            draw(block.narrow);
        else
            draw(block.wide);
    });
    return blocks;
}

} // namespace cascade
