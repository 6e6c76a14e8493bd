#include "engine/random/ars.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <vector>

namespace cascade {
namespace {

RandomKey key_of(std::uint64_t random_seed, std::uint64_t use) {
    return {random_seed, static_cast<Domain>(use >> 48), static_cast<std::uint16_t>(use >> 32),
            static_cast<std::uint32_t>(use)};
}

TEST(Ars, GivesTheWordsOfRandom123) {
    struct Vector {
        WordPair counter, key, words;
    };
    // ars4x32_R(7) of Random123, for its usual counters and keys; words of 32 bits joined
    const std::vector<Vector> known = {{{0x0000000000000000, 0x0000000000000000},
                                        {0x0000000000000000, 0x0000000000000000},
                                        {0xc45798f3dacf61ff, 0x101e27f3113c7eeb}},
                                       {{0xffffffffffffffff, 0xffffffffffffffff},
                                        {0xffffffffffffffff, 0xffffffffffffffff},
                                        {0xbb547ef9fbaaff1f, 0x7aaa969b13d8cd78}},
                                       {{0x85a308d3243f6a88, 0x0370734413198a2e},
                                        {0x299f31d0a4093822, 0xec4e6c89082efa98},
                                        {0xf67d43bad1df87af, 0x393dcb2d4f66afdb}}};
    for (const Vector& vector : known) {
        const RandomKey key = key_of(vector.key[0], vector.key[1]);
        const auto sample = static_cast<std::uint32_t>(vector.counter[1]);
        const auto draw = static_cast<std::uint32_t>(vector.counter[1] >> 32);
        EXPECT_EQ(random_pair(key, sample, vector.counter[0], draw), vector.words);
    }
}

TEST(Ars, TablesAndInstructionsAgreeOnAnyNumberOfCounters) {
    std::uint64_t state = 1;
    const auto word = [&] { return state = state * 6364136223846793005 + 1442695040888963407; };
    const auto versions = versions_of_random_words();
    for (std::size_t turn = 0; turn < 300; ++turn) {
        const RandomKey key = key_of(word(), word());
        std::vector<std::uint64_t> counters(2 * (turn % 50));
        for (std::uint64_t& half : counters)
            half = word();
        counters.push_back(1); // behind the end
        auto wanted = counters;
        for (std::size_t i = 0; i + 1 < counters.size(); i += 2)
            versions.back()(key, {wanted.data() + i, 2});
        for (const auto version : versions) {
            auto words = counters;
            version(key, std::span(words).first(words.size() - 1));
            EXPECT_EQ(words, wanted) << turn;
        }
    }
}

TEST(Ars, SamplesBeyondThirtyTwoBitsHaveWordsOfTheirOwn) {
    const RandomKey key{7, Domain::testing};
    const std::uint64_t vertex = (std::uint64_t{1} << 48) - 1;
    std::set<WordPair> seen;
    for (const std::uint64_t sample : {0ULL, 5ULL, 1ULL << 32, (1ULL << 32) + 5, 1ULL << 33, (1ULL << 48) - 1})
        for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{1}, vertex})
            for (const std::uint32_t draw : {0, 1})
                seen.insert(random_pair(key, sample, at, draw));
    EXPECT_EQ(seen.size(), 36U);
}

TEST(Ars, ManySamplesAreDrawnAsEachAlone) {
    const RandomKey key{7, Domain::testing, 1, 2};
    for (const std::uint64_t samples : {~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{0b1011},
                                        std::uint64_t{0x8000000100000001}, std::uint64_t{0}}) {
        std::array<WordPair, 65> pairs{};
        random_pairs(key, 640, 99, samples, pairs.data());
        std::size_t at = 0;
        for (std::uint32_t bit = 0; bit < 64; ++bit)
            if ((samples >> bit & 1) != 0) {
                EXPECT_EQ(pairs[at++], random_pair(key, 640 + bit, 99, 0)) << bit;
            }
        EXPECT_EQ(pairs[at], WordPair{}); // behind the last
    }
}

TEST(Ars, EveryCoordinateCounts) {
    std::set<WordPair> seen;
    for (const std::uint64_t random_seed : {1, 2})
        for (const Domain domain : {Domain::forward, Domain::testing})
            for (const std::uint16_t layer : {std::uint16_t{0}, std::uint16_t{1}})
                for (const std::uint32_t wave : {0, 1})
                    for (const std::uint32_t sample : {0, 1})
                        for (const std::uint64_t vertex : {0, 1})
                            for (const std::uint32_t draw : {0, 1})
                                seen.insert(random_pair({random_seed, domain, layer, wave}, sample, vertex, draw));
    EXPECT_EQ(seen.size(), 128U);
}

TEST(Ars, AStreamIsThePairsInOrder) {
    const RandomKey key{3, Domain::testing};
    ArsStream words(key, 5, 11);
    std::vector<std::uint64_t> first;
    for (std::uint32_t draw = 0; draw < 2; ++draw)
        for (const std::uint64_t word : random_pair(key, 5, 11, draw))
            first.push_back(word);
    ArsStream after_one(key, 5, 11, std::span(first).first(2));
    ArsStream after_two(key, 5, 11, first);
    for (std::uint32_t draw = 0; draw < 20; ++draw)
        for (const std::uint64_t word : random_pair(key, 5, 11, draw)) {
            EXPECT_EQ(words.next(), word);
            EXPECT_EQ(after_one.next(), word);
            EXPECT_EQ(after_two.next(), word);
        }
}

/// Neighbours in each coordinate differ in half of their bits, each bit as often: 2,048 places of each kind.
TEST(Ars, NeighboursAreIndependent) {
    constexpr std::uint32_t kPlaces = 2048;
    const RandomKey key{1, Domain::testing};
    const auto pair_at = [&](int coordinate, std::uint32_t i) {
        return random_pair(key, coordinate == 0 ? i : 0, coordinate == 1 ? i : 0, coordinate == 2 ? i : 0);
    };
    for (int coordinate = 0; coordinate < 3; ++coordinate) {
        std::vector<std::uint64_t> ones(128);
        std::vector<std::uint64_t> changes(128);
        for (std::uint32_t i = 0; i < kPlaces; ++i)
            for (std::size_t bit = 0; bit < 128; ++bit) {
                const std::uint64_t here = pair_at(coordinate, i)[bit / 64] >> bit % 64 & 1;
                ones[bit] += here;
                changes[bit] += here ^ (pair_at(coordinate, i + 1)[bit / 64] >> bit % 64 & 1);
            }
        for (const auto& counts : {ones, changes})
            for (const std::uint64_t count : counts)
                EXPECT_LT(std::abs(static_cast<double>(count) - kPlaces / 2.0), 4.5 * std::sqrt(kPlaces) / 2);
    }
}

} // namespace
} // namespace cascade
