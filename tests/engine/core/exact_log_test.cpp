#include "engine/core/error.hpp"
#include "engine/core/exact_log.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace cascade {
namespace {

/// Distance from the logarithm in extended precision, in units of the last place of the answer.
double ulps_of_log(double x) {
    const long double truth = std::log(static_cast<long double>(x));
    const double rounded = std::abs(static_cast<double>(truth));
    const double ulp = std::nextafter(rounded, std::numeric_limits<double>::infinity()) - rounded;
    return static_cast<double>(std::abs(static_cast<long double>(exact_log(x)) - truth) / ulp);
}

TEST(ExactLog, IsWithinTwoUlpsFromTinyToHuge) {
    std::mt19937_64 words(1);
    double worst = 0;
    for (int i = 0; i < 300'000; ++i) {
        const double mantissa = 1.0 + static_cast<double>(words() >> 12) * 0x1p-52;
        const int exponent = static_cast<int>(words() % 2040) - 1020;
        worst = std::max(worst, ulps_of_log(std::ldexp(mantissa, exponent)));
    }
    EXPECT_LE(worst, 2.0);
}

TEST(ExactLog, IsWithinTwoUlpsWhereTheResultIsSmall) {
    std::mt19937_64 words(2);
    double worst = 0;
    for (int i = 0; i < 300'000; ++i) {
        const double away =
            std::ldexp(1.0 + static_cast<double>(words() >> 12) * 0x1p-52, -static_cast<int>(words() % 50) - 1);
        worst = std::max({worst, ulps_of_log(1.0 + away), ulps_of_log(1.0 - away * 0.5)});
    }
    EXPECT_LE(worst, 2.0);
}

TEST(ExactLog, KnowsItsLandmarks) {
    EXPECT_EQ(exact_log(1.0), 0.0);
    EXPECT_DOUBLE_EQ(exact_log(2.0), 0.69314718055994530942);
    EXPECT_DOUBLE_EQ(exact_log(10.0), 2.30258509299404568402);
    EXPECT_EQ(exact_log(0.5), -exact_log(2.0));
    EXPECT_LE(ulps_of_log(std::numeric_limits<double>::denorm_min()), 2.0);
    EXPECT_LE(ulps_of_log(std::numeric_limits<double>::min() / 3), 2.0);
    EXPECT_LE(ulps_of_log(std::numeric_limits<double>::max()), 2.0);
}

TEST(ExactLog, RefusesWhatHasNoLogarithm) {
    EXPECT_THROW(exact_log(0.0), InternalError);
    EXPECT_THROW(exact_log(-1.0), InternalError);
    EXPECT_THROW(exact_log(std::numeric_limits<double>::infinity()), InternalError);
    EXPECT_THROW(exact_log(std::numeric_limits<double>::quiet_NaN()), InternalError);
}

TEST(LogBinomial, KnowsSmallCoefficients) {
    EXPECT_EQ(log_binomial(0, 0), 0.0);
    EXPECT_EQ(log_binomial(9, 0), 0.0);
    EXPECT_EQ(log_binomial(9, 9), 0.0);
    EXPECT_NEAR(log_binomial(5, 2), std::log(10.0), 1e-15);
    EXPECT_NEAR(log_binomial(52, 5), std::log(2598960.0), 1e-14);
    EXPECT_EQ(log_binomial(40, 3), log_binomial(40, 37));
}

TEST(LogBinomial, RefusesMoreChosenThanThereAre) {
    EXPECT_THROW(log_binomial(3, 4), InternalError);
    EXPECT_THROW(log_binomial(3, -1), InternalError);
}

/// ln C(n, k) from extended-precision gamma functions, as good as n leaves them.
long double gamma_log_binomial(long double n, long double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

TEST(LogBinomial, AgreesWithTheGammaFunction) {
    for (const auto& [n, k] : {std::pair{1e4, 50.0},
                               {1e6, 1e3},
                               {1e6, 4e5},
                               {3e6, 1e6},
                               {3e6, 1e6 + 1},
                               {1e8, 3e7},
                               {4294967296.0, 1e6 + 1},
                               {4e9, 1.5e6}}) {
        const auto truth = static_cast<double>(gamma_log_binomial(n, k));
        EXPECT_NEAR(log_binomial(n, k) / truth, 1.0, 1e-12) << "C(" << n << ", " << k << ")";
    }
}

TEST(LogBinomial, StirlingMeetsTheSumOfLogarithms) {
    // One step beyond the change of method is one more quotient.
    const double n = 5e8;
    const double k = 1e6;
    const double step = log_binomial(n, k + 1) - log_binomial(n, k);
    EXPECT_NEAR(step, std::log((n - k) / (k + 1)), 1e-5);
}

} // namespace
} // namespace cascade
