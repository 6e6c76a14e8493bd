// Edges collected in blocks: of what width, where in the input, and all of them.

#include "engine/graph/edge_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;

using Ends = std::vector<std::pair<OriginalId, OriginalId>>;

Ends ends_of(const std::vector<EdgeBlock>& blocks) {
    Ends ends;
    for (const EdgeBlock& block : blocks) {
        const auto id = [base = static_cast<std::uint64_t>(block.base)](std::uint64_t distance) {
            return static_cast<OriginalId>(base + distance);
        };
        for (const NarrowPair& pair : block.narrow)
            ends.emplace_back(id(pair.u), id(pair.v));
        for (const WidePair& pair : block.wide)
            ends.emplace_back(id(pair.u), id(pair.v));
    }
    return ends;
}

TEST(EdgeCollector, NarrowsWhatFitsAndKeepsEverything) {
    EdgeCollector collector(false);
    for (std::size_t i = 0; i < EdgeCollector::kBlock + 1; ++i)
        collector.add(-3, static_cast<OriginalId>(i));
    collector.add(0, OriginalId{1} << 40);
    EXPECT_EQ(collector.added(), EdgeCollector::kBlock + 2);
    const std::vector<EdgeBlock> blocks = collector.take();
    ASSERT_EQ(blocks.size(), 2);
    EXPECT_EQ(blocks[0].narrow.size(), EdgeCollector::kBlock);
    EXPECT_EQ(blocks[0].base + blocks[0].narrow[5].u, -3);
    EXPECT_EQ(blocks[0].base + blocks[0].narrow[5].v, 5);
    EXPECT_EQ(blocks[1].wide.size(), 2);
}

TEST(EdgeCollector, EndsOfAllSizesComeBack) {
    constexpr OriginalId kLowest = std::numeric_limits<OriginalId>::min();
    constexpr OriginalId kHighest = std::numeric_limits<OriginalId>::max();
    for (const OriginalId first : {OriginalId{0}, OriginalId{1} << 40, OriginalId{-5}, kLowest, kHighest - 6000})
        for (const OriginalId far : {first + 1, OriginalId{0}, (OriginalId{1} << 32) - 1, kLowest, kHighest}) {
            EdgeCollector collector(false);
            Ends expected;
            for (OriginalId i = 0; i < 5000; ++i)
                expected.emplace_back(first + i, i == 4000 ? far : first + 1);
            for (const auto& [u, v] : expected)
                collector.add(u, v);
            EXPECT_EQ(ends_of(collector.take()), expected) << first << ", " << far;
        }
}

TEST(EdgeCollector, BlocksKnowTheirPlaceAndKeepTheirWeights) {
    constexpr std::size_t kBlock = EdgeCollector::kBlock;
    EdgeCollector collector(true);
    collector.begin(1'000'000);
    for (std::size_t i = 0; i < 3; ++i)
        collector.add(1, 2, static_cast<float>(i));
    collector.begin(50);
    for (std::size_t i = 0; i < kBlock + 5; ++i)
        collector.add(3, 4, static_cast<float>(i));
    collector.begin(2'000'000);
    collector.begin(3'000'000);
    collector.add(5, 6, 0.5F);
    const std::vector<EdgeBlock> blocks = collector.take();
    std::vector<std::uint64_t> places, sizes;
    for (const EdgeBlock& block : blocks) {
        places.push_back(block.place);
        sizes.push_back(block.size());
        EXPECT_EQ(block.weights.size(), block.size());
    }
    EXPECT_THAT(places, ElementsAre(1'000'000, 50, 50 + kBlock, 3'000'000));
    EXPECT_THAT(sizes, ElementsAre(3, kBlock, 5, 1));
    EXPECT_EQ(blocks[0].weights[2], 2);
    EXPECT_EQ(blocks[1].weights[kBlock - 1], static_cast<float>(kBlock - 1));
    EXPECT_EQ(blocks[2].weights[4], static_cast<float>(kBlock + 4));
    EXPECT_EQ(blocks[3].weights[0], 0.5F);
}

TEST(EdgeCollector, ReachHoldsForAllDistances) {
    EdgeCollector collector(false);
    for (OriginalId i = 0; i < 3000; ++i)
        collector.add(i, 7 * i);
    const std::vector<EdgeBlock> blocks = collector.take();
    EXPECT_GE(blocks[0].reach, 7U * 2999U);
    EXPECT_LT(blocks[0].reach, 1U << 15);
}

} // namespace
} // namespace cascade
