#include "engine/comm/collectives.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/spread.hpp"
#include "kernels/reference/exact_spread.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;
using Classes = std::vector<std::vector<VertexId>>;

DiffusionOptions spread_under(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, false};
}

SpreadOptions how_precise(double precision, HitQuestion question = HitQuestion::lowest_class) {
    SpreadOptions options;
    options.explore.key = {1, Domain::report};
    options.precision = precision;
    options.question = question;
    return options;
}

SpreadMeasurement measure(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                          const SpreadOptions& options, const Classes& classes) {
    const LiveArcs arcs(context, graph, diffusion, Direction::in);
    return measure_spread(context, graph, arcs, options, classes);
}

SpreadMeasurement measure_here(const SmallGraph& shape, const DiffusionOptions& diffusion, const SpreadOptions& options,
                               const Classes& classes) {
    return testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return measure(context, graph, diffusion, options, classes);
    });
}

bool same_interval(const SpreadInterval& a, const SpreadInterval& b) {
    return a.spread == b.spread && a.low == b.low && a.high == b.high;
}

/// Every machine gives the same doubles, within 4 standard errors of `exact`.
void expect_spread(const SmallGraph& shape, const DiffusionOptions& diffusion, const std::vector<VertexId>& seeds,
                   double exact, double precision = 0.02) {
    const Classes classes = {seeds};
    const SpreadMeasurement here = measure_here(shape, diffusion, how_precise(precision), classes);
    const SpreadInterval& answer = here.prefix.at(0);
    EXPECT_LE(std::abs(answer.spread - exact), 4 * answer.half_width() / kZ95 + 1e-12) << "exact " << exact;
    EXPECT_LE(answer.half_width(), precision * answer.spread);
    EXPECT_LE(answer.low, answer.spread);
    EXPECT_GE(answer.high, answer.spread);
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const SpreadMeasurement there = measure(context, graph, diffusion, how_precise(precision), classes);
        EXPECT_EQ(there.counts.samples, here.counts.samples);
        EXPECT_TRUE(same_interval(there.prefix.at(0), answer)) << there.prefix[0].spread << " against " << answer.spread;
    });
}

TEST(Spread, PathsStarsAndTheDiamond) {
    const auto half = spread_under(Model::ic, "constant:0.5");
    expect_spread(testing::path(5), half, {0}, 1.9375);
    expect_spread(testing::star(9), half, {0}, 1 + 8 * 0.5);
    expect_spread(testing::star(9), half, {4}, 1 + 0.5 + 7 * 0.25);
    expect_spread(testing::diamond(), half, {0}, 2.4375);
    expect_spread(testing::diamond(), spread_under(Model::lt, "constant:0.5"), {0}, 2.5);
}

TEST(Spread, HopsCanBeLimited) {
    SpreadOptions options = how_precise(0.01);
    options.explore.horizon = 1;
    const auto one_hop = measure_here(testing::diamond(), spread_under(Model::ic, "constant:0.5"), options, {{0}});
    EXPECT_LE(std::abs(one_hop.prefix[0].spread - 2.0), 4 * one_hop.prefix[0].half_width() / kZ95);
}

TEST(Spread, CyclesAndCompleteGraphs) {
    expect_spread(testing::cycle(5), spread_under(Model::ic, "constant:0.3"), {2}, 1.84048);
    expect_spread(testing::cycle(3), spread_under(Model::ic, "constant:0.5"), {0}, 2.25);
    expect_spread(testing::cycle(3), spread_under(Model::ic, "constant:0.5"), {0, 2}, 2.75);
    expect_spread(testing::complete(4), spread_under(Model::ic, "constant:0.3"), {1}, 2.316556);
    expect_spread(testing::complete(5), spread_under(Model::ic, "constant:0.2"), {0}, 2.270137242);
    expect_spread(testing::complete(10), spread_under(Model::ic, "constant:0.1"), {9}, 3.026928593);
    expect_spread(testing::complete(10), spread_under(Model::ic, "constant:0.2"), {3}, 6.784458345);
    expect_spread(testing::complete(20), spread_under(Model::ic, "constant:0.1"), {0}, 12.694419557);
    expect_spread(testing::complete(4), spread_under(Model::ic, "wc"), {0}, 2.485596708);
    expect_spread(testing::cycle(4), spread_under(Model::lt, "wc"), {0}, 2.75);
    expect_spread(testing::cycle(4), spread_under(Model::lt, "wc"), {0, 2}, 4.0);
    expect_spread(testing::complete(4), spread_under(Model::lt, "wc"), {2}, 2.888889);
}

TEST(Spread, Karate) {
    const std::vector<std::vector<VertexId>> seeds = {{33}, {0, 33}, {0, 32, 33}, {0, 1, 32, 33}};
    const std::vector<double> likely = {3.501992, 6.424545, 8.086450, 9.492898};
    const std::vector<double> unlikely = {1.175063, 2.339185, 3.437319, 4.505575};
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        expect_spread(testing::karate(), spread_under(Model::ic, "constant:0.1"), seeds[i], likely[i]);
        expect_spread(testing::karate(), spread_under(Model::ic, "constant:0.01"), seeds[i], unlikely[i]);
    }
}

TEST(Spread, RandomGraphsWithoutSystematicSign) {
    double sum = 0;
    int graphs = 0;
    for (std::uint64_t i = 0; i < 25; ++i)
        for (const auto& [model, text] : {std::pair(Model::ic, "weights"), {Model::lt, "wc"}}) {
            const SmallGraph shape = testing::random_directed(4 + i % 5, 8 + i % 7, 300 + i, true);
            const auto reference = model == Model::ic ? testing::with_weights(shape) : testing::with_in_degrees(shape);
            const double exact = reference::exact_spread(reference, model, std::vector<VertexId>{0}).total;
            if (exact < 1.0001)
                continue;
            SpreadOptions options = how_precise(0.01);
            options.explore.key.random_seed = 1 + i; // the same seed would give all graphs the same words
            const SpreadInterval answer = measure_here(shape, spread_under(model, text), options, {{0}}).prefix[0];
            const double z = (answer.spread - exact) / (answer.half_width() / kZ95);
            EXPECT_LT(std::abs(z), 4) << text << " on graph " << i;
            sum += z;
            ++graphs;
        }
    EXPECT_GT(graphs, 30);
    EXPECT_LT(std::abs(sum) / std::sqrt(graphs), 4);
}

TEST(Spread, PrefixesAreThoseOfTheSmallerSets) {
    const auto diffusion = spread_under(Model::ic, "constant:0.1");
    SpreadOptions options = how_precise(0.01);
    options.most_samples = 30000;
    options.precision = 0;
    const SpreadMeasurement curve = measure_here(testing::karate(), diffusion, options, {{33}, {0}, {32, 0}, {1}});
    ASSERT_EQ(curve.prefix.size(), 4U);
    const Classes prefixes = {{33}, {33, 0}, {33, 0, 32}, {33, 0, 32, 1}};
    for (std::size_t c = 0; c < 4; ++c) {
        options.question = HitQuestion::any;
        const SpreadMeasurement alone = measure_here(testing::karate(), diffusion, options, {prefixes[c]});
        EXPECT_EQ(alone.counts.samples, 30000U);
        EXPECT_TRUE(same_interval(alone.prefix.at(0), curve.prefix[c])) << c;
        EXPECT_TRUE(c == 0 || curve.prefix[c].spread >= curve.prefix[c - 1].spread);
    }
}

TEST(Spread, LeavingOneOutIsCountedOnTheSameSamples) {
    const auto diffusion = spread_under(Model::ic, "constant:0.1");
    SpreadOptions options = how_precise(0, HitQuestion::only_class);
    options.most_samples = 20000;
    const Classes seeds = {{33}, {0}, {32}};
    const SpreadMeasurement all = measure_here(testing::karate(), diffusion, options, seeds);
    for (std::size_t c = 0; c < 3; ++c) {
        Classes others = seeds;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(c));
        const SpreadMeasurement rest = measure_here(testing::karate(), diffusion, options, others);
        EXPECT_EQ(rest.counts.hit[0], all.counts.hit[0] - all.counts.only[c]);
    }
}

TEST(Spread, CertaintiesHaveNoWidth) {
    const auto certain = [](const SmallGraph& shape, std::string_view text, const std::vector<VertexId>& seeds) {
        return measure_here(shape, spread_under(Model::ic, text), how_precise(0.01), {seeds}).prefix.at(0);
    };
    EXPECT_TRUE(same_interval(certain(testing::directed(1, {}), "wc", {0}), {1, 1, 1}));
    EXPECT_TRUE(same_interval(certain(testing::path(3), "wc", {2, 0, 1}), {3, 3, 3}));
    const SpreadInterval all = certain(testing::complete(6), "constant:1", {4});
    EXPECT_EQ(all.spread, 6);
    EXPECT_EQ(all.high, 6);
    const SpreadInterval alone = certain(testing::complete(6), "constant:0", {4, 4});
    EXPECT_EQ(alone.spread, 1);
    EXPECT_EQ(alone.low, 1);
}

TEST(Spread, NoSeedsReachNobody) {
    const SpreadMeasurement none =
        measure_here(testing::path(3), spread_under(Model::ic, "wc"), how_precise(0.01, HitQuestion::any), {});
    EXPECT_EQ(none.prefix.at(0).spread, 0);
}

TEST(SpreadInterval, LeavesOutSamplesThatStartAtASeed) {
    // 100 samples, 20 of whose roots are the two seeds; 40 of the other 80 are hit.
    const SpreadInterval interval = spread_interval(10, 2, 100, 20, 60);
    EXPECT_EQ(interval.spread, 2 + 8 * 0.5);
    const ShareInterval share = wilson_interval(40, 80, kZ95);
    EXPECT_EQ(interval.low, 2 + 8 * share.low);
    EXPECT_EQ(interval.high, 2 + 8 * share.high);
    EXPECT_TRUE(same_interval(spread_interval(3, 3, 50, 50, 50), {3, 3, 3}));
    const SpreadInterval unknown = spread_interval(9, 1, 0, 0, 0);
    EXPECT_EQ(unknown.low, 1);
    EXPECT_EQ(unknown.high, 9);
}

} // namespace
} // namespace cascade
