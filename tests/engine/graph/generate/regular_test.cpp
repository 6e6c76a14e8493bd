#include "engine/graph/generate/regular.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using Pair = std::pair<VertexId, VertexId>;

template <class Source>
std::vector<Pair> edges_of(const Source& source) {
    std::vector<Pair> edges;
    for (std::uint64_t i = 0; i < source.edges(); ++i)
        edges.emplace_back(source(i).u, source(i).v);
    return edges;
}

TEST(Regular, PathStarRing) {
    EXPECT_EQ(edges_of(PathSource{4}), (std::vector<Pair>{{0, 1}, {1, 2}, {2, 3}}));
    EXPECT_EQ(edges_of(StarSource{4}), (std::vector<Pair>{{0, 1}, {0, 2}, {0, 3}}));
    EXPECT_EQ(edges_of(RingSource{4}), (std::vector<Pair>{{0, 1}, {1, 2}, {2, 3}, {3, 0}}));
    EXPECT_EQ(edges_of(RingSource{2}), (std::vector<Pair>{{0, 1}}));
}

TEST(Regular, NoneAndOneVertexHaveNoEdges) {
    for (VertexId n : {0, 1}) {
        EXPECT_EQ(PathSource{n}.edges(), 0u);
        EXPECT_EQ(StarSource{n}.edges(), 0u);
        EXPECT_EQ(RingSource{n}.edges(), 0u);
        EXPECT_EQ((GridSource{n, 1}.edges()), 0u);
        EXPECT_EQ((CompleteSource{n, false}.edges()), 0u);
        EXPECT_EQ((CompleteSource{n, true}.edges()), 0u);
    }
}

TEST(Regular, GridWithAShortLastRow) {
    EXPECT_EQ(edges_of(GridSource{8, 3}),
              (std::vector<Pair>{{0, 1}, {1, 2}, {3, 4}, {4, 5}, {6, 7}, {0, 3}, {1, 4}, {2, 5}, {3, 6}, {4, 7}}));
    EXPECT_EQ(edges_of(GridSource{6, 3}), (std::vector<Pair>{{0, 1}, {1, 2}, {3, 4}, {4, 5}, {0, 3}, {1, 4}, {2, 5}}));
    EXPECT_EQ(edges_of(GridSource{3, 1}), edges_of(PathSource{3}));
    EXPECT_EQ(edges_of(GridSource{3, 5}), edges_of(PathSource{3}));
}

TEST(Regular, CompleteHasEveryPairOnce) {
    for (VertexId n = 2; n <= 9; ++n) {
        std::set<Pair> pairs, arcs;
        for (const auto& [u, v] : edges_of(CompleteSource{n, false})) {
            EXPECT_LT(u, v);
            EXPECT_LT(v, n);
            EXPECT_TRUE(pairs.emplace(u, v).second);
        }
        EXPECT_EQ(pairs.size(), n * (n - 1) / 2);
        for (const auto& [u, v] : edges_of(CompleteSource{n, true})) {
            EXPECT_TRUE(u != v && u < n && v < n && arcs.emplace(u, v).second);
        }
        EXPECT_EQ(arcs.size(), n * (n - 1));
    }
}

} // namespace
} // namespace cascade
