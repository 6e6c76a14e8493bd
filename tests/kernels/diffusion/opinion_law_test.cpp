#include "kernels/diffusion/opinion_law.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

TEST(OpinionLaw, OpinionsFadeWithTheDistance) {
    // On a path vertex d is active with p^d and content with q^(d+1) p^d; on a star every leaf is one hop away.
    ForwardOptions options = options_of(ForwardModel::ic, "constant:0.7", 100000);
    options.quality = 0.8;
    const ForwardResult path = alone(testing::path(5), options, {0});
    double positive = 0;
    for (int d = 0; d < 5; ++d) {
        positive += std::pow(0.8, d + 1) * std::pow(0.7, d);
        EXPECT_LT(std::abs(distance(level_of(path, "positive").hops, static_cast<std::size_t>(d), positive)), 4) << d;
    }
    const ForwardResult star = alone(testing::star(11), options, {0});
    EXPECT_LT(std::abs(distance(level_of(star, "positive").hops, 1, 0.8 + 10 * 0.7 * 0.64)), 4);
    const double active = star.active.back().mean();
    const double negative = level_of(star, "negative").hops.back().mean();
    const double net = level_of(star, "net").hops.back().mean();
    EXPECT_NEAR(level_of(star, "positive").hops.back().mean() + negative, active, 1e-9);
    EXPECT_NEAR(net, active - 2 * negative, 1e-9);
}

} // namespace
} // namespace cascade
