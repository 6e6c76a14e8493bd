#include "engine/graph/partition.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(Partition, DefaultIsOneEmptyPart) {
    EXPECT_EQ(Partition().parts(), 1);
    EXPECT_EQ(Partition().count_of(0), 0U);
}

TEST(Partition, EqualPartsTileTheVerticesAndDifferByOne) {
    for (const VertexId n : {VertexId{0}, VertexId{1}, VertexId{3}, VertexId{7}, VertexId{100}, VertexId{65'608'366}})
        for (const int parts : {1, 2, 3, 4, 7, 64}) {
            const Partition partition = Partition::equal(n, parts);
            ASSERT_EQ(partition.parts(), parts);
            EXPECT_EQ(partition.begin_of(0), 0U);
            EXPECT_EQ(partition.end_of(parts - 1), n);
            for (int i = 0; i < parts; ++i) {
                EXPECT_GE(partition.count_of(i), n / static_cast<VertexId>(parts));
                EXPECT_LE(partition.count_of(i), n / static_cast<VertexId>(parts) + 1);
            }
        }
}

TEST(Partition, EqualPartsDoNotOverflow) {
    const VertexId n = VertexId{1} << 62;
    const Partition partition = Partition::equal(n, 1000);
    EXPECT_EQ(partition.first.back(), n);
    EXPECT_EQ(partition.owner_of(n - 1), 999);
    for (int i = 0; i < 1000; ++i)
        ASSERT_NEAR(static_cast<double>(partition.count_of(i)), static_cast<double>(n) / 1000, 2048);
}

TEST(Partition, OwnerSkipsEmptyParts) {
    const Partition partition{{0, 0, 2, 2, 2, 5, 5}};
    EXPECT_EQ(partition.owner_of(0), 1);
    EXPECT_EQ(partition.owner_of(1), 1);
    EXPECT_EQ(partition.owner_of(2), 4);
    EXPECT_EQ(partition.owner_of(4), 4);
}

TEST(Partition, OwnerIsTheOneWhoseRangeHoldsTheVertex) {
    for (const int parts : {1, 3, 7, 50}) {
        const Partition partition = Partition::equal(40, parts);
        for (VertexId v = 0; v < 40; ++v) {
            const int owner = partition.owner_of(v);
            EXPECT_LE(partition.begin_of(owner), v);
            EXPECT_LT(v, partition.end_of(owner));
        }
    }
}

} // namespace
} // namespace cascade
