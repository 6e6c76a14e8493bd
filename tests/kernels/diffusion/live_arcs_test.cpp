#include "kernels/diffusion/live_arcs.hpp"
#include "tests/support/arc_probabilities.hpp"
#include "tests/support/plain_worlds.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace cascade {
namespace {

using testing::arc_probability;
using testing::PlainWorlds;
using testing::SmallGraph;

const RandomKey kKey{1, Domain::testing};

DiffusionOptions ic(std::string_view probability) {
    return {Model::ic, parse_probability(probability), 0, false};
}
DiffusionOptions lt(std::string_view probability, bool normalise = false) {
    return {Model::lt, parse_probability(probability), 0, normalise};
}

/// How often each set of live arcs of the whole graph comes up, as a mask over `shape.arcs`.
std::vector<std::uint64_t> masks_of(const SmallGraph& shape, const DiffusionOptions& options, Direction direction,
                                    std::uint64_t worlds) {
    const PlainWorlds plain(shape, options, direction);
    std::map<std::pair<VertexId, VertexId>, std::size_t> number;
    for (std::size_t i = 0; i < shape.arcs.size(); ++i)
        number[{shape.arcs[i].u, shape.arcs[i].v}] = i;
    std::vector<std::uint64_t> counts(std::size_t{1} << shape.arcs.size());
    for (std::uint64_t world = 0; world < worlds; ++world) {
        const auto live = plain.live(kKey, world);
        std::size_t mask = 0;
        for (VertexId v = 0; v < shape.vertices; ++v)
            for (const VertexId other : live[v]) {
                const std::size_t bit = std::size_t{1}
                                        << (direction == Direction::in ? number.at({other, v}) : number.at({v, other}));
                EXPECT_EQ(mask & bit, 0U) << "an arc twice";
                mask |= bit;
            }
        ++counts[mask];
    }
    return counts;
}

/// Distance of the live sets from independent coins.
double product_law_distance(const SmallGraph& shape, const DiffusionOptions& options, Direction direction) {
    constexpr std::uint64_t kWorlds = 200000;
    std::vector<double> expected(std::size_t{1} << shape.arcs.size(), static_cast<double>(kWorlds));
    for (std::size_t i = 0; i < shape.arcs.size(); ++i) {
        const double p = arc_probability(shape, options, shape.arcs[i]);
        for (std::size_t mask = 0; mask < expected.size(); ++mask)
            expected[mask] *= mask >> i & 1 ? p : 1 - p;
    }
    const std::vector<std::uint64_t> counts = masks_of(shape, options, direction, kWorlds);
    for (std::size_t mask = 0; mask < expected.size(); ++mask)
        EXPECT_TRUE(expected[mask] > 0 || counts[mask] == 0) << "impossible set " << mask;
    return testing::chi_square_distance(counts, expected);
}

/// Arcs from 1 … d into 0, and on from 0 to every third; weights as given, in turn.
SmallGraph fan(VertexId d, const std::vector<float>& weights) {
    SmallGraph shape{d + 1, {}, false, true};
    for (VertexId u = 1; u <= d; ++u) {
        shape.arcs.push_back({u, 0, weights[u % weights.size()]});
        if (u % 3 == 0)
            shape.arcs.push_back({0, u, weights[(u + 1) % weights.size()]});
    }
    return shape;
}

TEST(LiveArcs, TheThresholdOfAFloatIsThatOfItsDouble) {
    std::mt19937 words(3);
    for (int i = 0; i < 200000; ++i) {
        const float p = std::bit_cast<float>(static_cast<std::uint32_t>(words() % std::bit_cast<std::uint32_t>(1.0F)));
        ASSERT_EQ(float_threshold(p), Threshold::of(static_cast<double>(p)).value) << p;
    }
    for (const float p : {0.0F, 0x1p-149F, 0x1p-126F, 0x1p-64F, 0x1.8p-63F, 0.5F, 0x1.fffffep-1F})
        EXPECT_EQ(float_threshold(p), Threshold::of(static_cast<double>(p)).value) << p;
}

TEST(LiveArcs, AreIndependentCoinsOnEnumerableGraphs) {
    const std::vector<SmallGraph> shapes = {testing::directed(1, {}, true),
                                            testing::path(2),
                                            testing::diamond(),
                                            testing::star(6),
                                            testing::random_directed(5, 12, 3, true),
                                            fan(8, {0.3F, 0.05F, 0.6F}),
                                            fan(9, {0.2F, 0.13F, 0.25F, 0.15F})};
    for (const SmallGraph& shape : shapes)
        for (const std::string_view text :
             {"wc", "constant:0.3", "constant:0.02", "constant:0.9", "trivalency", "uniform:0.05,0.6"})
            for (const Direction direction : {Direction::in, Direction::out})
                EXPECT_LT(product_law_distance(shape, ic(text), direction), 4)
                    << text << " on " << shape.arcs.size() << " arcs, direction " << static_cast<int>(direction);
}

TEST(LiveArcs, WeightsAreProbabilitiesEvenZeroAndOne) {
    const std::vector<std::vector<float>> mixtures = {{0.0F, 1.0F, 0.5F},
                                                      {0.0F},
                                                      {-0.0F, 0.5F, 1.0F, 0.25F},
                                                      {1.0F},
                                                      {0.2F, 0.2F, 0.2F, 0.2F},
                                                      {0.25F, 0.125F, 0.5F, 1.0F},
                                                      {0.2F, 0.13F, 0.24F, 0.15F, 0.17F},
                                                      {0.07F, 0.12F, 0.1F, 0.0F, 0.03F, 0.08F}};
    for (const auto& weights : mixtures)
        for (const Direction direction : {Direction::in, Direction::out})
            EXPECT_LT(product_law_distance(fan(9, weights), ic("weights"), direction), 4)
                << weights.size() << " weights from " << weights[0] << ", direction " << static_cast<int>(direction);
}

TEST(LiveArcs, CertaintiesAreCertain) {
    for (const Direction direction : {Direction::in, Direction::out}) {
        const auto all = masks_of(testing::star(5), ic("constant:1"), direction, 100);
        EXPECT_EQ(all.back(), 100U);
        const auto none = masks_of(testing::star(5), ic("constant:0"), direction, 100);
        EXPECT_EQ(none.front(), 100U);
    }
}

/// Arcs from 1 … d into 0 with the same weight.
SmallGraph into_zero(VertexId d, std::vector<float> weights) {
    SmallGraph shape{d + 1, {}, false, true};
    for (VertexId u = 1; u <= d; ++u)
        shape.arcs.push_back({u, 0, weights[u % weights.size()]});
    return shape;
}

/// The live in-arcs of vertex 0, world by world: how many, which, and which pairs of neighbours in the list.
struct Draws {
    std::vector<std::uint64_t> of_count, of_position, of_pair;
    testing::Moments count;
};
Draws draws_at_zero(const SmallGraph& shape, const DiffusionOptions& options, std::uint64_t worlds) {
    return testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, options, Direction::in);
        const std::size_t d = shape.vertices - 1;
        Draws draws{
            std::vector<std::uint64_t>(d + 1), std::vector<std::uint64_t>(d), std::vector<std::uint64_t>(d), {}};
        for (std::uint64_t world = 0; world < worlds; ++world) {
            std::vector<std::uint8_t> live(d);
            std::uint64_t count = 0;
            arcs.draw(kKey, world, 0, 0, [&](VertexId u) {
                ++count;
                live[u - 1] = 1;
            });
            ++draws.of_count[count];
            draws.count.add(static_cast<double>(count));
            for (std::size_t i = 0; i < d; ++i) {
                draws.of_position[i] += live[i];
                draws.of_pair[i] += live[i] != 0 && live[(i + 1) % d] != 0;
            }
        }
        return draws;
    });
}

/// Arcs from 0 to everybody, weights in turn.
SmallGraph out_of_zero(VertexId d, const std::vector<float>& weights) {
    SmallGraph shape = into_zero(d, weights);
    for (auto& arc : shape.arcs)
        std::swap(arc.u, arc.v);
    return shape;
}

TEST(LiveArcs, ABlockOfWorldsIsItsWorldsOneByOne) {
    constexpr std::array<std::uint64_t, 5> kWorlds = {~std::uint64_t{0}, 1, std::uint64_t{1} << 63 | 0xf00,
                                                      0x5555555555555555, 0};
    for (const auto& [text, weights] :
         std::vector<std::pair<std::string_view, std::vector<float>>>{{"constant:0", {}},
                                                                      {"constant:0.01", {}},
                                                                      {"constant:0.06", {}},
                                                                      {"constant:0.3", {}},
                                                                      {"constant:1", {}},
                                                                      {"weights", {1.0F}},
                                                                      {"weights", {0.3F, 1.0F, 0.0F, 0.02F, -0.0F}},
                                                                      {"weights", {0.9F, 0.95F, 0.8F}},
                                                                      {"uniform:0.01,0.9", {}}})
        for (const VertexId d : {VertexId{1}, VertexId{7}, VertexId{40}, VertexId{300}}) {
            const SmallGraph shape = out_of_zero(d, weights.empty() ? std::vector<float>{0.5F} : weights);
            testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                for (const double tiled_from : {kTiledFrom, kTiledFromInMany}) {
                    const LiveArcs arcs(context, graph, ic(text), Direction::out, tiled_from);
                    for (const std::uint64_t worlds : kWorlds)
                        for (const LocalVertex v : {LocalVertex{0}, LocalVertex{1}}) { // one with arcs, one without
                            std::map<EdgeId, std::uint64_t> together, alone;
                            arcs.draw_worlds(kKey, 128, v, v, worlds, [&](EdgeId place, std::uint64_t live) {
                                EXPECT_EQ(live & ~worlds, 0U);
                                EXPECT_EQ(together[place] & live, 0U) << "an arc twice";
                                together[place] |= live;
                            });
                            for (std::uint32_t bit = 0; bit < 64; ++bit)
                                if ((worlds >> bit & 1) != 0)
                                    arcs.draw_places(kKey, 128 + bit, v, v,
                                                     [&](EdgeId place) { alone[place] |= std::uint64_t{1} << bit; });
                            EXPECT_EQ(together, alone) << text << ", " << d << " arcs";
                        }
                }
                return 0;
            });
        }
}

/// P(K = j) of the sum of independent coins, by convolution.
std::vector<double> law_of_sum(const std::vector<double>& p) {
    std::vector<double> law = {1};
    for (const double coin : p) {
        law.push_back(0);
        for (std::size_t j = law.size() - 1; j > 0; --j)
            law[j] = law[j] * (1 - coin) + law[j - 1] * coin;
        law[0] *= 1 - coin;
    }
    return law;
}

/// Largest distance of single frequencies from their expectations, in standard errors.
double worst_distance(const std::vector<std::uint64_t>& counts, const std::vector<double>& p, double worlds) {
    double worst = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(counts[i]) - worlds * p[i]) /
                                    std::sqrt(worlds * p[i] * (1 - p[i])));
    return worst;
}

TEST(LiveArcs, LargerListsHaveTheLawOfTheSumAndOfEveryPosition) {
    constexpr std::uint64_t kWorlds = 60000;
    const std::vector<float> spread = {0.011F, 0.02F, 0.3F, 0.09F, 0.7F, 0.14F, 0.05F};
    const std::vector<std::pair<VertexId, std::string_view>> cases = {
        {40, "constant:0.05"},    {40, "constant:0.3"},  {200, "constant:0.05"},
        {300, "constant:0.11"},   {130, "constant:0.5"}, {70, "wc"},
        {250, "weights"},         {150, "trivalency"},   {100, "uniform:0.01,0.2"},
        {120, "uniform:0.4,0.95"}};
    for (const auto& [d, text] : cases) {
        const SmallGraph shape = into_zero(d, spread);
        std::vector<double> p;
        for (const auto& arc : shape.arcs)
            p.push_back(arc_probability(shape, ic(text), arc));
        const Draws draws = draws_at_zero(shape, ic(text), kWorlds);
        std::vector<double> expected = law_of_sum(p);
        for (double& cell : expected)
            cell *= kWorlds;
        EXPECT_LT(testing::chi_square_distance(draws.of_count, expected), 4) << text << ", " << d << " arcs";
        std::vector<double> pairs;
        for (std::size_t i = 0; i < p.size(); ++i)
            pairs.push_back(p[i] * p[(i + 1) % p.size()]);
        EXPECT_LT(worst_distance(draws.of_position, p, kWorlds), 4.5) << text; // of up to 300
        EXPECT_LT(worst_distance(draws.of_pair, pairs, kWorlds), 5.5) << text; // some are rare
    }
}

TEST(LiveArcs, AHubsCountHasMeanAndVariance) {
    constexpr VertexId kArcs = 100000;
    constexpr std::uint64_t kWorlds = 400;
    const SmallGraph shape = into_zero(kArcs, {0.01F});
    for (const std::string_view text : {"wc", "constant:0.1", "constant:0.2", "constant:0.0001", "weights"}) {
        const double p =
            arc_probability({2, {{1, 0, 0.01F}}, false, true}, ic(text), {1, 0, 0.01F}) / (text == "wc" ? kArcs : 1);
        const Draws draws = draws_at_zero(shape, ic(text), kWorlds);
        EXPECT_LT(std::abs(testing::mean_distance(draws.count, kArcs, p)), 4) << text;
        EXPECT_LT(std::abs(testing::variance_distance(draws.count, kArcs, p)), 4) << text;
    }
}

TEST(LiveArcs, ThresholdVerticesKeepAtMostOneArc) {
    constexpr std::uint64_t kWorlds = 100000;
    const std::vector<std::pair<std::vector<float>, bool>> cases = {{{0.25F, 0.0F, 0.5F}, false},
                                                                    {{0.25F, 0.0F, 0.5F}, true},
                                                                    {{1.0F, 0.75F, 3.0F / 8, 1.0F}, true},
                                                                    {{1.0F}, false},
                                                                    {{0.0F, 0.0F}, true}};
    for (const auto& [weights, normalise] : cases) {
        std::vector<float> turned = weights; // into_zero starts at weights[1]
        std::rotate(turned.rbegin(), turned.rbegin() + 1, turned.rend());
        const Draws draws = draws_at_zero(into_zero(weights.size(), turned), lt("weights", normalise), kWorlds);
        double sum = 0;
        for (const float w : weights)
            sum += static_cast<double>(w);
        const double whole = normalise && sum > 0 ? sum : 1;
        std::vector<std::uint64_t> counts = draws.of_position;
        counts.push_back(draws.of_count[0]);
        std::vector<double> expected;
        for (const float w : weights)
            expected.push_back(static_cast<double>(w) / whole * kWorlds);
        expected.push_back((1 - sum / whole) * kWorlds);
        EXPECT_EQ(draws.of_count[0] + draws.of_count[1], kWorlds);
        for (std::size_t i = 0; i < counts.size(); ++i)
            EXPECT_TRUE(expected[i] > 0 || counts[i] == 0) << i;
        EXPECT_LT(testing::chi_square_distance(counts, expected), 4)
            << weights.size() << " weights, normalise " << normalise;
    }
}

TEST(LiveArcs, EqualThresholdWeightsAlwaysKeepOneOfAll) {
    constexpr std::uint64_t kWorlds = 100000;
    for (const VertexId d : {VertexId{1}, VertexId{3}, VertexId{17}})
        for (const auto& options : {lt("wc"), lt("constant:0.3", true)}) {
            const Draws draws = draws_at_zero(into_zero(d, {1.0F}), options, kWorlds);
            EXPECT_EQ(draws.of_count[1], kWorlds);
            const std::vector<double> expected(d, static_cast<double>(kWorlds) / static_cast<double>(d));
            EXPECT_LT(testing::chi_square_distance(draws.of_position, expected), 4) << d;
        }
    const Draws rest = draws_at_zero(into_zero(4, {1.0F}), lt("constant:0.2"), kWorlds);
    std::vector<std::uint64_t> counts = rest.of_position;
    counts.push_back(rest.of_count[0]);
    EXPECT_LT(testing::chi_square_distance(counts, std::vector<double>(5, kWorlds / 5.0)), 4);
}

TEST(LiveArcs, ThresholdVerticesChooseIndependently) {
    constexpr std::uint64_t kWorlds = 90000;
    const SmallGraph shape = testing::complete(4);
    const PlainWorlds plain(shape, lt("wc"), Direction::in);
    std::vector<std::uint64_t> counts(81);
    for (std::uint64_t world = 0; world < kWorlds; ++world) {
        const auto live = plain.live(kKey, world);
        std::size_t cell = 0;
        for (VertexId v = 0; v < 4; ++v) {
            ASSERT_EQ(live[v].size(), 1U);
            cell = 3 * cell + live[v][0] - (live[v][0] > v);
        }
        ++counts[cell];
    }
    EXPECT_LT(testing::chi_square_distance(counts, std::vector<double>(81, kWorlds / 81.0)), 4);
}

TEST(LiveArcs, AWorldIsTheSameWheneverItIsAsked) {
    const PlainWorlds plain(testing::random_directed(20, 80, 1, true), ic("weights"), Direction::in);
    const auto first = plain.live(kKey, 7);
    EXPECT_NE(plain.live(kKey, 8), first);
    EXPECT_NE(plain.live({2, Domain::testing}, 7), first);
    EXPECT_NE(plain.live({1, Domain::selection}, 7), first);
    EXPECT_EQ(plain.live(kKey, 7), first);
}

} // namespace
} // namespace cascade
