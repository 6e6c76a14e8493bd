// The probabilities that arcs tell (kernels/diffusion/arc_chances.hpp), against those they were given.

#include "kernels/diffusion/arc_chances.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace cascade {
namespace {

using testing::SmallGraph;

/// [head][tail]: what arcs tell; an arc is told of at most once.
std::vector<std::map<VertexId, double>> told_chances(const SmallGraph& shape, const DiffusionOptions& options) {
    return testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, options, Direction::in);
        std::vector<std::map<VertexId, double>> told(shape.vertices);
        for (LocalVertex v = 0; v < arcs.vertices(); ++v)
            arcs.for_each_chance(v, [&](EdgeId begin, EdgeId end, double chance) {
                EXPECT_LT(begin, end);
                for (EdgeId place = begin; place < end; ++place)
                    EXPECT_TRUE(told[v].emplace(arcs.neighbour(place), chance).second) << "an arc twice";
            });
        return told;
    });
}

/// One told of as never live may be left out.
template <class Chance>
void expect_chances(const SmallGraph& shape, const DiffusionOptions& options, Chance&& chance_of) {
    auto told = told_chances(shape, options);
    for (const testing::Arc& arc : shape.arcs) {
        const double expected = chance_of(arc);
        const auto found = told[arc.v].find(arc.u);
        const double chance = found == told[arc.v].end() ? 0 : found->second;
        ASSERT_NEAR(chance, expected, 1e-6) << arc.u << " to " << arc.v;
        ASSERT_NEAR(chance / (expected > 0 ? expected : 1), expected > 0 ? 1 : 0, 1e-5) << arc.u << " to " << arc.v;
        if (found != told[arc.v].end())
            told[arc.v].erase(found);
    }
    for (const auto& others : told)
        EXPECT_TRUE(others.empty());
}

/// Arcs into 0, and one into 1 so that another list lies behind.
SmallGraph into_one(const std::vector<float>& weights) {
    SmallGraph shape{static_cast<VertexId>(weights.size()) + 2, {}, false, true};
    for (std::size_t i = 0; i < weights.size(); ++i)
        shape.arcs.push_back({static_cast<VertexId>(i) + 2, 0, weights[i]});
    shape.arcs.push_back({2, 1, 0.25F});
    return shape;
}

double weight_of(const testing::Arc& arc) {
    return static_cast<double>(arc.weight);
}

const DiffusionOptions kWeights{Model::ic, {ProbabilityKind::weights}, 0, false};

TEST(ArcChances, OfListsWithCertainArcsAndImpossibleOnes) {
    for (const std::vector<float>& weights : {std::vector<float>{},
                                              {1},
                                              {0},
                                              {0, 0, 1, 1},
                                              {0.5F, 1, 0, 0.25F, 1, 0.125F, 0, 1e-3F},
                                              {1, 1e-7F, 0x1p-30F, 0.75F, 1},
                                              {0x1.fffffep-1F, 0.3F, 0x1.fffffep-1F, 0x1.fffffep-1F, 0.1F}})
        expect_chances(into_one(weights), kWeights, weight_of);
}

/// Survival falls below 2^-24 again and again, and starts anew.
TEST(ArcChances, OfLongLists) {
    std::mt19937_64 words(1);
    std::vector<float> near_a_twentieth, any;
    for (int i = 0; i < 5000; ++i) {
        near_a_twentieth.push_back(static_cast<float>(400 + words() % 201) / 10000);
        any.push_back(static_cast<float>(words() % 1001) / 1000); // some 0 and 1 among them
    }
    expect_chances(into_one(near_a_twentieth), kWeights, weight_of);
    expect_chances(into_one(any), kWeights, weight_of);
}

TEST(ArcChances, OfEveryLaw) {
    SmallGraph shape = testing::random_directed(40, 400, 1, true);
    std::vector<double> in_degree(shape.vertices), in_weight(shape.vertices);
    for (const testing::Arc& arc : shape.arcs)
        ++in_degree[arc.v];
    for (testing::Arc& arc : shape.arcs) {
        arc.weight *= 0.99F / static_cast<float>(in_degree[arc.v]);
        in_weight[arc.v] += static_cast<double>(arc.weight);
    }
    const auto equal = [&](const testing::Arc& arc) { return 1 / in_degree[arc.v]; };
    for (const Model model : {Model::ic, Model::lt}) {
        expect_chances(shape, {model, parse_probability("wc"), 0, false}, equal);
        expect_chances(shape, {model, parse_probability("weights"), 0, false}, weight_of);
        expect_chances(shape, {model, parse_probability("constant:0.015"), 0, false},
                       [](const testing::Arc&) { return 0.015; });
        expect_chances(shape, {model, parse_probability("constant:0"), 0, false},
                       [](const testing::Arc&) { return 0.0; });
    }
    expect_chances(shape, {Model::lt, parse_probability("weights"), 0, true},
                   [&](const testing::Arc& arc) { return weight_of(arc) / in_weight[arc.v]; });
    expect_chances(shape, {Model::lt, parse_probability("constant:0.5"), 0, true}, equal);
    for (const std::string_view text : {"trivalency", "uniform:0.2,0.7"}) {
        const DiffusionOptions options{Model::ic, parse_probability(text), 5, false};
        expect_chances(shape, options, [&](const testing::Arc& arc) {
            return static_cast<double>(drawn_probability(options.probability, 5, arc.u, arc.v));
        });
    }
}

} // namespace
} // namespace cascade
