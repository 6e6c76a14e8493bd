#include "kernels/diffusion/goal_map.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace cascade {
namespace {

/// In-lists of lengths 0 to 40, most of them short, of random tails.
AdjacencyLists random_lists(LocalVertex vertices, bool wide, std::mt19937_64& words) {
    AdjacencyLists in;
    in.offsets = BigArray<EdgeId>(std::size_t{vertices} + 1);
    for (LocalVertex v = 0; v < vertices; ++v)
        in.offsets[v + 1] = in.offsets[v] + words() % (words() % 41 + 1);
    in.neighbours = NeighbourArray(in.arcs(), vertices, wide);
    for (EdgeId place = 0; place < in.arcs(); ++place)
        in.neighbours.set(place, words() % vertices);
    return in;
}

TEST(GoalMap, HoldsGoalsAndThoseOneArcBehind) {
    std::mt19937_64 words(3);
    for (const LocalVertex vertices : {1, 5, 64, 1000, 9000}) // two grains of work and a part
        for (const bool wide : {false, true})
            for (const std::uint32_t one_in : {1U, 2U, 10U, 1000U, 1U << 30}) {
                const AdjacencyLists in = random_lists(vertices, wide, words);
                std::vector<bool> goals;
                for (LocalVertex v = 0; v < vertices; ++v)
                    goals.push_back(words() % one_in == 0);
                for (const int threads : {1, 3}) {
                    GoalMap map;
                    EXPECT_FALSE(map.exists());
                    map.make(in, threads, [&](LocalVertex v) { return goals[v]; });
                    EXPECT_TRUE(map.exists());
                    for (LocalVertex v = 0; v < vertices; ++v) {
                        bool near = goals[v];
                        for (EdgeId place = in.begin_of(v); place < in.end_of(v); ++place)
                            near = near || goals[in.neighbours[place]];
                        ASSERT_EQ(map.is_near(v), near) << v << " of " << vertices << ", a goal in " << one_in;
                    }
                }
            }
}

TEST(GoalMap, OfAGraphWithoutArcs) {
    GoalMap map;
    AdjacencyLists in;
    in.offsets = BigArray<EdgeId>(71);
    map.make(in, 1, [](LocalVertex v) { return v == 69; });
    EXPECT_TRUE(map.is_near(69));
    EXPECT_FALSE(map.is_near(68));
}

} // namespace
} // namespace cascade
