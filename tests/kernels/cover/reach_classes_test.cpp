#include "kernels/cover/reach_classes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace cascade {
namespace {

TEST(ReachClasses, AreTwoToAnOctave) {
    EXPECT_EQ(ReachClasses::of(0), 0U);
    EXPECT_EQ(ReachClasses::of(std::numeric_limits<float>::denorm_min()), 0U);
    EXPECT_EQ(ReachClasses::of(0x1.fffffep-17F), 0U);
    std::uint32_t c = 0;
    for (int octave = -16; octave <= 46; ++octave)
        for (const float from : {1.0F, 1.5F}) {
            const float least = std::ldexp(from, octave);
            const float most = std::nextafter(std::ldexp(from == 1 ? 1.5F : 2.0F, octave), 0.0F);
            ++c;
            EXPECT_EQ(ReachClasses::of(least), c) << least;
            EXPECT_EQ(ReachClasses::of(most), c) << most;
            EXPECT_EQ(ReachClasses::least(c), least);
            EXPECT_EQ(ReachClasses::middle(c), std::ldexp(from + 0.25F, octave));
        }
    EXPECT_EQ(c + 2, ReachClasses::kCount);
    for (const float large : {0x1p47F, 0x1.8p47F, 0x1p100F, std::numeric_limits<float>::max()})
        EXPECT_EQ(ReachClasses::of(large), ReachClasses::kCount - 1);
}

TEST(ReachClasses, TheLowestBeginsAtNothingAndTheHighestHasNoEnd) {
    EXPECT_EQ(ReachClasses::least(0), 0);
    EXPECT_EQ(ReachClasses::middle(0), 0);
    EXPECT_EQ(ReachClasses::least(ReachClasses::kCount - 1), 0x1p47F);
    EXPECT_EQ(ReachClasses::middle(ReachClasses::kCount - 1), 0x1.4p47F); // as if it were a half of an octave
}

TEST(ReachClasses, CountCandidatesAlone) {
    constexpr LocalVertex kVertices = 1000;
    std::mt19937_64 words(1);
    BigArray<float> reach(kVertices);
    Bitmap candidates(kVertices);
    std::vector<float> given;
    std::array<std::uint64_t, ReachClasses::kCount> expected{};
    for (LocalVertex v = 0; v < kVertices; ++v) {
        reach[v] = v % 10 == 0 ? 0 : static_cast<float>(std::exp2(static_cast<double>(words() % 700) / 10 - 20));
        given.push_back(reach[v]);
        if (words() % 3 == 0)
            continue;
        candidates.set(v);
        ++expected[ReachClasses::of(reach[v])];
    }
    const ReachClasses classes(std::move(reach), candidates);
    EXPECT_EQ(classes.candidates(), expected);
    for (LocalVertex v = 0; v < kVertices; ++v)
        EXPECT_EQ(classes.reach(v), given[v]);
}

TEST(ReachClasses, AreFoundFromOneOn) {
    for (const LocalVertex vertices : {0, 1, 31, 32, 33, 1000}) {
        std::mt19937_64 words(vertices);
        BigArray<float> reach(vertices);
        for (float& one : reach) // a few large ones: most blocks have none
            one = words() % 50 == 0 ? static_cast<float>(words() % 4096) : 0.25F;
        const ReachClasses classes(std::move(reach), Bitmap(vertices));
        for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c) {
            std::vector<LocalVertex> found, expected;
            classes.for_each_from(c, [&](LocalVertex v, float its) {
                EXPECT_EQ(its, classes.reach(v));
                found.push_back(v);
            });
            for (LocalVertex v = 0; v < vertices; ++v)
                if (ReachClasses::of(classes.reach(v)) >= c)
                    expected.push_back(v);
            EXPECT_EQ(found, expected) << vertices << " vertices, class " << c;
        }
    }
}

TEST(ReachClasses, OfNobodyAreEmpty) {
    const std::array<std::uint64_t, ReachClasses::kCount> none{};
    EXPECT_EQ(ReachClasses().candidates(), none);
    EXPECT_EQ(ReachClasses(BigArray<float>(), Bitmap()).candidates(), none);
    EXPECT_EQ(ReachClasses(BigArray<float>(70), Bitmap(70)).candidates(), none);
}

} // namespace
} // namespace cascade
