#include "engine/random/philox.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <vector>

namespace cascade {
namespace {

__extension__ using Wide = unsigned __int128;

/// Philox4x64 written from the paper (section 3.3 and the constants of its reference code), any number of rounds.
RandomBlock philox(RandomBlock counter, std::array<std::uint64_t, 2> key, int rounds) {
    for (int round = 0; round < rounds; ++round) {
        const Wide a = Wide{0xD2E7470EE14C6C93} * counter[0];
        const Wide b = Wide{0xCA5A826395121157} * counter[2];
        counter = {static_cast<std::uint64_t>(b >> 64) ^ counter[1] ^ key[0], static_cast<std::uint64_t>(b),
                   static_cast<std::uint64_t>(a >> 64) ^ counter[3] ^ key[1], static_cast<std::uint64_t>(a)};
        key[0] += 0x9E3779B97F4A7C15; // golden ratio
        key[1] += 0xBB67AE8584CAA73B; // sqrt(3) - 1
    }
    return counter;
}

constexpr std::uint64_t kOnes = ~std::uint64_t{0};
constexpr RandomBlock kPiCounter = {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89};
constexpr std::array<std::uint64_t, 2> kPiKey = {0x452821e638d01377, 0xbe5466cf34e90c6c};

TEST(Philox, IndependentVersionGivesThePublishedTenRoundVectors) {
    EXPECT_EQ(philox({}, {}, 10),
              (RandomBlock{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}));
    EXPECT_EQ(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}, 10),
              (RandomBlock{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}));
    EXPECT_EQ(philox(kPiCounter, kPiKey, 10),
              (RandomBlock{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}));
}

TEST(Philox, SevenRoundsGiveThePublishedVectors) {
    struct Vector {
        RandomBlock counter;
        std::array<std::uint64_t, 2> key;
        RandomBlock words;
    };
    const std::vector<Vector> published = {
        {{}, {}, {0x5dc8ee6268ec62cd, 0x139bc570b6c125a0, 0x84d6deb4fb65f49e, 0xaff7583376d378c2}},
        {{kOnes, kOnes, kOnes, kOnes},
         {kOnes, kOnes},
         {0x071dd84367903154, 0x48e2bbdc722b37d1, 0x6afa9890bb89f76c, 0x9194c8d8ada56ac7}},
        {kPiCounter, kPiKey, {0x513a366704edf755, 0xf05d9924c07044d3, 0xbef2cb9cbea74c6c, 0x8db948de4caa1f8a}},
    };
    for (const Vector& vector : published) {
        EXPECT_EQ(philox(vector.counter, vector.key, 7), vector.words);
        const auto library =
            r123::Philox4x64_R<7>{}({{vector.counter[0], vector.counter[1], vector.counter[2], vector.counter[3]}},
                                    {{vector.key[0], vector.key[1]}});
        EXPECT_EQ((RandomBlock{library[0], library[1], library[2], library[3]}), vector.words);
    }
}

TEST(Philox, APlaceIsLaidOutAsTheHeaderSays) {
    const RandomKey key{77, Domain::forward, 0x1234, 0x89abcdef};
    const std::uint64_t use = (std::uint64_t{60} << 48) | (std::uint64_t{0x1234} << 32) | 0x89abcdef;
    const std::uint64_t sample = std::uint64_t{5} << 40;
    EXPECT_EQ(random_block(key, sample, 9, 3), philox({sample, 9, 3, 0}, {77, use}, 7));
    EXPECT_EQ(random_block({}, 0, 0, 0), philox({}, {1, std::uint64_t{10} << 48}, 7));
}

TEST(Philox, EveryCoordinateMatters) {
    std::set<RandomBlock> blocks;
    for (const std::uint64_t random_seed : {1, 2})
        for (const Domain domain : {Domain::selection, Domain::certification, Domain::report})
            for (const std::uint16_t layer : {std::uint16_t{0}, std::uint16_t{1}})
                for (const std::uint32_t wave : {0U, 1U})
                    for (const std::uint64_t sample : {0, 1})
                        for (const std::uint64_t vertex : {0, 1})
                            for (const std::uint64_t draw : {0, 1})
                                blocks.insert(random_block({random_seed, domain, layer, wave}, sample, vertex, draw));
    EXPECT_EQ(blocks.size(), 192U);
}

TEST(Philox, NeighbouringPlacesShareHalfTheirBits) {
    // Coordinates differ in one step of sample, vertex or draw; bits must differ like coins.
    const RandomKey key{3, Domain::testing};
    for (int axis = 0; axis < 3; ++axis) {
        std::uint64_t differing = 0;
        constexpr std::uint64_t kPlaces = 20'000;
        for (std::uint64_t i = 0; i < kPlaces; ++i) {
            const RandomBlock a = random_block(key, i, i % 97, i % 5);
            const RandomBlock b = random_block(key, i + (axis == 0), i % 97 + (axis == 1), i % 5 + (axis == 2));
            for (int w = 0; w < 4; ++w)
                differing += static_cast<std::uint64_t>(
                    std::popcount(a[static_cast<std::size_t>(w)] ^ b[static_cast<std::size_t>(w)]));
        }
        constexpr double kBits = 256.0 * kPlaces;
        EXPECT_LT(std::abs(static_cast<double>(differing) - kBits / 2) / std::sqrt(kBits / 4), 4.0) << "axis " << axis;
    }
}

TEST(Philox, TopBytesOfNeighboursAreUniformAndIndependent) {
    const RandomKey key{4, Domain::testing};
    constexpr std::uint64_t kPlaces = 1 << 20;
    std::vector<std::uint64_t> pairs(65536);
    for (std::uint64_t s = 0; s < kPlaces; ++s)
        ++pairs[(random_block(key, s, 7, 0)[0] >> 56) << 8 | random_block(key, s, 8, 0)[0] >> 56];
    const std::vector<double> expected(65536, static_cast<double>(kPlaces) / 65536);
    EXPECT_LT(std::abs(testing::chi_square_distance(pairs, expected)), 4.0);
}

} // namespace
} // namespace cascade
