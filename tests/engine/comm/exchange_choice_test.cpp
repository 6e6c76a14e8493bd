#include "engine/comm/exchange_choice.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cascade {
namespace {

using testing::world;

TEST(FullestRound, IsTheLargestOfEachFigureOverRanks) {
    // Rank r says r + 1 bytes to rank 0 and 10 to the next one; nothing counts that it keeps.
    const int p = world().size();
    const int next = (world().rank() + 1) % p;
    const std::string words(static_cast<std::size_t>(std::max(p, 10)), 'x');
    std::vector<std::span<const char>> send(static_cast<std::size_t>(p));
    send[0] = std::span(words).first(static_cast<std::size_t>(world().rank() + 1));
    send[static_cast<std::size_t>(next)] = std::span(words).first(10);
    send[static_cast<std::size_t>(world().rank())] = std::span(words);
    const RoundSize size = fullest_round(world(), send);
    EXPECT_EQ(size.largest, p == 1 ? 0U : static_cast<std::uint64_t>(std::max(p - 1, 10)));
    EXPECT_EQ(size.partners, p == 1 ? 0U : p == 2 ? 1U : 2U);
    // The last but one is the last with two partners: the last one's next is rank 0.
    EXPECT_EQ(size.bytes, p == 1 ? 0U : p == 2 ? 10U : 10U + static_cast<std::uint64_t>(p) - 1);
}

TEST(CheapestExchange, FewPartnersOfManyAreSparse) {
    for (int ranks : {64, 1024, 16384})
        EXPECT_EQ(cheapest_exchange({.largest = 100, .bytes = 300, .partners = 3}, ranks, 1), ExchangeBackend::sparse);
}

TEST(CheapestExchange, SmallRoundsOfManyPartnersTakeTwoHops) {
    for (int ranks : {64, 1024, 16384})
        EXPECT_EQ(
            cheapest_exchange(
                {.largest = 100, .bytes = 100 * std::uint64_t(ranks), .partners = std::uint64_t(ranks - 1)}, ranks, 1),
            ExchangeBackend::grid);
}

TEST(CheapestExchange, LargeRoundsGoStraight) {
    for (int ranks : {64, 1024, 16384})
        EXPECT_EQ(cheapest_exchange({.largest = 1 << 20,
                                     .bytes = (1ULL << 20) * std::uint64_t(ranks),
                                     .partners = std::uint64_t(ranks - 1)},
                                    ranks, 1),
                  ExchangeBackend::direct);
}

} // namespace
} // namespace cascade
