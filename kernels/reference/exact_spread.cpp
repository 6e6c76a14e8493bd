#include "kernels/reference/exact_spread.hpp"

#include "engine/core/check.hpp"

#include <algorithm>

namespace cascade::reference {
namespace {

constexpr double kMostWorlds = 0x1p22;

/// One way a choice can fall: the arc that becomes live, or none.
struct Outcome {
    double probability;
    const Arc* live;
};
using Choice = std::vector<Outcome>;

/// Drops outcomes that never happen.
Choice possible(Choice choice) {
    std::erase_if(choice, [](const Outcome& outcome) { return outcome.probability <= 0; });
    return choice;
}

std::vector<Choice> cascade_choices(const Graph& graph) {
    std::vector<Choice> choices;
    for (const Arc& arc : graph.arcs)
        choices.push_back(possible({{arc.p, &arc}, {1 - arc.p, nullptr}}));
    return choices;
}

std::vector<Choice> threshold_choices(const Graph& graph) {
    constexpr double kRounding = 1e-6; // weights may come from floats
    std::vector<Choice> choices(graph.vertices);
    std::vector<double> rest(graph.vertices, 1.0);
    for (const Arc& arc : graph.arcs) {
        choices[arc.v].push_back({arc.p, &arc});
        rest[arc.v] -= arc.p;
    }
    for (VertexId v = 0; v < graph.vertices; ++v) {
        CASCADE_CHECK(rest[v] > -kRounding, "weights into vertex {} sum to {}", v, 1 - rest[v]);
        choices[v].push_back({rest[v] < kRounding ? 0 : rest[v], nullptr});
        choices[v] = possible(std::move(choices[v]));
    }
    return choices;
}

/// Walks all worlds and adds up what the seeds reach.
class Enumeration {
public:
    Enumeration(VertexId vertices, std::vector<Choice> choices, std::span<const VertexId> seeds, unsigned max_hops)
        : vertices_(vertices), choices_(std::move(choices)), seeds_(seeds), max_hops_(max_hops), heads_(vertices_) {
        result_.activation.resize(vertices_);
    }

    ExactSpread run() {
        choose(0, 1.0);
        return std::move(result_);
    }

private:
    void choose(std::size_t next, double probability) {
        if (next == choices_.size()) {
            spread(probability);
            return;
        }
        for (const Outcome& outcome : choices_[next]) {
            if (outcome.live != nullptr)
                heads_[outcome.live->u].push_back(outcome.live->v);
            choose(next + 1, probability * outcome.probability);
            if (outcome.live != nullptr)
                heads_[outcome.live->u].pop_back();
        }
    }

    /// Breadth-first search over the live arcs of the world at hand.
    void spread(double probability) {
        std::vector<bool> active(vertices_);
        std::vector<VertexId> now;
        const auto activate = [&](VertexId v, std::vector<VertexId>& list) {
            if (!active[v]) {
                active[v] = true;
                list.push_back(v);
            }
        };
        for (const VertexId seed : seeds_)
            activate(seed, now);
        for (unsigned hop = 0; !now.empty(); ++hop) {
            count(now, hop, probability);
            std::vector<VertexId> next;
            if (hop < max_hops_)
                for (const VertexId u : now)
                    for (const VertexId v : heads_[u])
                        activate(v, next);
            now = std::move(next);
        }
    }

    void count(const std::vector<VertexId>& fresh, unsigned hop, double probability) {
        if (result_.newly_active.size() <= hop)
            result_.newly_active.resize(hop + 1);
        result_.newly_active[hop] += probability * static_cast<double>(fresh.size());
        result_.total += probability * static_cast<double>(fresh.size());
        for (const VertexId v : fresh)
            result_.activation[v] += probability;
    }

    VertexId vertices_;
    std::vector<Choice> choices_;
    std::span<const VertexId> seeds_;
    unsigned max_hops_;
    std::vector<std::vector<VertexId>> heads_; ///< live arcs out of each vertex
    ExactSpread result_;
};

} // namespace

ExactSpread exact_spread(const Graph& graph, Model model, std::span<const VertexId> seeds, unsigned max_hops) {
    const ModelledGraph alone{graph, model};
    return exact_spread({&alone, 1}, seeds, max_hops);
}

ExactSpread exact_spread(std::span<const ModelledGraph> layers, std::span<const VertexId> seeds, unsigned max_hops) {
    const VertexId vertices = layers.front().graph.vertices;
    for (const VertexId seed : seeds)
        CASCADE_CHECK(seed < vertices, "seed {} of {} vertices", seed, vertices);
    std::vector<Choice> choices;
    for (const auto& [graph, model] : layers) {
        CASCADE_CHECK(graph.vertices == vertices, "layers of {} and {} vertices", vertices, graph.vertices);
        for (const Arc& arc : graph.arcs) {
            CASCADE_CHECK(arc.u < vertices && arc.v < vertices, "arc {} -> {}", arc.u, arc.v);
            CASCADE_CHECK(arc.p >= 0 && arc.p <= 1, "probability {} of {} -> {}", arc.p, arc.u, arc.v);
        }
        std::vector<Choice> more = model == Model::ic ? cascade_choices(graph) : threshold_choices(graph);
        std::move(more.begin(), more.end(), std::back_inserter(choices));
    }
    double worlds = 1;
    for (const Choice& choice : choices)
        worlds *= static_cast<double>(choice.size());
    CASCADE_CHECK(worlds <= kMostWorlds, "{} worlds are too many to go through", worlds);
    return Enumeration(vertices, std::move(choices), seeds, max_hops).run();
}

} // namespace cascade::reference
