#include "kernels/reference/layered_worlds.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <map>

namespace cascade::reference {
namespace {

double held_on(const std::vector<double>& values, unsigned step) {
    return values.empty() ? 1 : values[std::min<std::size_t>(step, values.size()) - 1];
}

} // namespace

LayeredWorlds::LayeredWorlds(std::vector<GraphLayer> layers, ForwardRule rule)
    : layers_(std::move(layers)), rule_(std::move(rule)) {
    const VertexId vertices = layers_.front().graph.vertices;
    active_.resize(vertices);
    way_.resize(vertices);
    for (const GraphLayer& layer : layers_) {
        CASCADE_CHECK(layer.graph.vertices == vertices, "layers of {} and {} vertices", vertices, layer.graph.vertices);
        std::vector<std::vector<Arc>>& out = out_.emplace_back(vertices);
        std::vector<double>& total = total_.emplace_back(vertices);
        for (const Arc& arc : layer.graph.arcs) {
            out[arc.u].push_back(arc);
            total[arc.v] += arc.p;
        }
        pressure_.emplace_back(vertices);
        wants_.emplace_back(vertices, -1);
    }
}

/// Whether the arc makes its head active, in a layer of thresholds together with those before it.
bool LayeredWorlds::enough(std::size_t layer, const Arc& arc, unsigned step) {
    if (!layers_[layer].thresholds)
        return uniform() < arc.p * held_on(rule_.hop_factors, step);
    touched_.push_back(arc.v);
    double& wants = wants_[layer][arc.v];
    if (wants < 0)
        wants = uniform() * std::max(1.0, total_[layer][arc.v]);
    return (pressure_[layer][arc.v] += arc.p) > wants;
}

void LayeredWorlds::activate(VertexId v, std::size_t way, unsigned step) {
    touched_.push_back(v);
    active_[v] = true;
    way_[v] = way;
    fresh_.push_back(v);
    world_.active.back() += 1;
    world_.value += (step == 0 ? 1 : held_on(rule_.worth, step)) * (rule_.weights.empty() ? 1 : rule_.weights[v]);
}

StepWorld LayeredWorlds::next(std::span<const VertexId> seeds) {
    for (const VertexId v : touched_) {
        active_[v] = false;
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            pressure_[layer][v] = 0;
            wants_[layer][v] = -1;
        }
    }
    touched_.clear();
    fresh_.clear();
    world_ = {};
    world_.active.push_back(0);
    reach_.over.assign(layers_.size(), 0);
    reach_.passed.assign(layers_.size() + 1, std::vector<double>(layers_.size()));
    std::map<VertexId, bool> open;
    const auto is_open = [&](VertexId v) {
        return rule_.acceptance.empty() || open.try_emplace(v, uniform() < rule_.acceptance[v]).first->second;
    };
    for (const VertexId v : seeds)
        if (!active_[v] && (rule_.acceptance.empty() || rule_.acceptance[v] >= 0))
            activate(v, 0, 0);
    for (unsigned step = 1; !fresh_.empty() && step <= rule_.max_hops; ++step) {
        std::map<VertexId, std::vector<Heard>> heard;
        for (const VertexId u : fresh_)
            for (std::size_t layer = 0; layer < layers_.size(); ++layer)
                for (const Arc& arc : out_[layer][u]) {
                    if (active_[arc.v])
                        continue;
                    const bool makes = enough(layer, arc, step);
                    if (!makes && !layers_[layer].thresholds)
                        continue;
                    std::vector<Heard>& of_head = heard[arc.v];
                    of_head.resize(layers_.size());
                    of_head[layer].enough = of_head[layer].enough || makes;
                    of_head[layer].way = std::min(of_head[layer].way, way_[u]);
                }
        fresh_.clear();
        world_.active.push_back(world_.active.back());
        for (const auto& [v, of_head] : heard) {
            const auto first =
                std::find_if(of_head.begin(), of_head.end(), [](const Heard& layer) { return layer.enough; });
            if (first == of_head.end() || !is_open(v))
                continue;
            const auto layer = static_cast<std::size_t>(first - of_head.begin());
            ++reach_.over[layer];
            ++reach_.passed[first->way][layer];
            activate(v, 1 + layer, step);
        }
    }
    return world_;
}

} // namespace cascade::reference
