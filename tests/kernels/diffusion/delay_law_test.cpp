#include "engine/core/error.hpp"
#include "engine/random/philox.hpp"
#include "kernels/diffusion/delay_law.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace cascade {
namespace {

std::uint64_t word(std::uint64_t i) {
    return random_block({1, Domain::testing}, i, 0, 0)[0];
}

double quantile(const DelayLaw& law, std::uint64_t word) {
    double value = 0;
    law.quantiles({&word, 1}, {&value, 1});
    return value;
}

TEST(DelayLaw, IsSpelledAsItIsRead) {
    for (const std::string_view text : {"exponential:0.5", "exponential:weights", "weibull:0.7,3", "weibull:2,weights",
                                        "rayleigh:1.5", "rayleigh:weights", "fixed:0.1", "weights"})
        EXPECT_EQ(spelling(parse_delay(text)), text);
    EXPECT_EQ(spelling(parse_delay("fixed:weights")), "weights");
}

TEST(DelayLaw, RefusesWhatIsNoDelay) {
    for (const std::string_view text :
         {"", "exponential", "exponential:", "exponential:0", "exponential:-1", "exponential:nan", "exponential:1,2",
          "exponential:2000", "weibull:1", "weibull:0.01,1", "weibull:1,0", "rayleigh:x", "rayleigh:1e-9", "fixed:-0.1",
          "fixed:inf", "fixed", "weights:1", "normal:1"})
        EXPECT_THROW(parse_delay(text), UsageError) << text;
}

TEST(DelayLaw, TimesAreTheNearestMillionth) {
    EXPECT_EQ(ticks_of(0.1), 100'000U);
    EXPECT_EQ(3 * ticks_of(0.1), ticks_of(0.3));
    EXPECT_EQ(ticks_of(static_cast<double>(0.1F)), 100'000U);
    EXPECT_EQ(ticks_of(4e-7), 0U);
    EXPECT_EQ(ticks_of(6e-7), 1U);
    EXPECT_EQ(ticks_of(1e300), kLongest);
    EXPECT_EQ(later(kLongest, kLongest), kLongest);
    EXPECT_EQ(units_of(ticks_of(12.5)), 12.5);
}

TEST(DelayLaw, QuantilesAreThoseOfTheLibrary) {
    const DelayLaw exponential = parse_delay("exponential:1");
    const DelayLaw rayleigh = parse_delay("rayleigh:1");
    for (const double shape : {0.1, 0.5, 0.7, 1.0, 2.0, 3.3, 100.0}) {
        const DelayLaw weibull = parse_delay(fmt::format("weibull:{},1", shape));
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const double u = (static_cast<double>(word(i) >> 12) + 0.5) * 0x1p-52;
            const double e = -std::log(u);
            EXPECT_LE(std::abs(quantile(exponential, word(i)) / e - 1), 0x1p-51);
            EXPECT_LE(std::abs(quantile(rayleigh, word(i)) / std::sqrt(2 * e) - 1), 0x1p-51);
            EXPECT_LE(std::abs(quantile(weibull, word(i)) / std::pow(e, 1 / shape) - 1), 0x1p-45) << shape;
        }
    }
}

/// 64 cells of equal probability by the distribution function.
TEST(DelayLaw, DelaysHaveTheirLaw) {
    struct Law {
        std::string_view text;
        std::function<double(double)> distribution;
    };
    const std::vector<Law> laws = {
        {"exponential:0.5", [](double t) { return 1 - std::exp(-0.5 * t); }},
        {"weibull:0.7,3", [](double t) { return 1 - std::exp(-std::pow(t / 3, 0.7)); }},
        {"rayleigh:1.5", [](double t) { return 1 - std::exp(-t * t / 4.5); }},
    };
    for (const Law& law : laws) {
        constexpr std::size_t kCells = 64;
        constexpr std::uint64_t kDraws = 200'000;
        const DelayLaw delay = parse_delay(law.text);
        std::vector<std::uint64_t> counts(kCells);
        for (std::uint64_t i = 0; i < kDraws; ++i) {
            const double share = law.distribution(units_of(delay.draw(word(i), delay.scale)));
            ++counts[std::min(kCells - 1, static_cast<std::size_t>(share * kCells))];
        }
        const std::vector<double> expected(kCells, static_cast<double>(kDraws) / kCells);
        EXPECT_LT(std::abs(testing::chi_square_distance(counts, expected)), 4) << law.text;
    }
    const DelayLaw fixed = parse_delay("fixed:0.25");
    EXPECT_EQ(fixed.draw(word(1), fixed.scale), 250'000U);
}

} // namespace
} // namespace cascade
