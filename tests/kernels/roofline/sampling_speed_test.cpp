// The number of memberships of a number of samples is a fact; only how many are drawn is the machine's.

#include "kernels/roofline/sampling_speed.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

SamplingSpeed speed_on(const testing::SmallGraph& small, double p, double seconds) {
    Context context{.world = world(), .threads = 2};
    const PartitionedGraph graph = testing::partitioned(world(), small);
    const LiveArcs arcs(context, graph, {.probability = {ProbabilityKind::constant, p}}, Direction::in);
    return sampling_speed(context, graph, arcs, {.key = {1, Domain::testing}}, seconds);
}

TEST(SamplingSpeed, CountsEveryMembership) {
    const auto first_batch = 64u * static_cast<unsigned>(world().size());
    const SamplingSpeed alone = speed_on(testing::cycle(10), 0, 0);
    EXPECT_EQ(alone.samples, first_batch); // no time: one batch
    EXPECT_EQ(alone.samples_per_batch, first_batch);
    EXPECT_EQ(alone.memberships, alone.samples);
    const SamplingSpeed all = speed_on(testing::cycle(10), 1, 0);
    EXPECT_EQ(all.memberships, 10 * all.samples);
}

TEST(SamplingSpeed, GoesOnForTheTimeAskedFor) {
    const SamplingSpeed speed = speed_on(testing::karate(), 0.1, 0.05);
    EXPECT_GE(speed.seconds, 0.05);
    EXPECT_EQ(speed.samples % (64u * static_cast<unsigned>(world().size())), 0u); // whole batches
    EXPECT_EQ(speed.samples_per_batch % (64u * static_cast<unsigned>(world().size())), 0u);
    EXPECT_LE(speed.samples_per_batch, speed.samples);
    EXPECT_GE(speed.memberships, speed.samples);
    EXPECT_GT(speed.cpu_seconds, 0);
}

TEST(SamplingSpeed, AnEmptyGraphHasNothingToSample) {
    const SamplingSpeed speed = speed_on(testing::directed(0, {}), 0.5, 0);
    EXPECT_EQ(speed.samples, 0u);
    EXPECT_EQ(speed.memberships, 0u);
}

} // namespace
} // namespace cascade
