#include "kernels/reference/spread_table.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace cascade::reference {
namespace {

constexpr VertexId kMostVertices = 16;
constexpr double kRounding = 1e-6; // weights may come from floats

using Mask = std::uint32_t;
using Reaching = std::array<Mask, kMostVertices>; ///< [t]: the vertices that reach t

/// Walks all worlds, arc by arc or head by head, and adds the probability of each set that reaches a vertex.
class Worlds {
public:
    Worlds(const Graph& graph, std::vector<double>& mass) : graph_(graph), mass_(mass) {}

    void cascade() { choose_arc(0, 1.0, alone()); }
    void threshold() {
        into_.resize(graph_.vertices);
        for (const Arc& arc : graph_.arcs)
            into_[arc.v].push_back(arc);
        choose_in_arc(0, 1.0, alone());
    }

private:
    Reaching alone() const {
        Reaching reaching{};
        for (VertexId t = 0; t < graph_.vertices; ++t)
            reaching[t] = Mask{1} << t;
        return reaching;
    }

    Reaching with(Reaching reaching, const Arc& arc) const {
        const Mask more = reaching[arc.u];
        for (VertexId t = 0; t < graph_.vertices; ++t)
            if (reaching[t] >> arc.v & 1)
                reaching[t] |= more;
        return reaching;
    }

    void add(double probability, const Reaching& reaching) {
        for (VertexId t = 0; t < graph_.vertices; ++t)
            mass_[reaching[t]] += probability;
    }

    void choose_arc(std::size_t next, double probability, const Reaching& reaching) {
        if (probability <= 0)
            return;
        if (next == graph_.arcs.size()) {
            add(probability, reaching);
            return;
        }
        const Arc& arc = graph_.arcs[next];
        choose_arc(next + 1, probability * (1 - arc.p), reaching);
        choose_arc(next + 1, probability * arc.p, with(reaching, arc));
    }

    void choose_in_arc(VertexId v, double probability, const Reaching& reaching) {
        if (probability <= 0)
            return;
        if (v == graph_.vertices) {
            add(probability, reaching);
            return;
        }
        double rest = 1;
        for (const Arc& arc : into_[v]) {
            rest -= arc.p;
            choose_in_arc(v + 1, probability * arc.p, with(reaching, arc));
        }
        CASCADE_CHECK(rest > -kRounding, "weights into vertex {} sum to {}", v, 1 - rest);
        choose_in_arc(v + 1, rest < kRounding ? 0 : probability * rest, reaching);
    }

    const Graph& graph_;
    std::vector<double>& mass_;
    std::vector<std::vector<Arc>> into_;
};

} // namespace

SpreadTable::SpreadTable(const Graph& graph, Model model) : vertices_(graph.vertices) {
    CASCADE_CHECK(vertices_ <= kMostVertices, "{} vertices", vertices_);
    for (const Arc& arc : graph.arcs)
        CASCADE_CHECK(arc.u < vertices_ && arc.v < vertices_ && arc.p >= 0 && arc.p <= 1, "arc {} -> {} of {}", arc.u,
                      arc.v, arc.p);
    missed_.resize(std::size_t{1} << vertices_);
    Worlds worlds(graph, missed_);
    model == Model::ic ? worlds.cascade() : worlds.threshold();
    for (VertexId v = 0; v < vertices_; ++v)
        for (std::size_t mask = 0; mask < missed_.size(); ++mask)
            if (mask >> v & 1)
                missed_[mask] += missed_[mask ^ std::size_t{1} << v];
}

double SpreadTable::spread(std::span<const VertexId> seeds) const {
    std::size_t others = missed_.size() - 1;
    for (const VertexId v : seeds)
        others &= ~(std::size_t{1} << v);
    return static_cast<double>(vertices_) - missed_[others];
}

double SpreadTable::best(std::size_t k) const {
    double best = 0;
    for (std::size_t others = 0; others < missed_.size(); ++others)
        if (static_cast<std::size_t>(std::popcount(others)) + std::min<std::size_t>(k, vertices_) == vertices_)
            best = std::max(best, static_cast<double>(vertices_) - missed_[others]);
    return best;
}

} // namespace cascade::reference
