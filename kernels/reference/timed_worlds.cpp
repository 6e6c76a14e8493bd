#include "kernels/reference/timed_worlds.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace cascade::reference {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// The nearest; whole numbers as far as doubles have them.
double millionths(double units) {
    return std::floor(units * 1e6 + 0.5);
}

/// Influence of that weight arrives at v.
struct Arrival {
    double time;
    VertexId v;
    double weight;
    bool operator>(const Arrival& other) const { return time > other.time; }
};

} // namespace

TimedWorlds::TimedWorlds(const Graph& graph, TimedRule rule, std::uint64_t random_seed)
    : rule_(std::move(rule)), out_(graph.vertices), total_(graph.vertices), words_(random_seed) {
    CASCADE_CHECK(rule_.scales.size() == graph.arcs.size(), "{} delays of {} arcs", rule_.scales.size(),
                  graph.arcs.size());
    for (std::size_t e = 0; e < graph.arcs.size(); ++e) {
        out_.at(graph.arcs[e].u).emplace_back(graph.arcs[e], rule_.scales[e]);
        total_.at(graph.arcs[e].v) += graph.arcs[e].p;
    }
}

double TimedWorlds::delay(double scale) {
    switch (rule_.delay) {
    case TimedRule::Delay::fixed:
        return scale;
    case TimedRule::Delay::exponential:
        return -scale * std::log(uniform());
    case TimedRule::Delay::rayleigh:
        return scale * std::sqrt(-2 * std::log(uniform()));
    case TimedRule::Delay::weibull:
        return scale * std::pow(-std::log(uniform()), 1 / rule_.shape);
    }
    throw InternalError("a delay without a law");
}

StepWorld TimedWorlds::next(std::span<const VertexId> seeds) {
    enum class Open : std::uint8_t { unknown, yes, no };
    const std::size_t n = out_.size();
    std::vector<double> wants(n, -1), pressure(n);
    std::vector<Open> open(n, Open::unknown);
    std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> queue;
    const double deadline = millionths(rule_.deadline);
    times_.assign(n, kNever);
    double active = 0, value = 0;
    const auto activate = [&](VertexId u, double time) {
        times_[u] = time;
        ++active;
        value += rule_.weights.empty() ? 1 : rule_.weights[u];
        for (const auto& [arc, scale] : out_[u]) {
            if (times_[arc.v] <= time || never(arc.v) || (!rule_.thresholds && uniform() >= arc.p))
                continue;
            if (const double arrives = time + millionths(delay(scale)); arrives <= deadline)
                queue.push({arrives, arc.v, arc.p});
        }
    };
    for (const VertexId s : seeds)
        if (times_[s] == kNever && !never(s))
            times_[s] = 0; // so that seeds send nothing to one another
    for (VertexId v = 0; v < n; ++v)
        if (times_[v] == 0)
            activate(v, 0);
    while (!queue.empty()) {
        const Arrival arrival = queue.top();
        queue.pop();
        const VertexId v = arrival.v;
        if (times_[v] != kNever)
            continue;
        if (open[v] == Open::unknown)
            open[v] = is_open(v) ? Open::yes : Open::no;
        if (wants[v] < 0)
            wants[v] = rule_.thresholds ? uniform() * std::max(1.0, total_[v]) : 0;
        pressure[v] += arrival.weight;
        if (open[v] == Open::yes && (!rule_.thresholds || pressure[v] > wants[v]))
            activate(v, arrival.time);
    }
    StepWorld world;
    world.active.push_back(active);
    world.value = value;
    return world;
}

} // namespace cascade::reference
