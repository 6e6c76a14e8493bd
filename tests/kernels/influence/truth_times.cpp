// Is what is reached in time what it should be? Random graphs of at most 8 arcs with exponential delays of each arc's own
// mean, independent cascade and linear threshold, forward worlds and reverse samples, against the exact chains of all
// worlds; then samples against forward worlds under other delays, on larger graphs.
//
// The short version takes 50 graphs, the long one 400. No deviation may be beyond 4 standard errors, and together they
// may not lean to one side.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/spread.hpp"
#include "kernels/reference/exact_times.hpp"
#include "tests/support/deviations.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

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

Estimate forward(const SmallGraph& shape, const ForwardOptions& options) {
    const ForwardResult result = alone(shape, options, kSeeds);
    const Distribution& end = result.active.back();
    return {end.mean(), std::sqrt(end.variance() / static_cast<double>(end.worlds()))};
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
            const ForwardOptions options =
                options_for(model, lt ? "wc" : "constant:0.7", "exponential:weights", deadline, i);
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

} // namespace
} // namespace cascade
