#include "kernels/reference/forward_worlds.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cmath>

namespace cascade::reference {

ForwardWorlds::ForwardWorlds(const Graph& graph, ForwardRule rule)
    : rule_(std::move(rule)), first_(graph.vertices + 1), arcs_(graph.arcs.size()), total_(graph.vertices),
      state_(graph.vertices), ever_(graph.vertices), content_(graph.vertices), known_open_(graph.vertices),
      open_(graph.vertices), wants_(graph.vertices, -1), pressure_(graph.vertices), tried_(graph.vertices),
      generation_(graph.vertices), convinced_by_(graph.vertices) {
    for (const Arc& arc : graph.arcs) {
        CASCADE_CHECK(arc.u < graph.vertices && arc.v < graph.vertices, "arc {} -> {}", arc.u, arc.v);
        ++first_[arc.u + 1];
        total_[arc.v] += arc.p;
    }
    for (VertexId v = 0; v < graph.vertices; ++v)
        first_[v + 1] += first_[v];
    std::vector<std::uint64_t> place(first_.begin(), first_.end() - 1);
    for (const Arc& arc : graph.arcs)
        arcs_[place[arc.u]++] = arc;
}

bool ForwardWorlds::is_open(VertexId v) {
    if (rule_.acceptance.empty())
        return true;
    if (!known_open_[v]) {
        known_open_[v] = true;
        touched_.push_back(v);
        open_[v] = heads(rule_.acceptance[v]);
    }
    return open_[v];
}

double ForwardWorlds::factor(VertexId u, unsigned step) const {
    const double of_step =
        rule_.hop_factors.empty() ? 1 : rule_.hop_factors[std::min<std::size_t>(step, rule_.hop_factors.size()) - 1];
    return epidemic() ? of_step * std::pow(rule_.epidemic.activity_decay, tried_[u]) : of_step;
}

/// Whether in-neighbours of `weight` more are enough for v.
bool ForwardWorlds::persuaded(VertexId v, double weight) {
    if (wants_[v] < 0) {
        touched_.push_back(v);
        const double below = rule_.kind == ForwardRule::Kind::threshold ? total_[v] : std::max(1.0, total_[v]);
        wants_[v] = rule_.wanted.empty() ? uniform() * below : rule_.wanted[v];
    }
    pressure_[v] += weight;
    return rule_.wanted.empty() ? pressure_[v] > wants_[v] : pressure_[v] >= wants_[v] - 1e-9;
}

/// Counted at its first time, and only when it is content.
void ForwardWorlds::activate(VertexId v, bool content, unsigned step) {
    touched_.push_back(v);
    if (!ever_[v]) {
        ever_[v] = true;
        ++active_;
        const double worth =
            rule_.worth.empty() || step == 0 ? 1 : rule_.worth[std::min<std::size_t>(step, rule_.worth.size()) - 1];
        value_ += content ? worth * (rule_.weights.empty() ? 1 : rule_.weights[v]) : 0;
    }
    content_[v] = content;
    positive_ += content;
    const bool latent = epidemic() && rule_.epidemic.exposed_first;
    state_[v] = latent ? State::exposed : State::infectious;
    infectious_ += !latent;
    tried_[v] = 0;
}

void ForwardWorlds::count_generation(VertexId v, std::size_t generation) {
    generation_[v] = generation;
    generations_.resize(std::max(generations_.size(), generation + 1));
    ++generations_[generation];
}

void ForwardWorlds::begin(std::span<const VertexId> seeds) {
    for (const VertexId v : touched_) {
        state_[v] = State::idle;
        ever_[v] = content_[v] = known_open_[v] = false;
        wants_[v] = -1;
        pressure_[v] = 0;
        convinced_by_[v].clear();
    }
    touched_.clear();
    acting_.clear();
    generations_.clear();
    active_ = positive_ = infectious_ = recovered_ = value_ = tries_ = producers_ = 0;
    for (const VertexId v : seeds)
        if (!ever_[v] && !never(v)) {
            activate(v, heads(rule_.quality.value_or(1)), 0);
            count_generation(v, 0);
            infectious_ += state_[v] == State::exposed; // seeds have no latency
            state_[v] = State::infectious;
            acting_.push_back(v);
        }
}

/// Everybody who acts tries all arcs, judged by the states at the beginning of the step.
void ForwardWorlds::act(unsigned step) {
    const bool adds_up =
        rule_.kind == ForwardRule::Kind::linear_threshold || rule_.kind == ForwardRule::Kind::threshold;
    arrived_.clear();
    for (const VertexId u : acting_) {
        if (state_[u] != State::infectious)
            continue;
        ++tries_;
        producers_ += tried_[u] == 1;
        const double thinned = factor(u, step);
        for (std::uint64_t e = first_[u]; e < first_[u + 1]; ++e) {
            const Arc& arc = arcs_[e];
            if (state_[arc.v] != State::idle || never(arc.v))
                continue;
            if (adds_up ? arc.p > 0 && persuaded(arc.v, arc.p) : heads(arc.p * thinned)) {
                if (convinced_by_[arc.v].empty())
                    arrived_.push_back(arc.v);
                convinced_by_[arc.v].push_back(u);
            }
        }
    }
}

/// Whether who has tried its arcs tries them again.
bool ForwardWorlds::goes_on() {
    return epidemic() ? !heads(rule_.epidemic.recovery) : rule_.respread > 0 && heads(rule_.respread);
}

/// What becomes of those who acted.
void ForwardWorlds::turn() {
    std::vector<VertexId> still;
    for (const VertexId v : acting_) {
        if (state_[v] == State::exposed) {
            if (heads(rule_.epidemic.latency)) {
                state_[v] = State::infectious;
                ++infectious_;
            }
        } else {
            ++tried_[v];
            if (!goes_on()) {
                state_[v] = epidemic() && rule_.epidemic.susceptible_again ? State::idle : State::recovered;
                --infectious_;
                recovered_ += state_[v] == State::recovered;
            }
        }
        if (state_[v] == State::exposed || state_[v] == State::infectious)
            still.push_back(v);
    }
    acting_ = std::move(still);
}

void ForwardWorlds::settle(unsigned step) {
    for (const VertexId v : arrived_) {
        std::vector<VertexId>& by = convinced_by_[v];
        if (is_open(v)) {
            const bool content = content_[by[words_() % by.size()]] && heads(rule_.quality.value_or(1));
            activate(v, content, step);
            const auto smaller = [&](VertexId a, VertexId b) { return generation_[a] < generation_[b]; };
            count_generation(v, 1 + generation_[*std::min_element(by.begin(), by.end(), smaller)]);
            acting_.push_back(v);
        }
        by.clear();
    }
}

void ForwardWorlds::write(StepWorld& world) const {
    world.active.push_back(active_);
    world.positive.push_back(positive_);
    world.infectious.push_back(infectious_);
    world.recovered.push_back(recovered_);
}

StepWorld ForwardWorlds::next(std::span<const VertexId> seeds) {
    begin(seeds);
    StepWorld world;
    write(world);
    for (unsigned step = 1; !acting_.empty() && step <= rule_.max_hops; ++step) {
        act(step);
        turn();
        settle(step);
        write(world);
    }
    world.value = value_;
    world.tries = tries_;
    world.producers = producers_;
    world.generations = generations_;
    return world;
}

} // namespace cascade::reference
