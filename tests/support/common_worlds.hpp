#pragma once
// One large sample of worlds on which all seed sets of a small graph are valued alike: a coin an arc and world, and whom
// each vertex reaches in it as the bits of a word. It shares nothing with the program but the definition, and sets
// that are nearly as good are told apart far better than by worlds of their own.

#include "engine/core/check.hpp"
#include "tests/support/graphs.hpp"

#include <bit>
#include <random>

namespace cascade::testing {

class CommonWorlds {
public:
    /// Of independent cascade on at most 64 vertices, arcs live with `probability_of(arc)`; reach within `hops`.
    template <class Probability>
    CommonWorlds(const SmallGraph& shape, Probability&& probability_of, std::size_t worlds, std::size_t hops,
                 std::uint64_t random_seed)
        : reach_(shape.vertices, std::vector<std::uint64_t>(worlds)) {
        CASCADE_CHECK(shape.vertices <= 64, "{} vertices", shape.vertices);
        std::mt19937_64 generator(random_seed);
        std::uniform_real_distribution<double> uniform;
        for (std::size_t w = 0; w < worlds; ++w) {
            std::vector<const Arc*> live;
            for (const Arc& arc : shape.arcs)
                if (uniform(generator) < probability_of(arc))
                    live.push_back(&arc);
            std::vector<std::uint64_t> now(shape.vertices);
            for (VertexId v = 0; v < shape.vertices; ++v)
                now[v] = std::uint64_t{1} << v;
            for (std::size_t hop = 0; hop < hops; ++hop) {
                const std::vector<std::uint64_t> before = now;
                for (const Arc* arc : live)
                    now[arc->u] |= before[arc->v];
                if (now == before)
                    break;
            }
            for (VertexId v = 0; v < shape.vertices; ++v)
                reach_[v][w] = now[v];
        }
    }

    /// The mean number of vertices that a set reaches.
    double value(const std::vector<VertexId>& seeds) const {
        std::uint64_t sum = 0;
        const std::size_t worlds = reach_.front().size();
        for (std::size_t w = 0; w < worlds; ++w) {
            std::uint64_t reached = 0;
            for (const VertexId v : seeds)
                reached |= reach_[v][w];
            sum += static_cast<std::uint64_t>(std::popcount(reached));
        }
        return static_cast<double>(sum) / static_cast<double>(worlds);
    }

private:
    std::vector<std::vector<std::uint64_t>> reach_; ///< [vertex][world]
};

} // namespace cascade::testing
