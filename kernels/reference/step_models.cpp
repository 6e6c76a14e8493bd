#include "kernels/reference/step_models.hpp"

#include <cmath>
#include <random>

namespace cascade::reference {
namespace {

class Coins {
public:
    explicit Coins(std::uint64_t random_seed) : words_(random_seed) {}
    bool heads(double p) { return static_cast<double>(words_() >> 11) * 0x1p-53 < p; }
    std::size_t one_of(std::size_t count) { return words_() % count; } // few: the bias is nothing

private:
    std::mt19937_64 words_;
};

double count_of(const std::vector<bool>& set) {
    double count = 0;
    for (const bool member : set)
        count += member;
    return count;
}

double binomial(unsigned n, unsigned k, double p) {
    if (p <= 0 || p >= 1)
        return k == (p <= 0 ? 0 : n) ? 1 : 0;
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
                    (n - k) * std::log1p(-p));
}

} // namespace

StepWorld epidemic_world(const Graph& graph, const EpidemicRule& rule, std::span<const VertexId> seeds, unsigned steps,
                         std::uint64_t random_seed) {
    enum class State { susceptible, exposed, infectious, recovered };
    Coins coins(random_seed);
    std::vector<State> state(graph.vertices, State::susceptible);
    std::vector<bool> ever(graph.vertices);
    std::vector<unsigned> tried(graph.vertices); // steps in which a vertex has tried since it became infectious
    StepWorld world;
    const auto write = [&] {
        double infectious = 0;
        double recovered = 0;
        for (const State s : state) {
            infectious += s == State::infectious;
            recovered += s == State::recovered;
        }
        world.active.push_back(count_of(ever));
        world.infectious.push_back(infectious);
        world.recovered.push_back(recovered);
    };
    for (const VertexId v : seeds) {
        state[v] = State::infectious;
        ever[v] = true;
    }
    write();
    for (unsigned step = 1; step <= steps; ++step) {
        const std::vector<State> before = state;
        for (const Arc& arc : graph.arcs)
            if (before[arc.u] == State::infectious && before[arc.v] == State::susceptible &&
                coins.heads(arc.p * std::pow(rule.activity_decay, tried[arc.u]))) {
                state[arc.v] = rule.exposed_first ? State::exposed : State::infectious;
                ever[arc.v] = true;
            }
        for (VertexId v = 0; v < graph.vertices; ++v) {
            tried[v] = before[v] == State::infectious ? tried[v] + 1 : 0;
            if (before[v] == State::infectious && coins.heads(rule.recovery))
                state[v] = rule.susceptible_again ? State::susceptible : State::recovered;
            if (before[v] == State::exposed && coins.heads(rule.latency))
                state[v] = State::infectious;
        }
        write();
    }
    return world;
}

StepWorld opinion_world(const Graph& graph, double quality, std::span<const VertexId> seeds,
                        std::uint64_t random_seed) {
    Coins coins(random_seed);
    std::vector<bool> active(graph.vertices), positive(graph.vertices);
    std::vector<bool> acts(graph.vertices);
    StepWorld world;
    for (const VertexId v : seeds)
        if (!active[v]) {
            active[v] = acts[v] = true;
            positive[v] = coins.heads(quality);
        }
    for (bool some = !seeds.empty(); some;) {
        world.active.push_back(count_of(active));
        world.positive.push_back(count_of(positive));
        std::vector<std::vector<VertexId>> convinced_by(graph.vertices);
        for (const Arc& arc : graph.arcs)
            if (acts[arc.u] && !active[arc.v] && coins.heads(arc.p))
                convinced_by[arc.v].push_back(arc.u);
        some = false;
        for (VertexId v = 0; v < graph.vertices; ++v) {
            acts[v] = !convinced_by[v].empty();
            if (!acts[v])
                continue;
            some = active[v] = true;
            positive[v] = positive[convinced_by[v][coins.one_of(convinced_by[v].size())]] && coins.heads(quality);
        }
    }
    return world;
}

StepWorld threshold_world(const Graph& graph, std::span<const double> wanted, std::span<const VertexId> seeds) {
    std::vector<bool> active(graph.vertices);
    StepWorld world;
    for (const VertexId v : seeds)
        active[v] = true;
    for (;;) {
        world.active.push_back(count_of(active));
        std::vector<double> weight(graph.vertices), contacts(graph.vertices);
        for (const Arc& arc : graph.arcs)
            if (active[arc.u]) {
                weight[arc.v] += arc.p;
                contacts[arc.v] += arc.p > 0;
            }
        bool some = false;
        for (VertexId v = 0; v < graph.vertices; ++v)
            if (!active[v] && contacts[v] > 0 && weight[v] >= wanted[v] - 1e-9) {
                active[v] = true;
                some = true;
            }
        if (!some)
            return world;
    }
}

std::vector<std::vector<double>> complete_graph_sir(unsigned vertices, double beta, double gamma, unsigned steps) {
    std::vector<std::vector<double>> now(vertices + 1, std::vector<double>(vertices + 1));
    now[1][0] = 1;
    for (unsigned step = 0; step < steps; ++step) {
        std::vector<std::vector<double>> next(vertices + 1, std::vector<double>(vertices + 1));
        for (unsigned i = 0; i <= vertices; ++i)
            for (unsigned r = 0; i + r <= vertices; ++r) {
                if (now[i][r] == 0)
                    continue;
                const unsigned susceptible = vertices - i - r;
                const double infected = 1 - std::pow(1 - beta, i);
                for (unsigned more = 0; more <= susceptible; ++more)
                    for (unsigned gone = 0; gone <= i; ++gone)
                        next[i + more - gone][r + gone] +=
                            now[i][r] * binomial(susceptible, more, infected) * binomial(i, gone, gamma);
            }
        now = std::move(next);
    }
    return now;
}

} // namespace cascade::reference
