#include "engine/core/error.hpp"
#include "kernels/reference/exact_rivals.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

using Sets = std::vector<std::vector<VertexId>>;

TEST(ExactRivals, APathIsSplitInTheMiddle) {
    // 0 - 1 - 2 - 3 - 4, a seed at each end. 1 is the left one's with p; 2 with p^2 unless the right one comes too, p^4;
    // 3 when 4 -> 3 is not live, but all of 0 -> 1 -> 2 -> 3.
    const double p = 0.4;
    const Graph path = testing::with_constant(testing::undirected(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}}), p);
    const double tie = p * p * p * p;
    const double without = 1 + p + p * p - tie + p * p * p * (1 - p);
    const Sets ends = {{0}, {4}};
    for (const auto& [rule, left, right] : {std::tuple(Tie::proportional, without + tie / 2, without + tie / 2),
                                            {Tie::first, without + tie, without},
                                            {Tie::last, without, without + tie}}) {
        const std::vector<double> adopters = exact_rivals(path, ends, rule);
        EXPECT_NEAR(adopters[0], left, 1e-12);
        EXPECT_NEAR(adopters[1], right, 1e-12);
    }
}

TEST(ExactRivals, ArcsCountNotCampaigns) {
    // Two of campaign 1 and one of campaign 2 point at 3 over certain arcs.
    const Graph star = testing::with_constant(testing::directed(4, {{0, 3}, {1, 3}, {2, 3}}), 1);
    EXPECT_NEAR(exact_rivals(star, Sets{{0, 1}, {2}}, Tie::proportional)[0], 2 + 2.0 / 3, 1e-12);
    EXPECT_NEAR(exact_rivals(star, Sets{{0, 1}, {2}}, Tie::first)[0], 3, 1e-12);
    EXPECT_NEAR(exact_rivals(star, Sets{{0, 1}, {2}}, Tie::last)[0], 2, 1e-12);
}

TEST(ExactRivals, ASeedThatAllWantIsOneOfTheirs) {
    const Graph alone{1, {}};
    EXPECT_NEAR(exact_rivals(alone, Sets{{0}, {0}, {0}}, Tie::proportional)[1], 1.0 / 3, 1e-12);
    EXPECT_NEAR(exact_rivals(alone, Sets{{}, {0}, {0}}, Tie::first)[1], 1, 1e-12);
    EXPECT_NEAR(exact_rivals(alone, Sets{{0}, {0}, {}}, Tie::last)[1], 1, 1e-12);
}

TEST(ExactRivals, TooManyArcsAreRefused) {
    EXPECT_THROW(exact_rivals(testing::with_constant(testing::complete(6), 0.5), Sets{{0}, {1}}, Tie::first),
                 InternalError);
}

} // namespace
} // namespace cascade::reference
