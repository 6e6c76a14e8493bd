#include "kernels/diffusion/threshold_law.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace cascade {
namespace {

TEST(NeedMap, AgreesWithAPlainMap) {
    std::mt19937_64 words(1);
    NeedMap needs;
    for (int round = 0; round < 100; ++round) {
        std::map<std::uint64_t, std::uint64_t> plain;
        const std::size_t touches = round % 5 == 0 ? 8000 : 40;
        for (std::size_t i = 0; i < touches; ++i) {
            const std::uint64_t key = words() & 0xfff00000fff;
            const bool fresh = plain.count(key) == 0;
            const NeedMap::Found found = needs.touch(key);
            ASSERT_EQ(found.fresh, fresh) << "round " << round;
            if (fresh)
                found.need = plain[key] = words();
            else
                found.need = --plain[key];
            ASSERT_EQ(needs.touch(key).need, plain[key]);
        }
        for (const auto& [key, need] : plain)
            ASSERT_EQ(needs.touch(key).need, need);
        needs.clear();
    }
}

/// Weights into vertex 0 from 1, 2, 3, of which the second counts nothing.
testing::SmallGraph three_into_one() {
    return testing::directed(4, {{1, 0, 0.25F}, {2, 0, 0.0F}, {3, 0, 0.5F}}, true);
}

DiffusionOptions lt(ProbabilityKind kind, bool normalise = false) {
    return {Model::lt, {kind, 0, 0}, 0, normalise};
}

/// Share of worlds in which the crossings from `from` make vertex 0 active.
double share_active(const DiffusionOptions& options, const std::vector<VertexId>& from, std::uint64_t worlds) {
    return testing::on_one_rank(three_into_one(), [&](Context& context, const PartitionedGraph& graph) {
        const ThresholdLaw law(context, graph, options);
        const RandomKey key{1, Domain::forward};
        NeedMap state;
        std::uint64_t active = 0;
        for (std::uint64_t world = 0; world < worlds; ++world) {
            state.clear();
            for (const VertexId u : from)
                law.leave(key, world, static_cast<LocalVertex>(u), u, [&](EdgeId e) {
                    const VertexId v = law.target(e);
                    active += law.arrive(state, v, key, world, static_cast<LocalVertex>(v), v, law.payload(e));
                });
        }
        return static_cast<double>(active) / static_cast<double>(worlds);
    });
}

/// Distance of a share from p in standard errors.
double share_distance(double share, double p, std::uint64_t worlds) {
    return (share - p) / std::sqrt(p * (1 - p) / static_cast<double>(worlds));
}

TEST(ThresholdLaw, ActivatesWithTheSumOfTheWeights) {
    constexpr std::uint64_t kWorlds = 100000;
    const auto weights = lt(ProbabilityKind::weights);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {1}, kWorlds), 0.25, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {3}, kWorlds), 0.5, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {3, 1, 2}, kWorlds), 0.75, kWorlds)), 4);
    const auto normalised = lt(ProbabilityKind::weights, true);
    EXPECT_LT(std::abs(share_distance(share_active(normalised, {1}, kWorlds), 1.0 / 3, kWorlds)), 4);
    const auto equal = lt(ProbabilityKind::wc);
    EXPECT_LT(std::abs(share_distance(share_active(equal, {2}, kWorlds), 1.0 / 3, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(equal, {2, 3}, kWorlds), 2.0 / 3, kWorlds)), 4);
}

TEST(ThresholdLaw, NothingAndEverythingAreCertain) {
    EXPECT_EQ(share_active(lt(ProbabilityKind::weights), {2}, 1000), 0);
    EXPECT_EQ(share_active(lt(ProbabilityKind::weights, true), {3, 1}, 1000), 1);
    EXPECT_EQ(share_active(lt(ProbabilityKind::wc), {1, 2, 3}, 1000), 1);
}

TEST(ThresholdLaw, ASeedStartsOnceAndIsNeverReachedAgain) {
    testing::on_one_rank(three_into_one(), [](Context& context, const PartitionedGraph& graph) {
        const ThresholdLaw law(context, graph, lt(ProbabilityKind::wc));
        NeedMap state;
        EXPECT_TRUE(law.start(state, 0));
        EXPECT_FALSE(law.start(state, 0));
        EXPECT_FALSE(law.arrive(state, 0, {1, Domain::forward}, 0, 0, 0, {1.0F}));
    });
}

} // namespace
} // namespace cascade
