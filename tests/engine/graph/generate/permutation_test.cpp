#include "engine/graph/generate/permutation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace cascade {
namespace {

std::vector<VertexId> image(std::uint64_t seed, VertexId n) {
    const Permutation permutation({seed, Domain::testing}, n);
    std::vector<VertexId> values(n);
    for (VertexId v = 0; v < n; ++v)
        values[v] = permutation(v);
    return values;
}

TEST(Permutation, IsABijectionOfEverySize) {
    for (VertexId n : {1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 1000, 65536, 65537})
        for (std::uint64_t seed : {1, 2, 3}) {
            std::vector<VertexId> values = image(seed, n);
            std::sort(values.begin(), values.end());
            std::vector<VertexId> all(n);
            std::iota(all.begin(), all.end(), VertexId{0});
            EXPECT_EQ(values, all) << n;
        }
}

TEST(Permutation, DependsOnTheSeedAndStaysInRangeWhenLarge) {
    EXPECT_NE(image(1, 1000), image(2, 1000));
    const VertexId n = (VertexId{1} << 40) + 12345;
    const Permutation permutation({1, Domain::testing}, n);
    for (VertexId v = n - 1000; v < n; ++v)
        EXPECT_LT(permutation(v), n);
}

// Small numbers must not stay small: where 1000 values of 100 000 go, each tenth of the range gets 100 +- 9.5.
TEST(Permutation, SpreadsTheFirstNumbers) {
    for (std::uint64_t seed : {1, 2, 3, 4, 5}) {
        const std::vector<VertexId> values = image(seed, 100000);
        std::vector<int> tenths(10);
        for (VertexId v = 0; v < 1000; ++v)
            ++tenths[values[v] / 10000];
        for (int count : tenths)
            EXPECT_NEAR(count, 100, 5 * 9.5) << seed;
    }
}

} // namespace
} // namespace cascade
