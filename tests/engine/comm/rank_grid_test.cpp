#include "engine/comm/rank_grid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cascade {
namespace {

using ::testing::ElementsAre;

TEST(RankGrid, SevenRanksAreAThreeByThreeGridWithAShortRow) {
    // 0 1 2
    // 3 4 5
    // 6
    const RankGrid grid(7, 1);
    EXPECT_EQ(grid.width(), 3);
    EXPECT_EQ(grid.rows(), 3);
    EXPECT_EQ(grid.via(0, 4), 1);
    EXPECT_EQ(grid.via(0, 1), 1);
    EXPECT_EQ(grid.via(0, 3), 0);
    EXPECT_EQ(grid.via(6, 4), 1) << "by row 6 % 2, since the last has no column 1";
    EXPECT_EQ(grid.via(6, 3), 6);
    EXPECT_THAT(grid.next_of(6), ElementsAre(1, 2));
    EXPECT_THAT(grid.next_of(4), ElementsAre(3, 5));
    EXPECT_THAT(grid.before(1), ElementsAre(0, 2, 6));
    EXPECT_THAT(grid.before(6), ElementsAre());
    EXPECT_THAT(grid.column_of(3), ElementsAre(0, 6));
    EXPECT_EQ(grid.most_before(), 4);
}

TEST(RankGrid, RowsAreMadeOfWholeHosts) {
    EXPECT_EQ(RankGrid(16384, 128).width(), 128);
    EXPECT_EQ(RankGrid(16384, 1).width(), 128);
    EXPECT_EQ(RankGrid(64, 16).width(), 16) << "a row is a host";
    EXPECT_EQ(RankGrid(64, 3).width(), 9) << "three hosts";
    EXPECT_EQ(RankGrid(4, 100).width(), 4) << "one host: one hop";
    EXPECT_EQ(RankGrid(4, 100).rows(), 1);
}

TEST(RankGrid, BothEndsOfEveryHopKnowOfEachOther) {
    for (int ranks = 1; ranks <= 40; ++ranks)
        for (int host : {1, 2, 3, 8, 50}) {
            const RankGrid grid(ranks, host);
            std::set<std::pair<int, int>> sent, expected;
            for (int s = 0; s < ranks; ++s) {
                for (int to : grid.next_of(s))
                    sent.emplace(s, to);
                for (int from : grid.before(s))
                    expected.emplace(from, s);
                EXPECT_LE(grid.before(s).size() + 1, static_cast<std::size_t>(grid.most_before()));
                for (int d = 0; d < ranks; ++d) {
                    const int via = grid.via(s, d);
                    ASSERT_TRUE(via >= 0 && via < ranks);
                    EXPECT_EQ(via % grid.width(), d % grid.width());
                    const std::vector<int> next = grid.next_of(s), column = grid.column_of(via);
                    EXPECT_TRUE(via == s || std::find(next.begin(), next.end(), via) != next.end());
                    EXPECT_TRUE(via == d || std::find(column.begin(), column.end(), d) != column.end());
                }
            }
            EXPECT_EQ(sent, expected) << ranks << " ranks, " << host << " a host";
        }
}

} // namespace
} // namespace cascade
