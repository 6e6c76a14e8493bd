// Rates depend on the machine; what a pass reads does not: its sum is known.

#include "engine/comm/collectives.hpp"
#include "kernels/roofline/memory_speed.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using testing::world;

Context context_of(int threads) {
    return Context{.world = world(), .threads = threads};
}

std::uint64_t sum_of_lines(std::uint64_t reads, std::uint64_t lines) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < reads; ++i)
        sum += random_line(i, lines) * LineTable::kWords;
    return sum;
}

TEST(MemorySpeed, ATableHasWholeLinesThatHoldTheirPositions) {
    Context context = context_of(2);
    for (std::uint64_t bytes : {0, 1, 64, 65, 4 << 20}) {
        const LineTable table(context, bytes, PageChoice::huge);
        EXPECT_EQ(table.lines(), std::max<std::uint64_t>(1, (bytes + 63) / 64));
        for (std::uint64_t w = 0; w < table.words().size(); ++w)
            ASSERT_EQ(table.words()[w], w);
    }
}

TEST(MemorySpeed, EveryWayReadsTheSameLines) {
    Context context = context_of(2);
    for (PageChoice pages : {PageChoice::huge, PageChoice::small}) {
        const LineTable table(context, 3 << 20, pages);
        for (std::uint64_t reads : {0, 1, 63, 64, 65, 1000, 100000})
            for (int threads : {1, 2, 3})
                for (bool prefetch : {true, false}) {
                    const MemorySpeed speed = random_read_speed(context, table, threads, reads, prefetch, 2);
                    EXPECT_EQ(speed.sum, sum_of_lines(reads, table.lines())) << reads << " " << threads;
                }
    }
}

TEST(MemorySpeed, TheStreamReadsEveryWordOnce) {
    Context context = context_of(1);
    const LineTable table(context, 1000 * 64, PageChoice::huge);
    const MemorySpeed speed = stream_read_speed(context, table, 3, 1);
    EXPECT_EQ(speed.sum, 8000u * 7999u / 2);
    EXPECT_GT(speed.per_second, 0);
}

TEST(MemorySpeed, LinesAreSpreadOverTheTable) {
    constexpr std::uint64_t kLines = 1000;
    std::set<std::uint64_t> lines;
    for (std::uint64_t i = 0; i < 20 * kLines; ++i)
        lines.insert(random_line(i, kLines));
    EXPECT_EQ(lines.size(), kLines); // one is missed with probability 1000 exp(-20)
    EXPECT_LT(*lines.rbegin(), kLines);
}

TEST(MemorySpeed, RatesAreSharedByAllRanks) {
    Context context = context_of(1);
    const LineTable table(context, 1 << 20, PageChoice::huge);
    const MemorySpeed speed = random_read_speed(context, table, 1, 100000, true, 3);
    EXPECT_GT(speed.per_second, 1e4);
    EXPECT_GT(speed.per_cpu_second, 1e4);
    EXPECT_EQ(all_reduce_max(world(), speed.per_second), speed.per_second);
}

} // namespace
} // namespace cascade
