#include "kernels/reference/exact_times.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cascade::reference {
namespace {

constexpr std::size_t kMostArcs = 12;
constexpr VertexId kMostVertices = 10;

/// Which sets of vertices are active with which chance.
using Sets = std::vector<double>;

/// After one jump of the chain that jumps at the rate `fastest`, along the live arcs or to itself.
Sets jumped(const Graph& graph, std::span<const double> rates, std::uint32_t live, double fastest, const Sets& now) {
    Sets next(now.size());
    for (std::uint32_t set = 0; set < now.size(); ++set) {
        if (now[set] == 0)
            continue;
        double stays = now[set];
        for (std::size_t e = 0; e < graph.arcs.size(); ++e) {
            const Arc& arc = graph.arcs[e];
            if ((live >> e & 1) == 0 || (set >> arc.u & 1) == 0 || (set >> arc.v & 1) != 0)
                continue;
            const double moves = now[set] * rates[e] / fastest;
            next[set | 1U << arc.v] += moves;
            stays -= moves;
        }
        next[set] += stays;
    }
    return next;
}

/// Expected size of the active set at `time`, from `seeds` (bits), over the live arcs.
double size_at(const Graph& graph, std::span<const double> rates, std::uint32_t live, std::uint32_t seeds,
               double time) {
    constexpr double kMostJumps = 32; // in the mean, between two looks: the weights of more begin below any double
    double fastest = 0;
    for (std::size_t e = 0; e < graph.arcs.size(); ++e)
        fastest += (live >> e & 1) != 0 ? rates[e] : 0;
    Sets now(std::size_t{1} << graph.vertices);
    now[seeds] = 1;
    const int looks = static_cast<int>(fastest * time / kMostJumps) + 1;
    const double mean = fastest * time / looks;
    for (int look = 0; look < looks; ++look) {
        Sets later(now.size());
        double weight = std::exp(-mean);
        for (unsigned jumps = 0; weight > 1e-16 || jumps < mean; ++jumps) {
            for (std::size_t set = 0; set < now.size(); ++set)
                later[set] += weight * now[set];
            weight *= mean / (jumps + 1);
            now = jumped(graph, rates, live, std::max(fastest, 1e-300), now);
        }
        now = std::move(later);
    }
    double size = 0;
    for (std::uint32_t set = 0; set < now.size(); ++set)
        size += now[set] * std::popcount(set);
    return size;
}

} // namespace

double exact_active_by(const Graph& graph, Model model, std::span<const VertexId> seeds, std::span<const double> rates,
                       double time) {
    CASCADE_CHECK(graph.arcs.size() <= kMostArcs && graph.vertices <= kMostVertices, "{} arcs and {} vertices",
                  graph.arcs.size(), graph.vertices);
    std::uint32_t seed_bits = 0;
    for (const VertexId s : seeds)
        seed_bits |= 1U << s;
    double mean = 0;
    for (std::uint32_t live = 0; live < 1U << graph.arcs.size(); ++live) {
        double probability = 1;
        std::vector<double> kept(graph.vertices), rest(graph.vertices, 1.0);
        std::vector<int> arcs_into(graph.vertices);
        for (std::size_t e = 0; e < graph.arcs.size(); ++e) {
            const Arc& arc = graph.arcs[e];
            const bool is_live = (live >> e & 1) != 0;
            probability *= model == Model::lt ? 1 : is_live ? arc.p : 1 - arc.p;
            kept[arc.v] += is_live ? arc.p : 0;
            rest[arc.v] -= arc.p;
            arcs_into[arc.v] += is_live;
        }
        if (model == Model::lt) // every vertex keeps one in-arc, or none
            for (VertexId v = 0; v < graph.vertices; ++v)
                probability *= arcs_into[v] > 1 ? 0 : arcs_into[v] == 1 ? kept[v] : std::max(rest[v], 0.0);
        if (probability > 0)
            mean += probability * size_at(graph, rates, live, seed_bits, time);
    }
    return mean;
}

} // namespace cascade::reference
