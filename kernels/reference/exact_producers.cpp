#include "kernels/reference/exact_producers.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace cascade::reference {
namespace {

constexpr VertexId kMostVertices = 12;
constexpr double kLeftOver = 1e-12;

/// Four bits a vertex: 0 waits, g + 1 acts and is of generation g, kDone has acted.
using State = std::uint64_t;
constexpr unsigned kDone = 15;

unsigned of(State state, VertexId v) {
    return static_cast<unsigned>(state >> (4 * v) & 15);
}
State with(State state, VertexId v, unsigned value) {
    return (state & ~(State{15} << (4 * v))) | State{value} << (4 * v);
}
bool acts(unsigned value) {
    return value != 0 && value != kDone;
}

/// What a vertex that waits may become: [value] of its probability; 0: it waits on.
std::vector<double> fates(const Graph& graph, State state, VertexId v) {
    std::vector<double> missed(kDone + 1, 1); // [value]: no vertex of that value reaches it
    for (const Arc& arc : graph.arcs)
        if (arc.v == v && acts(of(state, arc.u)))
            missed[of(state, arc.u)] *= 1 - arc.p;
    std::vector<double> fate(kDone + 1);
    double none_before = 1;
    for (unsigned value = 1; value < kDone; ++value) {
        fate[value + 1] = none_before * (1 - missed[value]); // the smallest generation counts
        none_before *= missed[value];
    }
    fate[0] = none_before;
    return fate;
}

/// body(next state, probability) for all that may follow.
void for_each_next(const Graph& graph, double respread, State state, const std::function<void(State, double)>& body) {
    const std::function<void(VertexId, State, double)> decide = [&](VertexId v, State next, double probability) {
        if (probability == 0)
            return;
        if (v == graph.vertices)
            return body(next, probability);
        const unsigned value = of(state, v);
        if (acts(value)) {
            decide(v + 1, next, probability * respread);
            decide(v + 1, with(next, v, kDone), probability * (1 - respread));
        } else if (value == kDone) {
            decide(v + 1, next, probability);
        } else {
            const std::vector<double> fate = fates(graph, state, v);
            for (unsigned become = 0; become < kDone; ++become)
                decide(v + 1, with(next, v, become), probability * fate[become]);
        }
    };
    decide(0, state, 1);
}

class Chain {
public:
    Chain(const Graph& graph, double respread, std::span<const VertexId> seeds) : graph_(graph), respread_(respread) {
        State start = 0;
        for (const VertexId v : seeds) {
            CASCADE_CHECK(v < graph.vertices, "seed {}", v);
            start = with(start, v, 1);
        }
        states_[start] = 1;
        double active = 0;
        for (VertexId v = 0; v < graph.vertices; ++v)
            active += of(start, v) != 0;
        exact_.active = {active};
        exact_.generations.assign(std::max<std::size_t>(graph.vertices, 1), 0);
        exact_.generations[0] = active;
    }

    bool decided() const { return acting_probability() <= kLeftOver; }
    void step() {
        std::map<State, double> next;
        for (const auto& [state, probability] : states_)
            for_each_next(graph_, respread_, state, [&, before = state, weight = probability](State after, double p) {
                next[after] += weight * p;
                count(before, after, weight * p);
            });
        states_ = std::move(next);
        double active = 0;
        for (const double members : exact_.generations)
            active += members;
        exact_.active.push_back(active);
    }
    ExactProducers result() {
        exact_.died_out = 1 - acting_probability();
        // Who joined two hops before the last has had time for a second try, and each goes on alike.
        const std::size_t hops = exact_.active.size() - 1;
        exact_.producers = hops < 2 ? 0 : respread_ * exact_.active[hops - 2];
        return exact_;
    }

private:
    void count(State before, State after, double probability) {
        for (VertexId v = 0; v < graph_.vertices; ++v) {
            if (acts(of(before, v)))
                exact_.tries += probability;
            if (of(before, v) == 0 && of(after, v) != 0)
                exact_.generations[of(after, v) - 1] += probability;
        }
    }
    double acting_probability() const {
        double sum = 0;
        for (const auto& [state, probability] : states_)
            for (VertexId v = 0; v < graph_.vertices; ++v)
                if (acts(of(state, v))) {
                    sum += probability;
                    break;
                }
        return sum;
    }

    const Graph& graph_;
    double respread_;
    std::map<State, double> states_;
    ExactProducers exact_;
};

} // namespace

ExactProducers exact_producers(const Graph& graph, double respread, std::span<const VertexId> seeds,
                               unsigned max_hops) {
    CASCADE_CHECK(graph.vertices <= kMostVertices, "{} vertices are too many", graph.vertices);
    Chain chain(graph, respread, seeds);
    for (unsigned hop = 0; hop < max_hops && !chain.decided(); ++hop)
        chain.step();
    return chain.result();
}

} // namespace cascade::reference
