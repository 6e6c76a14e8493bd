#include "kernels/reference/monte_carlo.hpp"

#include "engine/core/check.hpp"

#include <cmath>
#include <random>

namespace cascade::reference {
namespace {

/// One world after the other on the same graph.
class Simulation {
public:
    Simulation(const Graph& graph, Model model, std::uint64_t random_seed)
        : model_(model), arcs_out_(graph.vertices), active_(graph.vertices), pressure_(graph.vertices),
          threshold_(graph.vertices), words_(random_seed) {
        for (const Arc& arc : graph.arcs) {
            CASCADE_CHECK(arc.u < graph.vertices && arc.v < graph.vertices, "arc {} -> {}", arc.u, arc.v);
            arcs_out_[arc.u].push_back(arc);
        }
    }

    /// The vertices activated at each hop.
    std::vector<std::vector<VertexId>> run(std::span<const VertexId> seeds, unsigned max_hops) {
        active_.assign(active_.size(), false);
        pressure_.assign(pressure_.size(), 0.0);
        if (model_ == Model::lt)
            for (double& threshold : threshold_)
                threshold = uniform();
        std::vector<std::vector<VertexId>> hops(1);
        for (const VertexId seed : seeds)
            activate(seed, hops[0]);
        while (!hops.back().empty() && hops.size() <= max_hops) {
            std::vector<VertexId> fresh;
            for (const VertexId u : hops.back())
                for (const Arc& arc : arcs_out_[u])
                    if (!active_[arc.v] && succeeds(arc))
                        activate(arc.v, fresh);
            hops.push_back(std::move(fresh));
        }
        return hops;
    }

private:
    double uniform() { return static_cast<double>(words_() >> 11) * 0x1p-53; }

    bool succeeds(const Arc& arc) {
        if (model_ == Model::ic)
            return uniform() < arc.p;
        pressure_[arc.v] += arc.p;
        return pressure_[arc.v] > threshold_[arc.v];
    }

    void activate(VertexId v, std::vector<VertexId>& list) {
        if (!active_[v]) {
            active_[v] = true;
            list.push_back(v);
        }
    }

    Model model_;
    std::vector<std::vector<Arc>> arcs_out_;
    std::vector<bool> active_;
    std::vector<double> pressure_; ///< weights of active in-neighbours
    std::vector<double> threshold_;
    std::mt19937_64 words_;
};

} // namespace

MonteCarloSpread monte_carlo_spread(const Graph& graph, Model model, std::span<const VertexId> seeds,
                                    std::uint64_t worlds, std::uint64_t random_seed, unsigned max_hops) {
    CASCADE_CHECK(worlds >= 2, "{} worlds", worlds);
    for (const VertexId seed : seeds)
        CASCADE_CHECK(seed < graph.vertices, "seed {} of {} vertices", seed, graph.vertices);
    Simulation simulation(graph, model, random_seed);
    MonteCarloSpread result;
    result.activation.resize(graph.vertices);
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
    for (std::uint64_t world = 0; world < worlds; ++world) {
        std::uint64_t active = 0;
        const auto hops = simulation.run(seeds, max_hops);
        for (std::size_t hop = 0; hop < hops.size() && !hops[hop].empty(); ++hop) {
            if (result.newly_active.size() <= hop)
                result.newly_active.resize(hop + 1);
            result.newly_active[hop] += static_cast<double>(hops[hop].size());
            for (const VertexId v : hops[hop])
                ++result.activation[v];
            active += hops[hop].size();
        }
        sum += active;
        squares += active * active;
    }
    const auto count = static_cast<double>(worlds);
    for (double& value : result.newly_active)
        value /= count;
    for (double& value : result.activation)
        value /= count;
    result.mean = static_cast<double>(sum) / count;
    const double variance = (static_cast<double>(squares) - result.mean * static_cast<double>(sum)) / (count - 1);
    result.standard_error = std::sqrt(std::max(variance, 0.0) / count);
    return result;
}

} // namespace cascade::reference
