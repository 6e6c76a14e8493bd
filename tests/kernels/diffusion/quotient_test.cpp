#include "kernels/diffusion/quotient.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

constexpr double kNormal95 = 1.959963984540054;

TEST(Quotient, AShareIsTheDeltaMethod) {
    const Quotient sure = share_of_whole({3, 1, 0, 0, 0}, 100);
    EXPECT_DOUBLE_EQ(sure.value, 0.75);
    EXPECT_DOUBLE_EQ(sure.low, 0.75);
    EXPECT_DOUBLE_EQ(sure.high, 0.75);
    // part 3 with variance 4, rest 1 for sure: the derivative of p / (p + 1) at 3 is 1 / 16
    const Quotient one = share_of_whole({3, 1, 4, 0, 4}, 100);
    EXPECT_NEAR(one.high - one.value, kNormal95 * 0.2 / 16, 1e-12);
    // part and rest that move as one keep their shares
    const Quotient together = share_of_whole({2, 2, 1, 1, 4}, 100);
    EXPECT_NEAR(together.high - together.low, 0, 1e-12);
    EXPECT_EQ(share_of_whole({}, 100).value, 0);
    EXPECT_LE(share_of_whole({3, 1, 400, 0, 400}, 10).high, 1);
}

TEST(Quotient, OfMeansTakesWorldsInPairs) {
    const Quotient fixed_below = quotient_of_means({6, 3, 9, 0, 0}, 900);
    EXPECT_DOUBLE_EQ(fixed_below.value, 2);
    EXPECT_NEAR(fixed_below.high - 2, kNormal95 * 0.1 / 3, 1e-12);
    // a = 2 b in every world
    const Quotient proportional = quotient_of_means({6, 3, 16, 4, 8}, 900);
    EXPECT_DOUBLE_EQ(proportional.low, 2);
    EXPECT_DOUBLE_EQ(proportional.high, 2);
    EXPECT_EQ(quotient_of_means({1, 0, 1, 0, 0}, 10).high, 0);
}

} // namespace
} // namespace cascade
