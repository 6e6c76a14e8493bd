#include "kernels/diffusion/hop_factors.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

TEST(HopFactors, HopFactorsThinTheHops) {
    // Path: hop h is reached with the product of p f_1 … p f_h.
    ForwardOptions options = options_of(ForwardModel::ic, "constant:0.8", 100000);
    options.hop_factors = {1, 0.5, 0.25};
    const ForwardResult result = alone(testing::path(6), options, {0});
    double sum = 1;
    double reach = 1;
    const std::vector<double> factors = {1, 0.5, 0.25, 0.25, 0.25};
    for (std::size_t hop = 1; hop <= factors.size(); ++hop) {
        reach *= 0.8 * factors[hop - 1];
        sum += reach;
        EXPECT_LT(std::abs(distance(result.active, hop, sum)), 4) << "hop " << hop;
    }
    options.hop_factors = {1, 0};
    EXPECT_EQ(alone(testing::path(6), options, {0}).active.size(), 2U);
}

} // namespace
} // namespace cascade
