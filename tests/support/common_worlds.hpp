#pragma once
// One large sample of worlds on which all seed sets of a small graph are valued alike: coins an arc and world (independent
// cascade) or one in-arc a vertex and world (linear threshold), and whom each vertex reaches in it as the bits of a word. It
// shares nothing with the program but the definition, and sets that are nearly as good are told apart far better than by
// worlds of their own.

#include "engine/core/check.hpp"
#include "kernels/diffusion/model.hpp"
#include "kernels/reference/graph.hpp"
#include "tests/support/statistics.hpp"

#include <bit>
#include <random>
#include <span>

namespace cascade::testing {

/// The live arcs of one world after the other.
class WorldsOfArcs {
public:
    WorldsOfArcs(const reference::Graph& graph, Model model, std::uint64_t random_seed)
        : graph_(graph), one_in_arc_(model == Model::lt), into_(graph.vertices), generator_(random_seed) {
        for (const reference::Arc& arc : graph.arcs)
            into_[arc.v].push_back(&arc);
    }
    const std::vector<const reference::Arc*>& next() {
        live_.clear();
        if (one_in_arc_)
            keep_one_in_arc();
        else
            toss();
        return live_;
    }

private:
    double uniform() { return std::uniform_real_distribution<double>()(generator_); }
    void toss() {
        for (const reference::Arc& arc : graph_.arcs)
            if (uniform() < arc.p)
                live_.push_back(&arc);
    }
    void keep_one_in_arc() {
        for (const std::vector<const reference::Arc*>& arcs : into_) {
            double left = uniform();
            for (const reference::Arc* arc : arcs) {
                if (left < arc->p) {
                    live_.push_back(arc);
                    break;
                }
                left -= arc->p;
            }
        }
    }

    const reference::Graph& graph_;
    const bool one_in_arc_;
    std::vector<std::vector<const reference::Arc*>> into_; ///< [head]
    std::vector<const reference::Arc*> live_;
    std::mt19937_64 generator_;
};

class CommonWorlds {
public:
    /// Of at most 64 vertices; reach within `hops`.
    CommonWorlds(const reference::Graph& graph, Model model, std::size_t worlds, std::size_t hops,
                 std::uint64_t random_seed)
        : reach_(graph.vertices, std::vector<std::uint64_t>(worlds)) {
        CASCADE_CHECK(graph.vertices <= 64, "{} vertices", graph.vertices);
        WorldsOfArcs drawn(graph, model, random_seed);
        std::vector<std::uint64_t> now(graph.vertices);
        for (std::size_t w = 0; w < worlds; ++w) {
            const std::vector<const reference::Arc*>& live = drawn.next();
            for (VertexId v = 0; v < graph.vertices; ++v)
                now[v] = std::uint64_t{1} << v;
            for (std::size_t hop = 0; hop < hops; ++hop) {
                const std::vector<std::uint64_t> before = now;
                for (const reference::Arc* arc : live)
                    now[arc->u] |= before[arc->v];
                if (now == before)
                    break;
            }
            for (VertexId v = 0; v < graph.vertices; ++v)
                reach_[v][w] = now[v];
        }
    }

    std::size_t worlds() const { return reach_.front().size(); }
    /// [world]: whom v reaches, as bits.
    std::span<const std::uint64_t> reach(VertexId v) const { return reach_[v]; }

    /// The mean number of vertices that a set reaches.
    double value(const std::vector<VertexId>& seeds) const {
        std::uint64_t sum = 0;
        for (std::size_t w = 0; w < worlds(); ++w)
            sum += static_cast<std::uint64_t>(size_in(w, seeds));
        return static_cast<double>(sum) / static_cast<double>(worlds());
    }
    /// How many more one set reaches than another, world by world.
    Moments difference(const std::vector<VertexId>& one, const std::vector<VertexId>& other) const {
        Moments moments;
        for (std::size_t w = 0; w < worlds(); ++w)
            moments.add(size_in(w, one) - size_in(w, other));
        return moments;
    }

private:
    int size_in(std::size_t world, const std::vector<VertexId>& seeds) const {
        std::uint64_t reached = 0;
        for (const VertexId v : seeds)
            reached |= reach_[v][world];
        return std::popcount(reached);
    }

    std::vector<std::vector<std::uint64_t>> reach_; ///< [vertex][world]
};

} // namespace cascade::testing
