#include "kernels/diffusion/cascade_law.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

namespace cascade {
namespace {

using namespace testing;

double off_by(const SmallGraph& shape, double p, const std::vector<VertexId>& seeds, double exact) {
    const ForwardOptions options = options_of(ForwardModel::ic, fmt::format("constant:{}", p), 100000);
    return std::abs(distance(alone(shape, options, seeds).active, 1000, exact));
}

TEST(CascadeLaw, ClosedFormsHold) {
    EXPECT_LT(off_by(path(5), 0.5, {0}, 1.9375), 4);
    EXPECT_LT(off_by(star(11), 0.3, {0}, 1 + 10 * 0.3), 4);
    EXPECT_LT(off_by(star(11), 0.3, {4}, 1 + 0.3 + 9 * 0.09), 4);
    EXPECT_LT(off_by(diamond(), 0.5, {0}, 2.4375), 4);
    EXPECT_LT(off_by(cycle(5), 0.3, {2}, 1.84048), 4);
    EXPECT_LT(off_by(cycle(3), 0.5, {0}, 2.25), 4);
    EXPECT_LT(off_by(cycle(3), 0.5, {0, 1}, 2.75), 4);
    EXPECT_LT(off_by(complete(4), 0.3, {1}, 2.316556), 4);
    EXPECT_LT(off_by(complete(10), 0.2, {0}, 6.784458345), 4);
    EXPECT_LT(off_by(complete(20), 0.1, {0}, 12.694419557), 4);
    EXPECT_LT(off_by(complete(50), 0.05, {0}, 39.901431855), 4);
}

/// A graph of distinct edges that `draw` makes, without loops.
template <class Draw>
SmallGraph drawn_graph(VertexId n, std::size_t edges, Draw&& draw) {
    std::set<std::pair<VertexId, VertexId>> met;
    std::vector<Arc> all;
    for (std::size_t i = 0; i < edges; ++i) {
        const auto [u, v] = draw(i);
        if (u != v && met.emplace(std::min(u, v), std::max(u, v)).second)
            all.push_back({u, v});
    }
    return undirected(n, all);
}

/// The mean share that outbreaks of more than a hundredth reach, and how many of 64 worlds had one.
struct Outbreaks {
    double share = 0;
    std::uint64_t worlds = 0;
};
Outbreaks outbreaks(const SmallGraph& shape, double p) {
    const ForwardOptions options = options_of(ForwardModel::ic, fmt::format("constant:{}", p), 64);
    const ForwardResult result = alone(shape, options, {12345});
    const auto n = static_cast<double>(shape.vertices);
    Outbreaks large;
    for (const Distribution::Entry& entry : result.active.back().values())
        if (static_cast<double>(entry.value) > n / 100) {
            large.share += static_cast<double>(entry.value) / n * static_cast<double>(entry.worlds);
            large.worlds += entry.worlds;
        }
    large.share /= static_cast<double>(std::max<std::uint64_t>(large.worlds, 1));
    return large;
}

TEST(CascadeLaw, OutbreaksFillTheGiantComponentOfPercolation) {
    // One world's share varies by about n^(-1/2) times a few; so does that of the graph that was drawn.
    constexpr VertexId n = 100000;
    constexpr double kTolerance = 0.012;
    std::mt19937_64 words(5);
    const SmallGraph random = drawn_graph(n, 5 * n, [&](std::size_t) { return std::pair(words() % n, words() % n); });
    for (const auto& [c, share] : {std::pair(1.5, 0.582811644), {2.0, 0.796812130}, {3.0, 0.940479791}}) {
        const Outbreaks large = outbreaks(random, c / 10);
        EXPECT_NEAR(large.share, share, kTolerance) << "mean degree " << c;
        const double error = std::sqrt(share * (1 - share) / 64);
        EXPECT_NEAR(static_cast<double>(large.worlds) / 64, share, 4 * error + 0.05) << "mean degree " << c;
    }
    // Cycles through all vertices in random order, laid over each other: regular, and random to first order.
    std::vector<std::vector<VertexId>> orders(2, std::vector<VertexId>(n));
    for (auto& order : orders) {
        std::iota(order.begin(), order.end(), VertexId{0});
        std::shuffle(order.begin(), order.end(), words);
    }
    const SmallGraph regular = drawn_graph(n, 2 * n, [&](std::size_t i) {
        const auto& order = orders[i / n];
        return std::pair(order[i % n], order[(i + 1) % n]);
    });
    // An edge leads nowhere with u = 1 - T + T u^3, a vertex with u^4; T = 1/2 gives u = (sqrt 5 - 1) / 2.
    EXPECT_NEAR(outbreaks(regular, 0.5).share, 1 - std::pow((std::sqrt(5.0) - 1) / 2, 4), kTolerance);
}

} // namespace
} // namespace cascade
