#include "engine/graph/adjacency.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(NeighbourArray, TakesFourBytesWhileTheGraphAllows) {
    const VertexId limit = VertexId{1} << 32;
    NeighbourArray narrow(3, limit);
    EXPECT_FALSE(narrow.is_wide());
    EXPECT_EQ(narrow.bytes(), 12U);
    narrow.set(2, limit - 1);
    EXPECT_EQ(narrow[2], limit - 1);
    EXPECT_EQ(narrow.narrow_values().size(), 3U);
    EXPECT_TRUE(narrow.wide_values().empty());

    NeighbourArray wide(3, limit + 1);
    EXPECT_TRUE(wide.is_wide());
    EXPECT_EQ(wide.bytes(), 24U);
    wide.set(0, limit);
    EXPECT_EQ(wide[0], limit);
    EXPECT_EQ(wide.wide_values().size(), 3U);
    EXPECT_TRUE(wide.narrow_values().empty());
}

TEST(NeighbourArray, WideCanBeForced) {
    NeighbourArray wide(2, 10, true);
    EXPECT_TRUE(wide.is_wide());
    wide.set(1, 9);
    wide.prefetch(1);
    EXPECT_EQ(wide[1], 9U);
    EXPECT_EQ(wide.size(), 2U);
}

TEST(AdjacencyLists, HoldNothingUntilFilled) {
    const AdjacencyLists lists;
    EXPECT_EQ(lists.count(), 0U);
    EXPECT_EQ(lists.arcs(), 0U);
    EXPECT_EQ(lists.neighbours.size(), 0U);
}

TEST(AdjacencyLists, RangesComeFromTheOffsets) {
    AdjacencyLists lists; // degrees 2, 0, 3
    lists.offsets = BigArray<EdgeId>(4);
    lists.offsets[1] = 2;
    lists.offsets[2] = 2;
    lists.offsets[3] = 5;
    lists.neighbours = NeighbourArray(5, 3);
    lists.weights = BigArray<float>(5);
    EXPECT_EQ(lists.count(), 3U);
    EXPECT_EQ(lists.arcs(), 5U);
    EXPECT_EQ(lists.degree(0), 2U);
    EXPECT_EQ(lists.degree(1), 0U);
    EXPECT_EQ(lists.begin_of(2), 2U);
    EXPECT_EQ(lists.end_of(2), 5U);
    EXPECT_EQ(lists.bytes(), 4 * 8 + 5 * 4 + 5 * 4U);
}

} // namespace
} // namespace cascade
