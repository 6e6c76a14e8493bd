#include "kernels/sampling/roots.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cascade {
namespace {

const RandomKey kRootKey{1, Domain::testing};

TEST(SampleRoot, IsUniform) {
    constexpr std::uint64_t kSamples = 200000;
    for (const VertexId n : {1, 2, 3, 5, 7, 8, 9, 100, 1000}) {
        std::vector<std::uint64_t> counts(n);
        for (SampleId s = 0; s < kSamples; ++s) {
            const VertexId root = sample_root(kRootKey, s, n);
            ASSERT_LT(root, n);
            ++counts[root];
        }
        const std::vector<double> expected(n, static_cast<double>(kSamples) / static_cast<double>(n));
        EXPECT_LT(testing::chi_square_distance(counts, expected), 4) << n;
    }
}

TEST(SampleRoot, PairsOfSamplesAreIndependent) {
    constexpr VertexId kVertices = 7;
    constexpr std::uint64_t kPairs = 100000;
    std::vector<std::uint64_t> counts(kVertices * kVertices);
    for (SampleId s = 0; s < 2 * kPairs; s += 2)
        ++counts[sample_root(kRootKey, s, kVertices) * kVertices + sample_root(kRootKey, s + 1, kVertices)];
    EXPECT_LT(testing::chi_square_distance(counts, std::vector<double>(counts.size(), kPairs / 49.0)), 4);
}

TEST(SampleRoot, OneVertexMoreMovesItsShareAndNoOther) {
    constexpr std::uint64_t kSamples = 200000;
    for (const VertexId n : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1000, 1023, 1024}) {
        std::uint64_t moved = 0;
        for (SampleId s = 0; s < kSamples; ++s) {
            const VertexId before = sample_root(kRootKey, s, n);
            const VertexId after = sample_root(kRootKey, s, n + 1);
            if (before == after)
                continue;
            ++moved;
            ASSERT_EQ(after, n) << "sample " << s << " moved between old vertices";
        }
        const double share = 1 / (static_cast<double>(n) + 1);
        const double expected = share * kSamples;
        EXPECT_LT(std::abs(static_cast<double>(moved) - expected), 4 * std::sqrt(expected * (1 - share))) << n;
    }
}

TEST(SampleRoot, HugeGraphsAreCoveredToTheLastVertex) {
    testing::Moments place;
    for (const VertexId n :
         {(VertexId{1} << 32) + 1, (VertexId{1} << 40) - 1, VertexId{1} << 63, (VertexId{1} << 63) + 5})
        for (SampleId s = 0; s < 20000; ++s) {
            const VertexId root = sample_root(kRootKey, s, n);
            ASSERT_LT(root, n);
            place.add(static_cast<double>(root) / static_cast<double>(n));
        }
    EXPECT_LT(std::abs(place.mean() - 0.5), 8 * place.standard_error()); // the four share their words
}

TEST(SampleRoot, ManyInARowAreThoseOfEachAlone) {
    for (const VertexId n : {VertexId{1}, VertexId{2}, VertexId{5}, VertexId{1025}, (VertexId{1} << 40) + 7})
        for (const std::size_t count : {0, 1, 15, 16, 17, 40}) {
            std::vector<VertexId> roots(count + 1, 99);
            sample_roots(kRootKey, (SampleId{1} << 32) - 20, n, std::span(roots).first(count));
            for (std::size_t i = 0; i < count; ++i)
                EXPECT_EQ(roots[i], sample_root(kRootKey, (SampleId{1} << 32) - 20 + i, n)) << n << ", " << i;
            EXPECT_EQ(roots.back(), 99U);
        }
}

TEST(SampleRoot, AllVersionsAgree) {
    constexpr VertexId kLarge = VertexId{1} << 40;
    const auto versions = versions_of_sample_roots();
    for (const VertexId n :
         {VertexId{1}, VertexId{2}, VertexId{3}, VertexId{4}, VertexId{5}, VertexId{64}, VertexId{65}, VertexId{75'879},
          kLarge - 1, kLarge, kLarge + 1, VertexId{1} << 63, (VertexId{1} << 63) + 1, ~VertexId{0}})
        for (const SampleId first : {SampleId{0}, (SampleId{1} << 32) - 500, (SampleId{1} << 47) + 3}) {
            std::vector<VertexId> wanted(1003);
            versions.back()(kRootKey, first, n, wanted);
            for (const auto version : versions) {
                std::vector<VertexId> roots(wanted.size());
                version(kRootKey, first, n, roots);
                EXPECT_EQ(roots, wanted) << n << " vertices, from sample " << first;
            }
        }
}

TEST(SampleRoot, IsAFunctionOfItsPlace) {
    EXPECT_EQ(sample_root(kRootKey, 17, 1000003), sample_root(kRootKey, 17, 1000003));
    EXPECT_NE(sample_root(kRootKey, 17, 1000003), sample_root(kRootKey, 18, 1000003));
    EXPECT_NE(sample_root(kRootKey, 17, 1000003), sample_root({2, Domain::testing}, 17, 1000003));
    EXPECT_NE(sample_root(kRootKey, 17, 1000003), sample_root({1, Domain::report}, 17, 1000003));
}

} // namespace
} // namespace cascade
