#include "kernels/roofline/exchange_speed.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;

TEST(ExchangeSpeed, SizesGrowFourfoldUpToTheLargest) {
    EXPECT_THAT(exchange_sizes_to(8), ElementsAre(8));
    EXPECT_THAT(exchange_sizes_to(1), ElementsAre(1));
    EXPECT_THAT(exchange_sizes_to(100), ElementsAre(8, 32, 100));
    EXPECT_EQ(exchange_sizes_to(8 << 20).size(), 11u);
}

TEST(ExchangeSpeed, RatesGoWithEachOther) {
    Communicator world = testing::world();
    const auto ranks = static_cast<double>(world.size());
    if (world.size() == 1)
        GTEST_SKIP() << "one rank has nobody to exchange with";
    for (std::uint64_t bytes : {1, 8, 100'000}) {
        const ExchangeSpeed speed = exchange_speed(world, bytes, world.size() - 1, 2);
        EXPECT_EQ(speed.bytes_per_pair, bytes);
        EXPECT_GE(speed.rounds, 2u);
        EXPECT_GT(speed.seconds_per_round, 0);
        EXPECT_NEAR(speed.messages_per_second * speed.seconds_per_round, ranks * (ranks - 1), 1e-6);
        EXPECT_NEAR(speed.bytes_per_second / speed.messages_per_second, static_cast<double>(bytes), 1e-6);
    }
}

TEST(ExchangeSpeed, OfEveryBackEndAndWithFewPartners) {
    Communicator world = testing::world();
    if (world.size() == 1)
        GTEST_SKIP() << "one rank has nobody to exchange with";
    for (const ExchangeSpelling& spelling : kExchangeSpellings) {
        world.exchange.backend = spelling.backend;
        const ExchangeSpeed speed = exchange_speed(world, 100'000, 1, 1);
        EXPECT_NEAR(speed.messages_per_second * speed.seconds_per_round, world.size(), 1e-6);
    }
}

} // namespace
} // namespace cascade
