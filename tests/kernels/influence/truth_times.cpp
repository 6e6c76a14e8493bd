// Is what is reached in time what it should be? Random graphs of at most 8 arcs with exponential delays of each arc's own
// mean, independent cascade and linear threshold, forward worlds and reverse samples, against the exact chains of all
// worlds; then samples against forward worlds under other delays, on larger graphs.
//
// The short version takes 50 graphs, the long one 400. No deviation may be beyond 4 standard errors, and together they
// may not lean to one side. A lean that one run a graph would not show is looked for with 25 random seeds on each of 40
// graphs, under every law of delays, by the deadline and by half of it; where there are no exact chains, against a million
// worlds of the reference.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/spread.hpp"
#include "kernels/reference/exact_times.hpp"
#include "kernels/reference/timed_worlds.hpp"
#include "tests/support/deviations.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade {
namespace {

using namespace testing;

const std::vector<VertexId> kSeeds = {0, 1};

/// A random acyclic graph; weights are mean delays from 0.25 to 2.
SmallGraph small_graph(std::uint64_t i) {
    SmallGraph shape = random_directed(4 + i % 3, 5 + i % 4, 900 + i, true);
    std::vector<testing::Arc> forward;
    for (testing::Arc arc : shape.arcs) {
        if (arc.u > arc.v)
            std::swap(arc.u, arc.v);
        arc.weight = 0.25F + 1.75F * arc.weight;
        const auto same = [&](const testing::Arc& other) { return other.u == arc.u && other.v == arc.v; };
        if (std::none_of(forward.begin(), forward.end(), same))
            forward.push_back(arc);
    }
    shape.arcs = forward;
    return shape;
}

double exact(const SmallGraph& shape, Model model, double p, double deadline) {
    const reference::Graph graph = model == Model::lt ? with_in_degrees(shape) : with_constant(shape, p);
    std::vector<double> rates;
    for (const testing::Arc& arc : shape.arcs)
        rates.push_back(1 / static_cast<double>(arc.weight));
    return reference::exact_active_by(graph, model, kSeeds, rates, deadline);
}

Estimate of_worlds(const Distribution& end) {
    return {end.mean(), std::sqrt(end.variance() / static_cast<double>(end.worlds()))};
}

Estimate forward(const SmallGraph& shape, const ForwardOptions& options) {
    return of_worlds(alone(shape, options, kSeeds).active.back());
}

Estimate backward(const SmallGraph& shape, const ForwardOptions& options) {
    return on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        DiffusionOptions diffusion = options.diffusion;
        diffusion.model = options.model == ForwardModel::lt ? Model::lt : Model::ic;
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        const TimeLimit limit{ArcDelays(context, graph, options.time->delay, Direction::in), options.time->deadline};
        Audience audience(graph.vertex_count());
        audience.time = &limit;
        SpreadOptions how;
        how.explore.key = {options.random_seed + 1000, Domain::estimation};
        how.audience = &audience;
        how.question = HitQuestion::any;
        how.precision = 0.01;
        const std::vector<std::vector<VertexId>> classes = {kSeeds};
        const SpreadInterval answer = measure_spread(context, graph, arcs, how, classes).prefix.front();
        return Estimate{answer.spread, answer.half_width() / kZ95};
    });
}

ForwardOptions options_for(ForwardModel model, std::string_view probability, std::string_view delay, double deadline,
                           std::uint64_t i) {
    ForwardOptions options = options_of(model, probability, 20'000);
    options.random_seed = 1 + i;
    options.time = ForwardTime{parse_delay(delay), ticks_of(deadline), {}};
    return options;
}

void expect_exact(std::uint64_t graphs) {
    for (const ForwardModel model : {ForwardModel::ic, ForwardModel::lt}) {
        const bool lt = model == ForwardModel::lt;
        Deviations ahead(lt ? "lt, forward" : "ic, forward"), back(lt ? "lt, samples" : "ic, samples");
        for (std::uint64_t i = 0; i < graphs; ++i) {
            const SmallGraph shape = small_graph(i);
            const double deadline = 0.5 + static_cast<double>(i % 7) * 0.4;
            const double truth = exact(shape, lt ? Model::lt : Model::ic, 0.7, deadline);
            const ForwardOptions options = options_for(model, lt ? "wc" : "constant:0.7", "exponential:weights",
                                                       deadline, lt ? 10'000 + i : i); // no delay twice
            ahead.add(forward(shape, options), {truth, 0}, i);
            back.add(backward(shape, options), {truth, 0}, i);
        }
        ahead.judge();
        back.judge();
    }
}

TEST(InTime, IsExactShort) {
    expect_exact(50);
}

TEST(InTime, IsExactLong) {
    expect_exact(400);
}

TEST(InTime, SamplesAgreeWithForwardWorldsShort) {
    struct Law {
        ForwardModel model;
        std::string_view probability, delay;
        double deadline;
    };
    for (const Law& law :
         {Law{ForwardModel::ic, "wc", "weibull:0.6,1", 2}, Law{ForwardModel::lt, "wc", "rayleigh:1", 3},
          Law{ForwardModel::ic, "constant:0.3", "weights", 0.8}}) {
        Deviations apart(fmt::format("{}, {}, {}", spelling(law.model == ForwardModel::lt ? Model::lt : Model::ic),
                                     law.probability, law.delay));
        for (std::uint64_t i = 0; i < 50; ++i) {
            const SmallGraph shape = random_directed(20 + i, 60 + 4 * i, 40 + i, true);
            ForwardOptions options = options_for(law.model, law.probability, law.delay, law.deadline, i);
            options.worlds = 4000;
            apart.add(backward(shape, options), forward(shape, options), i);
        }
        apart.judge();
    }
}

/// A law of delays, and what the reference has in its place.
struct Timing {
    std::string_view name;
    ForwardModel model;
    std::string_view delay;
    reference::TimedRule::Delay kind;
    double shape;
};

/// A value that forward worlds or samples give, over many random seeds: graph by graph their mean, and all single runs.
class Runs {
public:
    explicit Runs(std::string name) : name_(std::move(name)), pooled_(name_) {}
    void add(const Estimate& run, const Estimate& truth) {
        mean_.add(run.mean);
        squares_ += run.error * run.error;
        if (const double error = std::hypot(run.error, truth.error); error > 0)
            single_.add((run.mean - truth.mean) / error);
    }
    /// All runs of a graph are there.
    void end_graph(const Estimate& truth, std::uint64_t graph) {
        pooled_.add({mean_.mean(), std::sqrt(squares_) / static_cast<double>(mean_.count())}, truth, graph);
        mean_ = {};
        squares_ = 0;
    }
    void judge() const {
        fmt::print(
            "{}: {} runs, mean {:+.3f} +- {:.3f} of their standard errors, which are {:.3f} times what is seen\n",
            name_, single_.count(), single_.mean(), single_.standard_error(), 1 / std::sqrt(single_.variance()));
        pooled_.judge();
    }

private:
    std::string name_;
    Deviations pooled_;
    Moments mean_, single_;
    double squares_ = 0;
};

/// Who is active by the deadline, and by half of it.
struct Truths {
    Estimate whole, half;
};

/// By the definitions, with a generator of its own.
Truths by_reference(const SmallGraph& shape, const Timing& timing, double p, double deadline, std::uint64_t random_seed,
                    std::uint64_t worlds) {
    reference::TimedRule rule;
    rule.thresholds = timing.model == ForwardModel::lt;
    rule.delay = timing.kind;
    rule.shape = timing.shape;
    for (const testing::Arc& arc : shape.arcs)
        rule.scales.push_back(static_cast<double>(arc.weight));
    rule.deadline = deadline;
    reference::TimedWorlds simulated(rule.thresholds ? with_in_degrees(shape) : with_constant(shape, p), rule,
                                     random_seed);
    const auto half = static_cast<double>(ticks_of(deadline / 2));
    Moments whole, by_half;
    for (std::uint64_t w = 0; w < worlds; ++w) {
        whole.add(simulated.next(kSeeds).active.back());
        const std::vector<double>& times = simulated.times();
        by_half.add(
            static_cast<double>(std::count_if(times.begin(), times.end(), [&](double time) { return time <= half; })));
    }
    return {{whole.mean(), whole.standard_error()}, {by_half.mean(), by_half.standard_error()}};
}

/// 40 graphs, 25 random seeds each: a lean of 0.13 of the standard error of one run is 4 of all together.
void expect_no_lean(std::uint64_t graphs, std::uint64_t runs, std::uint64_t reference_worlds) {
    using Delay = reference::TimedRule::Delay;
    std::uint64_t random_seed = 1'000'000, first_graph = 1000;
    for (const Timing& timing :
         {Timing{"ic, exponential", ForwardModel::ic, "exponential:weights", Delay::exponential, 1},
          Timing{"lt, exponential", ForwardModel::lt, "exponential:weights", Delay::exponential, 1},
          Timing{"ic, weibull", ForwardModel::ic, "weibull:0.6,weights", Delay::weibull, 0.6},
          Timing{"lt, weibull", ForwardModel::lt, "weibull:2.5,weights", Delay::weibull, 2.5},
          Timing{"ic, rayleigh", ForwardModel::ic, "rayleigh:weights", Delay::rayleigh, 1},
          Timing{"lt, rayleigh", ForwardModel::lt, "rayleigh:weights", Delay::rayleigh, 1},
          Timing{"ic, fixed", ForwardModel::ic, "weights", Delay::fixed, 1},
          Timing{"lt, fixed", ForwardModel::lt, "weights", Delay::fixed, 1}}) {
        const bool lt = timing.model == ForwardModel::lt;
        Runs ahead(fmt::format("{}, forward", timing.name)), back(fmt::format("{}, samples", timing.name)),
            halfway(fmt::format("{}, forward by half the time", timing.name));
        for (std::uint64_t g = 0; g < graphs; ++g) {
            const SmallGraph shape = small_graph(first_graph++);
            const double deadline = 1 + static_cast<double>(g % 7) * 0.4;
            const auto chains = [&](double time) {
                return Estimate{exact(shape, lt ? Model::lt : Model::ic, 0.7, time), 0};
            };
            const Truths truth = timing.kind == Delay::exponential
                                     ? Truths{chains(deadline), chains(deadline / 2)}
                                     : by_reference(shape, timing, 0.7, deadline, random_seed++, reference_worlds);
            for (std::uint64_t r = 0; r < runs; ++r) {
                ForwardOptions options =
                    options_for(timing.model, lt ? "wc" : "constant:0.7", timing.delay, deadline, random_seed++);
                back.add(backward(shape, options), truth.whole);
                options.time->grid = TimeGrid{options.time->deadline, 2};
                const ForwardResult result = alone(shape, options, kSeeds);
                ahead.add(of_worlds(result.active.back()), truth.whole);
                halfway.add(of_worlds(result.times.active[1]), truth.half);
            }
            ahead.end_graph(truth.whole, g);
            back.end_graph(truth.whole, g);
            halfway.end_graph(truth.half, g);
        }
        ahead.judge();
        back.judge();
        halfway.judge();
    }
}

TEST(InTime, LeansToNoSideLong) {
    expect_no_lean(40, 25, 1'000'000);
}

} // namespace
} // namespace cascade
