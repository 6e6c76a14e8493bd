#include "engine/core/error.hpp"
#include "kernels/diffusion/threshold_rule.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(ThresholdRule, ReadsWhatItsSpellingsSay) {
    EXPECT_EQ(parse_threshold("drawn").kind, ThresholdRule::Kind::drawn);
    const ThresholdRule watts = parse_threshold("fraction:0.18");
    EXPECT_EQ(watts.kind, ThresholdRule::Kind::fraction);
    EXPECT_EQ(watts.numerator, 18U);
    EXPECT_EQ(watts.denominator, 100U);
    EXPECT_EQ(parse_threshold("fraction:.5").numerator, 5U);
    EXPECT_EQ(parse_threshold("fraction:1").numerator, 1U);
    EXPECT_EQ(parse_threshold("count:2").count, 2U);
}

TEST(ThresholdRule, AShareIsExactInDecimals) {
    EXPECT_EQ(parse_threshold("fraction:0.1").share_of(30), 3U);
    EXPECT_EQ(parse_threshold("fraction:0.18").share_of(50), 9U);
    EXPECT_EQ(parse_threshold("fraction:0.18").share_of(51), 10U);
    EXPECT_EQ(parse_threshold("fraction:0").share_of(7), 1U);
    EXPECT_EQ(parse_threshold("fraction:1.0").share_of(std::uint64_t{1} << 62), std::uint64_t{1} << 62);
}

TEST(ThresholdRule, RefusesAnythingElse) {
    for (const char* text :
         {"", "random", "fraction", "fraction:", "fraction:1.01", "fraction:-0.1", "fraction:1e-3",
          "fraction:0.1234567890123456789", "fraction:.", "count:0", "count:-1", "count:1.5", "count:"})
        EXPECT_THROW(parse_threshold(text), UsageError) << text;
}

} // namespace
} // namespace cascade
