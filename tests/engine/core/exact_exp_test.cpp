#include "engine/core/error.hpp"
#include "engine/core/exact_exp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace cascade {
namespace {

/// Distance from the exponential in extended precision, in units of the last place of the answer.
double ulps_of_exp(double x) {
    const long double truth = std::exp(static_cast<long double>(x));
    const auto rounded = static_cast<double>(truth);
    const double ulp = std::nextafter(rounded, std::numeric_limits<double>::infinity()) - rounded;
    return static_cast<double>(std::abs(static_cast<long double>(exact_exp(x)) - truth) / ulp);
}

TEST(ExactExp, IsWithinOneUlp) {
    std::mt19937_64 words(1);
    double worst = 0;
    for (int i = 0; i < 300'000; ++i) {
        const double share = static_cast<double>(words() >> 11) * 0x1p-53;
        worst = std::max({worst, ulps_of_exp(1400 * share - 700), ulps_of_exp(4 * share - 2), ulps_of_exp(1e-3 * share)});
    }
    EXPECT_LE(worst, 1.0);
}

TEST(ExactExp, KnowsItsLandmarks) {
    EXPECT_EQ(exact_exp(0.0), 1.0);
    EXPECT_DOUBLE_EQ(exact_exp(1.0), 2.71828182845904523536);
    EXPECT_DOUBLE_EQ(exact_exp(-1.0), 0.36787944117144232160);
    EXPECT_EQ(exact_exp(-701.0), 0.0);
    EXPECT_EQ(exact_exp(1e300), 0x1p1010);
    EXPECT_EQ(exact_exp(-std::numeric_limits<double>::infinity()), 0.0);
}

TEST(ExactExp, RefusesWhatHasNoExponential) {
    EXPECT_THROW(exact_exp(std::numeric_limits<double>::quiet_NaN()), InternalError);
}

} // namespace
} // namespace cascade
