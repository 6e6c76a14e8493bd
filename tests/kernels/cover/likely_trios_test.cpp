#include "kernels/cover/likely_trios.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using Sets = std::vector<std::vector<VertexId>>;

/// Candidates 0, 1, … of these gains and costs; `after` as of the header, nothing in common where it is empty.
Rivalry rivals(const std::vector<std::uint64_t>& gains, const std::vector<std::uint64_t>& costs,
               std::vector<std::vector<std::uint64_t>> after = {}) {
    Rivalry rivalry{{}, std::move(after)};
    for (std::size_t i = 0; i < gains.size(); ++i)
        rivalry.candidates.push_back({gains[i], costs[i], i, i});
    if (rivalry.after.empty())
        for (std::size_t i = 0; i < gains.size(); ++i)
            rivalry.after.emplace_back(gains.begin() + static_cast<std::ptrdiff_t>(i) + 1, gains.end());
    return rivalry;
}

Sets sets_of(const Rivalry& rivalry, std::uint64_t budget, std::uint32_t k, std::size_t most) {
    Sets sets;
    for (const std::vector<Priced>& trio : likely_trios(rivalry, budget, k, most)) {
        sets.emplace_back();
        for (const Priced& one : trio)
            sets.back().push_back(one.vertex);
    }
    return sets;
}

TEST(LikelyTrios, ThreeCheapOnesBeforeADearPair) {
    const Rivalry rivalry = rivals({60, 40, 38, 37}, {70, 30, 35, 34});
    EXPECT_EQ(sets_of(rivalry, 100, 3, 2), (Sets{{1, 2, 3}, {0, 1}}));
    EXPECT_EQ(sets_of(rivalry, 100, 2, 9), (Sets{{0, 1}, {1, 2}, {1, 3}, {2, 3}}));
    EXPECT_EQ(sets_of(rivalry, 98, 3, 9), (Sets{{1, 2}, {1, 3}, {2, 3}}));
    EXPECT_EQ(sets_of(rivalry, 60, 3, 9), Sets{});
    EXPECT_EQ(sets_of(rivals({}, {}), 10, 3, 9), Sets{});
}

TEST(LikelyTrios, WhatTheyHaveInCommonCountsOnce) {
    // 0 leaves 4 of the 40 of 2, and 1 leaves half: 2 of them are taken to be left by both.
    const Rivalry rivalry = rivals({100, 50, 40, 30}, {1, 1, 1, 1}, {{50, 4, 15}, {20, 30}, {30}, {}});
    EXPECT_EQ(sets_of(rivalry, 3, 3, 3), (Sets{{0, 1, 3}, {0, 1, 2}, {0, 1}})); // 165, 152, 150
    EXPECT_EQ(sets_of(rivalry, 2, 3, 2), (Sets{{0, 1}, {0, 3}}));
}

TEST(LikelyTrios, AmongEqualsTheFirst) {
    EXPECT_EQ(sets_of(rivals({5, 5, 5, 5}, {1, 1, 1, 1}), 3, 3, 3), (Sets{{0, 1, 2}, {0, 1, 3}, {0, 2, 3}}));
    EXPECT_EQ(sets_of(rivals({0, 0, 0}, {1, 1, 1}), 3, 3, 9), (Sets{{0, 1}, {0, 2}, {1, 2}}));
}

} // namespace
} // namespace cascade
