#include "engine/runtime/timers.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace cascade {
namespace {

using testing::world;

void wait_for(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

TEST(Timers, NothingTimedIsNoLine) {
    EXPECT_TRUE(Timers().summarise(world()).empty());
}

TEST(Timers, ScopesMakeATreeAndEqualNamesAddUp) {
    Timers timers;
    for (int i = 0; i < 3; ++i) {
        const auto outer = timers.scope("sampling");
        wait_for(0.005);
        {
            const auto inner = timers.scope("exchange");
            wait_for(0.005);
        }
        const auto again = timers.scope("exchange");
    }
    { const auto other = timers.scope("exchange"); }
    const std::vector<TimerLine> lines = timers.summarise(world());
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].path, "sampling");
    EXPECT_EQ(lines[0].depth, 0);
    EXPECT_EQ(lines[0].calls, 3U);
    EXPECT_EQ(lines[1].path, "sampling/exchange");
    EXPECT_EQ(lines[1].depth, 1);
    EXPECT_EQ(lines[1].calls, 6U);
    EXPECT_EQ(lines[2].path, "exchange");
    EXPECT_EQ(lines[2].calls, 1U);
    EXPECT_GE(lines[0].wall_min, 0.03);
    EXPECT_GE(lines[1].wall_min, 0.015);
    EXPECT_LE(lines[1].wall_min, lines[0].wall_min);
    EXPECT_GE(timers.elapsed(), lines[0].wall_min);
}

TEST(Timers, MinMeanAndMaxAreOverRanks) {
    Timers timers;
    {
        const auto phase = timers.scope("uneven");
        wait_for(world().rank() == world().size() - 1 ? 0.05 : 0.0);
    }
    const TimerLine line = timers.summarise(world()).at(0);
    EXPECT_GE(line.wall_max, 0.05);
    EXPECT_LE(line.wall_min, line.wall_mean + 1e-9);
    EXPECT_LE(line.wall_mean, line.wall_max + 1e-9);
    EXPECT_GE(line.wall_mean * world().size(), line.wall_max - 1e-9);
}

TEST(Timers, ScopesOfOtherRanksAreLeftOutAndMissingOnesAreZero) {
    Timers timers;
    if (world().is_root()) {
        const auto phase = timers.scope("root only");
        wait_for(0.01);
    } else {
        const auto phase = timers.scope("others only");
    }
    const std::vector<TimerLine> lines = timers.summarise(world());
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].path, "root only");
    EXPECT_GE(lines[0].wall_max, 0.01);
    if (world().size() > 1) {
        EXPECT_EQ(lines[0].wall_min, 0.0);
    }
}

TEST(Timers, AnExceptionClosesItsScopes) {
    Timers timers;
    try {
        const auto outer = timers.scope("outer");
        const auto inner = timers.scope("inner");
        throw std::runtime_error("stop");
    } catch (const std::runtime_error&) {
    }
    { const auto next = timers.scope("next"); }
    const std::vector<TimerLine> lines = timers.summarise(world());
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[1].path, "outer/inner");
    EXPECT_EQ(lines[2].path, "next");
}

TEST(Timers, CpuTimeFollowsWorkNotWaiting) {
    Timers timers;
    {
        const auto phase = timers.scope("work");
        const double began = Timers::process_cpu_seconds();
        while (Timers::process_cpu_seconds() < began + 0.02) {
        }
    }
    const TimerLine line = timers.summarise(world()).at(0);
    EXPECT_GE(line.cpu_sum, 0.02 * world().size() - 1e-9);
}

} // namespace
} // namespace cascade
