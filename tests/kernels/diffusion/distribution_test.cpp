#include "kernels/diffusion/distribution.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace cascade {
namespace {

TEST(Distribution, KnowsMeanVarianceAndQuantiles) {
    Distribution values;
    EXPECT_EQ(values.mean(), 0);
    EXPECT_EQ(values.variance(), 0);
    for (const std::uint64_t value : {4, 1, 1, 2})
        values.add(value);
    EXPECT_EQ(values.variance(), 2);
    EXPECT_EQ(values.mean(), 2);
    EXPECT_EQ(values.quantile(0.5), 1);
    EXPECT_EQ(values.quantile(0.51), 2);
    EXPECT_EQ(values.quantile(0.75), 2);
    EXPECT_EQ(values.quantile(1), 4);
    EXPECT_EQ(values.quantile(0), 1);
    Distribution more;
    more.add(7, 4);
    more.add(values);
    EXPECT_EQ(more.worlds(), 8U);
    EXPECT_EQ(more.mean(), 4.5);
}

TEST(Distribution, TakesWorldsInAnyOrderAndBelowZero) {
    Distribution one, all;
    std::array<std::int64_t, 5> values = {3, -2, 3, 0, -2};
    for (const std::int64_t value : values)
        one.add(value);
    all.add_each(values);
    EXPECT_EQ(one, all);
    EXPECT_EQ(all.values(), (std::vector<Distribution::Entry>{{-2, 2}, {0, 1}, {3, 2}}));
    EXPECT_DOUBLE_EQ(all.mean(), 0.4);
    EXPECT_NEAR(all.variance(), 6.3, 1e-12);
    EXPECT_NEAR(all.half_width(), 1.96 * std::sqrt(6.3 / 5), 1e-4);
    EXPECT_EQ(all.quantile(0.4), -2);
    EXPECT_EQ(all.quantile(0.41), 0);
}

} // namespace
} // namespace cascade
