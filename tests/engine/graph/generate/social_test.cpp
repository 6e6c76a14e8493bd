#include "engine/graph/generate/social.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade {
namespace {

constexpr VertexId kVertices = 20000;
constexpr std::uint64_t kEdges = 400000;
constexpr std::uint64_t kCommunities = 100;

/// How often each vertex is an end of a drawn edge, by its number before the permutation.
struct Drawn {
    std::vector<double> ends = std::vector<double>(kVertices);
    std::uint64_t inside = 0; ///< edges within a community
};

Drawn draw(double mixing) {
    const SocialSource source(5, {kVertices, kEdges, kCommunities, mixing});
    std::vector<VertexId> number(kVertices);
    for (VertexId v = 0; v < kVertices; ++v)
        number[source.permutation()(v)] = v;
    Drawn drawn;
    for (std::uint64_t i = 0; i < kEdges; ++i) {
        const PlainArc arc = source(i);
        ++drawn.ends[number.at(arc.u)];
        ++drawn.ends[number.at(arc.v)];
        drawn.inside += number[arc.u] % kCommunities == number[arc.v] % kCommunities;
    }
    return drawn;
}

// Degrees at least d fall like d^(-17/13): between vertex j and vertex 16 j the mean degree falls by 16^(13/17) = 8.33,
// far from both ends of the range. Windows of 100 to 1600 vertices keep the error below 2 %.
TEST(Social, DegreesFollowThePowerLaw) {
    const Drawn drawn = draw(0.3);
    const auto mean = [&](VertexId first, VertexId end) {
        double sum = 0;
        for (VertexId v = first; v < end; ++v)
            sum += drawn.ends[v];
        return sum / static_cast<double>(end - first);
    };
    EXPECT_NEAR(mean(1000, 1100) / mean(16000, 17600), std::pow(16.0, 13.0 / 17.0), 0.6);
}

// The cut-off: nobody is expected to have more than sqrt(2 edges) neighbours, and the busiest comes close.
TEST(Social, BusiestVertexIsAtTheCutOff) {
    const Drawn drawn = draw(0.3);
    const double most = std::sqrt(2.0 * kEdges);
    EXPECT_NEAR(drawn.ends[0], most, 5 * std::sqrt(most));
    EXPECT_LE(*std::max_element(drawn.ends.begin(), drawn.ends.end()), most + 5 * std::sqrt(most));
}

// Inside are all heads drawn from the community and, of the others, the hundredth (the communities' shares squared,
// within 2 %) that falls there by chance.
TEST(Social, MixingIsTheShareOfEdgesDrawnFromAll) {
    const double error = 5 * std::sqrt(0.3 * 0.7 / static_cast<double>(kEdges)) + 0.0005;
    for (double mixing : {0.0, 0.3, 1.0})
        EXPECT_NEAR(static_cast<double>(draw(mixing).inside) / static_cast<double>(kEdges), 1 - mixing * 0.99, error)
            << mixing;
}

TEST(Social, SmallAndUneven) {
    for (VertexId n : {1, 2, 3, 10, 11})
        for (std::uint64_t communities = 1; communities <= n; ++communities) {
            const SocialSource source(1, {n, 100, communities, 0.3});
            std::vector<int> met(n);
            for (std::uint64_t i = 0; i < 2000; ++i) {
                ++met.at(source(i).u);
                ++met.at(source(i).v);
            }
            EXPECT_GT(*std::min_element(met.begin(), met.end()), 0) << n << ' ' << communities;
        }
}

} // namespace
} // namespace cascade
