#include "kernels/reference/exact_times.hpp"

#include "engine/core/check.hpp"

#include <bit>
#include <cmath>

namespace cascade::reference {
namespace {

constexpr std::size_t kMostArcs = 12;
constexpr VertexId kMostVertices = 10;

/// Expected size of the active set at `time`, from `seeds` (bits), over the live arcs.
double size_at(const Graph& graph, std::span<const double> rates, std::uint32_t live, std::uint32_t seeds,
               double time) {
    double fastest = 0;
    for (std::size_t e = 0; e < graph.arcs.size(); ++e)
        fastest += (live >> e & 1) != 0 ? rates[e] : 0;
    const double mean = fastest * time;
    std::vector<double> now(std::size_t{1} << graph.vertices);
    now[seeds] = 1;
    double weight = std::exp(-mean), left = 1, size = 0;
    for (unsigned jumps = 0;; ++jumps) {
        for (std::uint32_t set = 0; set < now.size(); ++set)
            size += weight * now[set] * std::popcount(set);
        left -= weight;
        if ((left < 1e-13 && jumps > mean) || fastest == 0)
            return size;
        weight *= mean / (jumps + 1);
        std::vector<double> next(now.size());
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
        now = std::move(next);
    }
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
