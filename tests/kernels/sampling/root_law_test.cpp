#include "engine/comm/collectives.hpp"
#include "kernels/sampling/root_law.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace cascade {
namespace {

using testing::world;
using WeightOf = std::function<double(VertexId)>;

constexpr RandomKey kLawKey{3, Domain::testing};

RootLaw law_of(const PartitionedGraph& graph, const WeightOf& weight_of) {
    std::vector<double> weights;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        weights.push_back(weight_of(graph.to_global(v)));
    return {graph, weights};
}

/// Roots of samples 0 … samples - 1; each is emitted by one shard of the group. Collective.
std::vector<VertexId> roots_of(const PartitionedGraph& graph, const RootLaw& law, SampleId samples) {
    std::vector<std::uint64_t> roots(samples, 0);
    std::vector<std::uint64_t> emitted(samples, 0);
    for (SampleId s = 0; s < samples; ++s)
        if (law.by_shard() || graph.shard == 0)
            law.emit_roots(kLawKey, s, 1, [&](std::uint32_t, VertexId v) {
                EXPECT_TRUE(!law.by_shard() || graph.is_owned(v));
                roots[s] += v;
                ++emitted[s];
            });
    all_reduce(graph.group_comm, std::span(roots), Reduction::sum);
    all_reduce(graph.group_comm, std::span(emitted), Reduction::sum);
    for (SampleId s = 0; s < samples; ++s)
        EXPECT_EQ(emitted[s], 1U) << "sample " << s;
    return roots;
}

/// The same roots on every machine.
std::vector<VertexId> roots_everywhere(VertexId n, const WeightOf& weight_of, SampleId samples) {
    const testing::SmallGraph shape = testing::path(n);
    const auto here = testing::on_one_rank(shape, [&](Context&, const PartitionedGraph& graph) {
        return roots_of(graph, law_of(graph, weight_of), samples);
    });
    testing::on_every_machine(shape, [&](Context&, const PartitionedGraph& graph) {
        EXPECT_EQ(roots_of(graph, law_of(graph, weight_of), samples), here);
    });
    return here;
}

void expect_proportional(VertexId n, const WeightOf& weight_of) {
    constexpr SampleId kSamples = 20000;
    std::vector<std::uint64_t> counts(n);
    for (const VertexId v : roots_everywhere(n, weight_of, kSamples))
        ++counts.at(v);
    double total = 0;
    std::vector<double> expected;
    for (VertexId v = 0; v < n; ++v)
        total += weight_of(v);
    for (VertexId v = 0; v < n; ++v)
        expected.push_back(weight_of(v) / total * kSamples);
    EXPECT_LT(testing::chi_square_distance(counts, expected), 4);
    for (VertexId v = 0; v < n; ++v)
        EXPECT_TRUE(weight_of(v) > 0 || counts[v] == 0) << v;
}

TEST(RootLaw, RootsComeInProportionToWeights) {
    expect_proportional(5, [](VertexId v) { return static_cast<double>(v); });
    expect_proportional(40, [](VertexId v) { return v % 3 == 0 ? 0.25 * static_cast<double>(v % 7) : 0.0; });
    expect_proportional(9, [](VertexId v) { return v == 4 ? 1e9 : 1e9 / 3; });
    expect_proportional(300, [](VertexId v) { return v < 2 ? 1000.0 : 1.0; }); // the guide has crowded rows
    expect_proportional(6, [](VertexId v) { return v == 2 ? 1e-7 : 3e-7; });
    expect_proportional(1, [](VertexId) { return 0.1; });
}

TEST(RootLaw, EqualWeightsAreNoWeights) {
    constexpr VertexId n = 23;
    for (const double weight : {1.0, 7.0, 0.5, 1e-9, 1.0 / 3}) {
        const auto roots = roots_everywhere(
            n, [&](VertexId) { return weight; }, 500);
        for (SampleId s = 0; s < roots.size(); ++s)
            ASSERT_EQ(roots[s], sample_root(kLawKey, s, n));
        testing::on_every_machine(testing::path(n), [&](Context&, const PartitionedGraph& graph) {
            const RootLaw law = law_of(graph, [&](VertexId) { return weight; });
            EXPECT_TRUE(law.equal());
            EXPECT_EQ(law.total(), n);
            EXPECT_NEAR(law.value(law.total()), n * weight, 1e-9 * weight);
        });
    }
}

TEST(RootLaw, UnitsAreExactForDecimals) {
    testing::on_every_machine(testing::path(4), [](Context&, const PartitionedGraph& graph) {
        const std::vector<double> weights = {0.3, 0, 1.2, 0.6};
        const RootLaw law = law_of(graph, [&](VertexId v) { return weights[v]; });
        EXPECT_FALSE(law.equal());
        EXPECT_EQ(law.total(), 7U); // in units of 0.3
        EXPECT_EQ(law.value(7), 2.1);
        const std::vector<std::uint64_t> units = {1, 0, 4, 2};
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            EXPECT_EQ(law.units_of(v), units[graph.to_global(v)]);
    });
}

TEST(RootLaw, ScalingWeightsChangesUnitsAlone) {
    const WeightOf plain = [](VertexId v) { return static_cast<double>(1 + v % 4); };
    const auto roots = roots_everywhere(31, plain, 400);
    for (const double scale : {3.0, 0.25, 1e-4})
        EXPECT_EQ(roots_everywhere(
                      31, [&](VertexId v) { return scale * plain(v); }, 400),
                  roots);
}

TEST(RootLaw, NobodyMayHaveAWeight) {
    testing::on_every_machine(testing::path(3), [](Context&, const PartitionedGraph& graph) {
        const RootLaw law = law_of(graph, [](VertexId) { return 0.0; });
        EXPECT_EQ(law.total(), 0U);
        EXPECT_FALSE(law.equal());
    });
    testing::on_every_machine(testing::directed(0, {}), [](Context&, const PartitionedGraph& graph) {
        EXPECT_EQ(law_of(graph, [](VertexId) { return 1.0; }).total(), 0U);
    });
}

} // namespace
} // namespace cascade
