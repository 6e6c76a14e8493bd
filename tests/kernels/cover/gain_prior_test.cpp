// The prior against its formulas, worked out by hand on pools made up for it.

#include "kernels/cover/gain_prior.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <random>
#include <utility>

namespace cascade {
namespace {

using testing::world;

struct Seen {
    float reach;
    std::uint32_t count;
};

/// Of who was taken.
struct Taken {
    float reach;
    std::uint64_t gain;
    double expected;
};

/// Whether this rank is dealt the i-th, in turn.
bool is_mine(std::size_t i) {
    return static_cast<int>(i % static_cast<std::size_t>(world().size())) == world().rank();
}

/// Of candidates that are dealt over the ranks. Collective.
GainPrior fitted(const std::vector<Seen>& candidates, const std::vector<Taken>& taken = {}) {
    GainPrior::Moments mine;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (is_mine(i)) {
            ++mine.candidates[ReachClasses::of(candidates[i].reach)];
            mine.add(candidates[i].reach, candidates[i].count);
        }
    for (std::size_t i = 0; i < taken.size(); ++i)
        if (is_mine(i))
            mine.add_luck(taken[i].reach, taken[i].gain, taken[i].expected);
    GainPrior prior;
    prior.fit(world(), mine);
    return prior;
}

/// By their counts, all of one reach.
std::vector<Seen> alike(float reach, const std::vector<std::uint32_t>& counts) {
    std::vector<Seen> seen;
    for (const std::uint32_t count : counts)
        seen.push_back({reach, count});
    return seen;
}

std::vector<Seen> operator+(std::vector<Seen> some, const std::vector<Seen>& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

/// `times` times these.
std::vector<std::uint32_t> repeated(std::size_t times, const std::vector<std::uint32_t>& counts) {
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < times; ++i)
        all.insert(all.end(), counts.begin(), counts.end());
    return all;
}

/// At the middle of a class: the mean divided by 1 + reach, and how much gains vary.
struct Law {
    double reach, rate, c;

    double expected(double at, double count) const {
        const double mean = rate * (1 + at);
        return mean * (1 + c * count) / (1 + c * mean);
    }
};

double middle_of(float reach) {
    return static_cast<double>(ReachClasses::middle(ReachClasses::of(reach)));
}

/// Of the classes of a pool that these are, by the book. Ascending.
std::vector<Law> laws_of(const std::vector<Seen>& pool, const std::vector<Taken>& taken = {}) {
    struct Class {
        std::vector<double> counts;
        double sum = 0, luck = 0, mean = 0;
    };
    std::map<double, Class> classes;
    for (const Seen& seen : pool) {
        Class& one = classes[middle_of(seen.reach)];
        one.counts.push_back(seen.count);
        one.sum += seen.count;
    }
    for (const Taken& seed : taken)
        if (const auto one = classes.find(middle_of(seed.reach)); one != classes.end())
            one->second.luck += std::trunc((static_cast<double>(seed.gain) - seed.expected) * 256) / 256;
    double due = 0, own = 0;
    for (const auto& [reach, one] : classes) {
        due += one.sum + std::max(one.luck, 0.0);
        own += static_cast<double>(one.counts.size()) * (1 + reach);
    }
    double off = 0, alike = 0, squares = 0;
    for (const auto& [reach, one] : classes) {
        const double sum = static_cast<double>(one.counts.size()) * (1 + reach) * due / own;
        off += (one.sum + one.luck - sum) * (one.sum + one.luck - sum) / sum;
        alike += sum;
        squares += sum * sum;
    }
    const auto others = static_cast<double>(classes.size() - 1);
    const double t = std::max(1 + off - others, 0.0) / (1 + alike - squares / alike);
    double beyond_chance = 0, means_squared = 0;
    for (auto& [reach, one] : classes) {
        const double mean = (1 + reach) * due / own;
        const auto size = static_cast<double>(one.counts.size());
        one.mean = mean * (1 + t * (one.sum + std::max(one.luck, 0.0))) / (1 + t * size * mean);
        for (const double count : one.counts)
            beyond_chance += count * (count - 2 * one.mean) + one.mean * one.mean - one.mean;
        means_squared += size * one.mean * one.mean;
    }
    std::vector<Law> laws;
    for (const auto& [reach, one] : classes)
        laws.push_back({reach, one.mean / (1 + reach), std::max(0.01, beyond_chance / means_squared)});
    return laws;
}

/// On the line between two.
Law between(const Law& a, const Law& b, double share) {
    return {0, a.rate + share * (b.rate - a.rate), a.c + share * (b.c - a.c)};
}

const std::vector<std::uint32_t> kSomeCounts = {0, 1, 3, 20, 60, 100000};

void expect_law(const GainPrior& prior, float reach, const Law& law) {
    for (const std::uint32_t count : kSomeCounts) {
        const double expected = law.expected(static_cast<double>(reach), count);
        EXPECT_NEAR(prior.expected(reach, count) / expected, 1, 1e-9) << "reach " << reach << ", count " << count;
    }
}

/// That the prior of all together is that of these pools, the lowest first. Collective.
void expect_pools(const std::vector<std::vector<Seen>>& pools, const std::vector<Taken>& taken = {}) {
    std::vector<Seen> all;
    std::vector<Law> laws;
    for (const std::vector<Seen>& pool : pools) {
        all = all + pool;
        for (const Law& law : laws_of(pool, taken))
            laws.push_back(law);
    }
    const GainPrior prior = fitted(all, taken);
    for (const float reach :
         {0.0F, 0x1p-20F, 1e-3F, 0.4F, 1.0F, 1.25F, 1.7F, 2.5F, 3.0F, 5.0F, 6.5F, 7.0F, 11.0F, 1e9F}) {
        const auto r = static_cast<double>(reach);
        Law law = r <= laws.front().reach ? laws.front() : laws.back();
        for (std::size_t i = 1; i < laws.size(); ++i)
            if (laws[i - 1].reach <= r && r < laws[i].reach)
                law = between(laws[i - 1], laws[i], (r - laws[i - 1].reach) / (laws[i].reach - laws[i - 1].reach));
        expect_law(prior, reach, law);
    }
}

TEST(GainPrior, CountsAreExpectedWhereNobodyHasAny) {
    const std::vector<Seen> never = alike(5.0F, repeated(100, {0})) + alike(0, repeated(19, {0}));
    for (const auto& candidates : {std::vector<Seen>(), never}) {
        const GainPrior prior = fitted(candidates);
        for (const float reach : {0.0F, 1.25F, 1.4F, 5.0F, 1e9F})
            for (const std::uint32_t gain : {0U, 1U, 7U, 4000000000U}) {
                EXPECT_EQ(prior.expected(reach, gain), gain);
                EXPECT_EQ(prior.most_of_none(ReachClasses::of(reach)), 0);
            }
    }
    EXPECT_LT(fitted(never + alike(1.3F, {1})).expected(1.25F, 7), 7); // one is enough
}

TEST(GainPrior, IsThatOfTheMomentsOfAClass) {
    // The middle is 1.25 and the mean 12, so rho 12 / 2.25; the variance is 1080 / 4 - 144 = 126, of which 114 beyond chance.
    const GainPrior prior = fitted(alike(1.4F, repeated(6, {0, 6, 12, 30})));
    for (const float reach : {0.0F, 0.001F, 1.25F, 1.26F, 80.0F}) // there is no other pool
        expect_law(prior, reach, {1.25, 12 / 2.25, 114 / 144.0});
    EXPECT_NEAR(prior.expected(1.25F, 30), 12 * (1 + 30 * 114 / 144.0) / (1 + 12 * 114 / 144.0), 1e-9);
}

TEST(GainPrior, ClassMeansAreDrawnToThatOfTheirPool) {
    // Middles 0 and 7: 600 counts, and 1 + r are 20 and 80 in all, so the rate is 6: A is 6 and 48, n A 120 and 480. Off them
    // are 80 each, t = (1 + 6400 / 120 + 6400 / 480 - 1) / (1 + 600 - (14400 + 230400) / 600) = 66.67 / 193.
    const double t = (6400 / 120.0 + 6400 / 480.0) / 193;
    const GainPrior prior = fitted(alike(0x1p-17F, repeated(20, {10})) + alike(6.3F, repeated(10, {40})));
    expect_law(prior, 0, {0, 6 * (1 + 200 * t) / (1 + 120 * t), 0.01});
    expect_law(prior, 7, {7, 6 * (1 + 400 * t) / (1 + 480 * t), 0.01});
    // As A is, and t is that of the one class that was not seen.
    expect_pools({alike(0, repeated(20, {6})) + alike(7, repeated(10, {48}))});
    const GainPrior even = fitted(alike(0, repeated(10, {1, 11})) + alike(7, repeated(5, {8, 88})));
    const double c = (10 * (25.0 - 6) + 10 * (1600.0 - 48) + 10 * (25.0 - 6)) / (20 * 36 + 10 * 2304);
    for (const float reach : {0.0F, 3.0F, 7.0F, 90.0F})
        expect_law(even, reach, {0, 6, c});
    // Three classes less apart than by chance: t is 0, and all have the rate.
    expect_pools({alike(0, repeated(12, {6, 6})) + alike(2.5F, repeated(6, {20, 22})) + alike(7, {48, 48})});
}

TEST(GainPrior, ClassesOffByLessThanChanceAreTakenForAlike) {
    // A rate of 301 / 50, off by less than a half of 126, 126 and 48: 1 + 0.003 - 2 is below 0.
    const GainPrior prior =
        fitted(alike(0, repeated(21, {6})) + alike(2.5F, {27, 20, 20, 20, 20, 20}) + alike(7, {48}));
    const double rate = (126 + 127 + 48) / (21 + 6 * 3.5 + 8);
    for (const float reach : {0.0F, 1.0F, 2.5F, 5.0F, 7.0F})
        EXPECT_NEAR(prior.expected(reach, 0), Law({0, rate, 0.01}).expected(static_cast<double>(reach), 0), 1e-9);
}

TEST(GainPrior, LuckIsGivenBack) {
    // 80 of the counts of the upper class went with those taken: with them there are 480, which is as A says, and t = 1 / 193.
    const std::vector<Seen> left = alike(0, repeated(20, {6})) + alike(7, repeated(10, {40}));
    const GainPrior prior = fitted(left, {{7, 100, 60}, {6.1F, 50, 10}});
    expect_law(prior, 0, {0, 6, 0.01});
    expect_law(prior, 7, {7, 6, 0.01});
    expect_pools({left}, {{7, 100, 60}, {0, 7, 5.5}});
    expect_pools({left}, {{7, 100, 60}, {30, 1000, 5}}); // nobody is left of that class
    // Bad luck is none of the counts: the means differ by more. It may have been better elsewhere.
    const std::vector<Seen> even = alike(0, repeated(20, {6})) + alike(7, repeated(10, {48}));
    expect_pools({even}, {{7, 20, 100}});
    expect_pools({even}, {{7, 20, 100}, {7, 100, 10}, {0, 1, 2}, {0, 0, 1.25}});
    EXPECT_EQ(fitted(even, {{7, 20, 100}, {7, 100, 20}}).expected(3, 9), fitted(even).expected(3, 9));
    EXPECT_EQ(fitted(even, {{7, 20, 20.003}, {7, 20, 19.997}}).expected(3, 9),
              fitted(even).expected(3, 9)); // below 1/256
    EXPECT_NE(fitted(even, {{7, 20, 20}, {7, 20, 19.996}}).expected(3, 9), fitted(even).expected(3, 9));
    // How gains vary is seen in the counts that are left.
    expect_pools({alike(0, repeated(10, {1, 11})) + alike(7, repeated(5, {8, 72}))}, {{7, 100, 60}, {7, 50, 10}});
    // In a pool of its own a class is as rich as with those taken.
    const std::vector<Seen> rich = alike(0, repeated(20, {13})) + alike(7, repeated(20, {20}));
    expect_law(fitted(rich, {{7, 90, 10}, {7, 40, 20}}), 7, {7, 25 / 8.0, 0.01});
    expect_pools({alike(0, repeated(20, {13})), alike(7, repeated(20, {20}))}, {{7, 90, 10}, {7, 40, 20}, {0, 13, 9}});
}

TEST(GainPrior, LuckIsCutTowardsNoneToPartsOf256) {
    const auto parts = [](std::uint64_t gain, double expected) {
        GainPrior::Moments moments;
        moments.add_luck(1.25F, gain, expected);
        return static_cast<std::int64_t>(moments.luck[ReachClasses::of(1.4F)]);
    };
    for (const double part : {0.0, 0.3, 0.9, 1.0, 1.4, 1.9, 7.5, 255.9, 256.0}) {
        EXPECT_EQ(parts(20, 20 - part / 256), std::floor(part));
        EXPECT_EQ(parts(20, 20 + part / 256), -std::floor(part));
    }
    EXPECT_EQ(parts(4000000000, 0.5), 4000000000 * 256 - 128);
    EXPECT_EQ(parts(0, 4e9), -4000000000 * 256);
}

TEST(GainPrior, LuckDoesNotFillAPool) {
    const std::vector<Seen> low = alike(0, repeated(10, {5, 25}));
    const std::vector<Seen> high = alike(7, repeated(15, {13})) + alike(7, repeated(5, {12})); // 255 counts
    expect_pools({low + high}, {{7, 100, 60}});
    expect_pools({low, high + alike(7, {1})}, {{7, 60, 100}});                        // nor does bad luck take from it
    EXPECT_EQ(fitted(alike(7, repeated(20, {0})), {{7, 100, 60}}).expected(7, 3), 3); // nor is there one by luck alone
}

TEST(GainPrior, OneThatVariesNoMoreThanByChanceIsHeldForSpreadByATenth) {
    for (const auto& counts : {repeated(20, {13}), repeated(20, {12, 14}), repeated(20, {10, 16})}) {
        const GainPrior prior = fitted(alike(3.5F, counts));
        expect_law(prior, 3.5F, {3.5, 13 / 4.5, 0.01});
        EXPECT_NEAR(prior.expected(3.5F, 30), 13 * 1.3 / 1.13, 1e-9);
    }
}

/// Squares take up to 64 bits, and their sums more.
TEST(GainPrior, LargeCountsAreNotCutOff) {
    for (const auto& [few, many] : {std::pair{0U, 4000000000U}, {3000000000U, 4294967295U}, {100U, 200000U}}) {
        const GainPrior prior = fitted(alike(1.25F, repeated(10, {few, many})));
        const double mean = (0.5 * few) + 0.5 * many;
        const double off = mean - few;
        const Law law{1.25, mean / 2.25, std::max((off * off - mean) / (mean * mean), 0.01)};
        expect_law(prior, 1.25F, law);
        EXPECT_NEAR(prior.expected(1.25F, many) / law.expected(1.25, many), 1, 1e-9);
    }
}

TEST(GainPrior, AFullPoolHasTwentyCandidatesAnd256Counts) {
    const std::vector<Seen> low = alike(0, repeated(10, {5, 25}));
    const std::vector<Seen> sixteen = alike(7.0F, repeated(16, {13}));
    const auto full = sixteen + alike(7.0F, repeated(4, {12})); // 256 counts
    const auto short_of_counts = sixteen + alike(7.0F, {12, 12, 12, 11});
    const auto short_of_candidates = sixteen + alike(7.0F, {100, 100, 100});
    expect_pools({low, full});
    expect_pools({low + short_of_counts});
    expect_pools({low + short_of_candidates});
    // Those who are left over below go by the same rule.
    expect_pools({full, alike(20.0F, repeated(20, {13}))});
    expect_pools({short_of_counts + alike(20.0F, repeated(20, {13}))});
    expect_pools({short_of_candidates + alike(20.0F, repeated(20, {13}))});
}

TEST(GainPrior, ClassesJoinFromTheHighestDown) {
    const auto full = [](float reach) { return alike(reach, repeated(10, {10, 40})); };
    const auto some = [](float reach, std::uint32_t count) { return alike(reach, repeated(4, {count, 30})); };
    expect_pools({full(0), full(1.25F), full(2.5F), full(7.0F)});
    expect_pools({full(0) + some(1.25F, 2), full(7.0F)}); // 1.25 joins those below
    expect_pools({full(0), full(1.25F) + some(5.0F, 2) + some(6.5F, 20)});
    expect_pools({full(0), some(1.25F, 2) + some(1.75F, 3) + some(2.5F, 4), full(5.0F)}); // eight each
    expect_pools({full(0), alike(1.25F, repeated(100, {0})) + alike(1.1F, {255, 1})});    // a class is not split
    expect_pools({some(0, 3) + full(1.25F), full(7.0F)});                                 // left over below
    expect_pools({some(0, 3) + some(0.1F, 0) + some(1.25F, 9), full(5.0F)});              // full with the lowest
    expect_pools({alike(0, repeated(100, {0})) + full(1.25F), full(7.0F)}); // however many, without counts
}

TEST(GainPrior, IfNoneIsFullAllArePool) {
    expect_pools({alike(1.25F, {1})});
    expect_pools({alike(0, {0, 1, 0}) + alike(2.5F, {3, 5}) + alike(100.0F, {0})});
    expect_pools({alike(0, repeated(1000, {0})) + alike(5.0F, repeated(85, {3}))}); // 255 counts
    expect_pools({alike(0.4F, repeated(10, {50})) + alike(6.5F, repeated(9, {100}))});
}

TEST(GainPrior, IsInterpolatedBetweenMiddlesAndConstantBeyond) {
    const std::vector<Seen> low = alike(0x1p-20F, repeated(20, {13}));
    const std::vector<Seen> middle = alike(1.1F, repeated(10, {9, 27})); // mean 18, off by 9
    const std::vector<Seen> high = alike(7.9F, repeated(10, {10, 40}));  // mean 25, off by 15
    const GainPrior prior = fitted(middle + low + high);
    const Law laws[] = {{0, 13, 0.01}, {1.25, 18 / 2.25, (81 - 18) / 324.0}, {7, 25 / 8.0, (225 - 25) / 625.0}};
    expect_law(prior, 0, laws[0]);
    for (const float reach : {0x1p-20F, 0x1p-16F, 0.3F, 0.9F, 1.0F, 1.2F, 1.25F})
        expect_law(prior, reach, between(laws[0], laws[1], static_cast<double>(reach) / 1.25));
    for (const float reach : {1.25F, 1.3F, 1.49F, 1.5F, 2.1F, 3.5F, 5.9F, 6.5F, 7.0F})
        expect_law(prior, reach, between(laws[1], laws[2], (static_cast<double>(reach) - 1.25) / 5.75));
    for (const float reach : {7.0F, 7.1F, 8.0F, 1e6F, 1e30F})
        expect_law(prior, reach, laws[2]);
    const GainPrior upper = fitted(middle + high);
    for (const float reach : {0.0F, 0x1p-16F, 0.9F, 1.0F, 1.25F}) // nothing lies below
        expect_law(upper, reach, laws[1]);
}

/// Candidates of many classes; some of these are small, or have few samples.
std::vector<Seen> many_classes(std::uint64_t random_seed) {
    std::mt19937_64 words(random_seed);
    std::vector<Seen> candidates;
    for (int i = 0; i < 3000; ++i) {
        const double octave = static_cast<double>(words() % 4000) / 4000 * 24 - 18 - (words() % 2 == 0 ? 6 : 0);
        const auto reach = static_cast<float>(std::exp2(octave));
        const auto rate = static_cast<std::uint64_t>(3 * reach) + words() % 3;
        candidates.push_back({reach, static_cast<std::uint32_t>(words() % (2 * rate + 1))});
    }
    return candidates;
}

TEST(GainPrior, GrowsWithTheCount) {
    const GainPrior prior = fitted(many_classes(1));
    for (int half_octave = -60; half_octave < 60; ++half_octave) {
        const auto reach = static_cast<float>(std::exp2(0.5 * half_octave + 0.1));
        for (std::uint32_t gain = 0; gain < 300; ++gain)
            ASSERT_LT(prior.expected(reach, gain), prior.expected(reach, gain + 1)) << reach << ' ' << gain;
    }
}

TEST(GainPrior, NoCandidateWithoutSamplesIsExpectedToAddMoreThanTheMostOfItsClass) {
    constexpr double kRounding = 1 + 0x1p-50; // that of the last digits differs
    for (std::uint64_t round = 0; round < 20; ++round) {
        std::vector<Seen> candidates = many_classes(round);
        std::erase_if(candidates, [&](const Seen& seen) { // nobody is in some classes and their neighbours
            return (ReachClasses::of(seen.reach) / 2 + round) % 5 == 0;
        });
        const GainPrior prior = fitted(candidates);
        std::uint32_t tight = 0;
        for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c) {
            double most = 0;
            for (std::uint32_t step = 0; step < 256; ++step) {
                // From the least of the class to nearly the largest: 22 bits lie below those that tell it.
                const std::uint32_t low = std::bit_cast<std::uint32_t>(ReachClasses::least(c));
                const std::uint32_t bits = c == 0 ? step * (222U << 14) : low + step * 16448;
                const auto reach = std::bit_cast<float>(bits);
                ASSERT_EQ(ReachClasses::of(reach), c);
                ASSERT_LE(prior.expected(reach, 0), kRounding * prior.most_of_none(c))
                    << "class " << c << ", reach " << reach;
                most = std::max(most, prior.expected(reach, 0));
            }
            tight += most > 0.9 * prior.most_of_none(c);
        }
        EXPECT_GT(tight, ReachClasses::kCount * 3 / 4);
    }
}

/// The rate is so low there that more is expected of those far beyond the middle.
TEST(GainPrior, TheHighestClassHasNoEnd) {
    constexpr std::uint32_t kHighest = ReachClasses::kCount - 1;
    const GainPrior prior = fitted(alike(1e20F, repeated(10, {1, 30})));
    double most = 0;
    for (const float reach : {1.5e14F, 1.9e14F, 2.5e14F, 1e15F, 1e17F, 1e30F, 3e38F}) {
        ASSERT_EQ(ReachClasses::of(reach), kHighest);
        most = prior.expected(reach, 0);
        EXPECT_LE(most, (1 + 0x1p-50) * prior.most_of_none(kHighest)) << reach;
    }
    EXPECT_GT(most, 0.99 * prior.most_of_none(kHighest));
}

TEST(GainPrior, IsTheSameHoweverCandidatesAreDealt) {
    const std::vector<Seen> candidates = many_classes(2);
    std::vector<Taken> taken;
    for (std::size_t i = 0; i < candidates.size(); i += 7)
        taken.push_back({candidates[i].reach, candidates[i].count, static_cast<double>(i % 50) / 3});
    const GainPrior dealt = fitted(candidates, taken);
    GainPrior::Moments all, none;
    for (const Seen& seen : candidates) {
        ++all.candidates[ReachClasses::of(seen.reach)];
        all.add(seen.reach, seen.count);
    }
    for (const Taken& seed : taken)
        all.add_luck(seed.reach, seed.gain, seed.expected);
    GainPrior alone, last;
    alone.fit(world().split(world().rank()), all);
    last.fit(world(), world().rank() + 1 == world().size() ? all : none);
    for (const Seen& seen : candidates)
        for (const std::uint32_t gain : {0U, seen.count, 77U}) {
            ASSERT_EQ(dealt.expected(seen.reach, gain), alone.expected(seen.reach, gain));
            ASSERT_EQ(last.expected(seen.reach, gain), alone.expected(seen.reach, gain));
        }
    for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c)
        EXPECT_EQ(dealt.most_of_none(c), alone.most_of_none(c));
}

TEST(GainPrior, AFitTakesThePlaceOfTheOneBefore) {
    GainPrior prior = fitted(many_classes(4));
    ASSERT_NE(prior.expected(1.25F, 3), 3);
    prior.fit(world(), {});
    EXPECT_EQ(prior.expected(1.25F, 3), 3);
    EXPECT_EQ(prior.most_of_none(ReachClasses::of(1.25F)), 0);
}

} // namespace
} // namespace cascade
