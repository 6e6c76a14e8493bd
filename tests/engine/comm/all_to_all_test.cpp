#include "engine/comm/all_to_all.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace cascade {
namespace {

using testing::world;

/// A value of type T that tells who sent it to whom and as which.
template <class T>
T make(int from, int to, std::size_t i) {
    return static_cast<T>(static_cast<std::uint64_t>(from) * 1'000'003 + static_cast<std::uint64_t>(to) * 7919 + i);
}
struct Item {
    std::uint64_t sample;
    std::uint32_t vertex;
    std::uint8_t hop;
    bool operator==(const Item&) const = default;
};
template <>
Item make<Item>(int from, int to, std::size_t i) {
    return {i << 33, static_cast<std::uint32_t>(from * 100 + to), static_cast<std::uint8_t>(i)};
}
using Line = std::array<char, 33>;
template <>
Line make<Line>(int from, int to, std::size_t i) {
    Line line{};
    line[0] = static_cast<char>(from);
    line[1] = static_cast<char>(to);
    line[32] = static_cast<char>(i);
    return line;
}

/// How many items rank `from` sends to rank `to`.
using Shape = std::size_t (*)(int from, int to);

/// Sends in the given shape and checks every item, source range and order.
template <class T>
void deliver(const Communicator& comm, Shape shape) {
    std::vector<std::vector<T>> outbox(static_cast<std::size_t>(comm.size()));
    for (int to = 0; to < comm.size(); ++to)
        for (std::size_t i = 0; i < shape(comm.rank(), to); ++i)
            outbox[static_cast<std::size_t>(to)].push_back(make<T>(comm.rank(), to, i));
    const Received<T> received = all_to_all(comm, outbox);
    ASSERT_EQ(received.first.size(), static_cast<std::size_t>(comm.size()) + 1);
    EXPECT_EQ(received.first[0], 0U);
    EXPECT_EQ(received.first.back(), received.items.size());
    for (int from = 0; from < comm.size(); ++from) {
        const std::span<const T> items = received.from(from);
        ASSERT_EQ(items.size(), shape(from, comm.rank())) << "from rank " << from;
        for (std::size_t i = 0; i < items.size(); ++i)
            ASSERT_TRUE(items[i] == make<T>(from, comm.rank(), i)) << "item " << i << " from rank " << from;
    }
}

template <class T>
class AllToAll : public ::testing::Test {
protected:
    /// Every back end, the grid also with two ranks a host, with one call for everything and with calls of at most 1 KiB.
    static std::vector<Communicator> settings() {
        std::vector<Communicator> all;
        for (const ExchangeSpelling& spelling : kExchangeSpellings)
            for (const std::size_t cap : {std::size_t{1} << 30, std::size_t{1} << 10})
                for (const int ranks_per_host : {1, 2}) {
                    if (ranks_per_host > 1 && spelling.backend != ExchangeBackend::grid)
                        continue;
                    all.push_back(world());
                    all.back().exchange = {
                        .backend = spelling.backend, .bytes_per_round = cap, .ranks_per_host = ranks_per_host};
                }
        return all;
    }
};
using Items = ::testing::Types<std::uint8_t, std::uint32_t, std::uint64_t, double, Item, Line>;
TYPED_TEST_SUITE(AllToAll, Items);

TYPED_TEST(AllToAll, Empty) {
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(comm, [](int, int) { return std::size_t{0}; });
}

TYPED_TEST(AllToAll, OneItemEach) {
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(comm, [](int, int) { return std::size_t{1}; });
}

TYPED_TEST(AllToAll, UnequalShares) {
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(comm,
                           [](int from, int to) { return static_cast<std::size_t>((from * 37 + to * 11) % 50 * 9); });
}

TYPED_TEST(AllToAll, OnlyToTheNextRank) {
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(comm, [](int from, int to) {
            return to == (from + 1) % world().size() ? std::size_t{1500} : std::size_t{0};
        });
}

TYPED_TEST(AllToAll, OneRankFloodsAnother) {
    // The others must take part in all of its rounds.
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(comm, [](int from, int to) {
            return from == 0 && to == world().size() - 1 ? std::size_t{5000} : std::size_t{0};
        });
}

TYPED_TEST(AllToAll, OneRankHearsFromAll) {
    for (const Communicator& comm : this->settings())
        deliver<TypeParam>(
            comm, [](int from, int to) { return to == 0 ? static_cast<std::size_t>(100 * from + 1) : std::size_t{0}; });
}

TEST(AllToAllCap, ExactMultiplesAndOneByteMore) {
    for (const ExchangeSpelling& spelling : kExchangeSpellings) {
        Communicator comm = world();
        // 64 bytes a pair and round of direct
        comm.exchange = {.backend = spelling.backend, .bytes_per_round = 64 * static_cast<std::size_t>(comm.size())};
        deliver<std::uint8_t>(comm, [](int, int) { return std::size_t{64}; });
        deliver<std::uint8_t>(comm, [](int, int) { return std::size_t{65}; });
        deliver<std::uint8_t>(comm, [](int, int) { return std::size_t{128}; });
        comm.exchange.bytes_per_round = 0; // still makes progress, a byte at a time
        deliver<std::uint8_t>(comm, [](int, int) { return std::size_t{5}; });
    }
}

/// What a rank sends in one exchange of `shape` bytes.
Traffic traffic_of(const Communicator& comm, Shape shape) {
    const Traffic before = comm.traffic();
    deliver<std::uint8_t>(comm, shape);
    Traffic sent = comm.traffic();
    sent.bytes -= before.bytes;
    sent.messages -= before.messages;
    for (std::size_t i = 0; i < kExchangeBackends; ++i)
        sent.exchanges[i] -= before.exchanges[i];
    return sent;
}

TEST(AllToAllTraffic, CountsWhatWentToOthersAndHow) {
    Communicator comm = world();
    const auto others = static_cast<std::uint64_t>(comm.size() - 1);
    if (others == 0)
        GTEST_SKIP() << "one rank has no others";
    for (const ExchangeBackend backend : {ExchangeBackend::direct, ExchangeBackend::sparse}) {
        comm.exchange = {.backend = backend};
        const Traffic sent = traffic_of(comm, [](int, int) { return std::size_t{10}; });
        EXPECT_EQ(sent.bytes, 10 * others);
        EXPECT_EQ(sent.messages, others);
        EXPECT_EQ(sent.exchanges[static_cast<std::size_t>(backend)], 1U);
        comm.exchange.bytes_per_round = 4 * static_cast<std::size_t>(comm.size());
        EXPECT_EQ(traffic_of(comm, [](int, int) { return std::size_t{10}; }).bytes, 10 * others);
    }
}

TEST(AllToAllTraffic, RoundsInWhichNobodySpeaksToOthersAreNone) {
    for (const ExchangeSpelling& spelling : kExchangeSpellings) {
        Communicator comm = world();
        comm.exchange = {.backend = spelling.backend};
        const Traffic sent = traffic_of(comm, [](int from, int to) { return std::size_t{from == to ? 9U : 0U}; });
        EXPECT_EQ(sent.exchanges, decltype(sent.exchanges){});
        EXPECT_EQ(sent.bytes + sent.messages, 0U);
    }
}

TEST(AllToAllTraffic, TheGridCarriesBytesAtMostTwiceInFewMessages) {
    Communicator comm = world();
    comm.exchange = {.backend = ExchangeBackend::grid};
    const auto others = static_cast<std::uint64_t>(comm.size() - 1);
    constexpr std::uint64_t kFrame = 8;
    const Traffic sent = traffic_of(comm, [](int, int) { return std::size_t{100}; });
    const std::uint64_t all = all_reduce_sum(comm, sent.bytes);
    EXPECT_GE(all, others * (others + 1) * (100 + kFrame));
    EXPECT_LE(all, 2 * others * (others + 1) * (100 + kFrame));
    EXPECT_LE(sent.messages, 2 * std::ceil(std::sqrt(static_cast<double>(comm.size()))));
}

TEST(AllToAllLatency, AddsAWaitAndChangesNothing) {
    for (const ExchangeSpelling& spelling : kExchangeSpellings) {
        Communicator comm = world();
        comm.exchange = {.backend = spelling.backend, .latency = std::chrono::milliseconds(2)};
        const auto began = std::chrono::steady_clock::now();
        deliver<std::uint8_t>(comm, [](int, int) { return std::size_t{3}; });
        const auto least = std::chrono::milliseconds(comm.size() > 1 ? 2 : 0);
        EXPECT_GE(std::chrono::steady_clock::now() - began, least);
    }
}

TEST(AllToAllGroup, StaysInsideItsCommunicator) {
    Communicator part = world().split(world().rank() % 2);
    part.exchange.bytes_per_round = 1024;
    deliver<std::uint32_t>(part, [](int from, int to) { return static_cast<std::size_t>(300 + from + 2 * to); });
}

TEST(AllToAllMany, RoundsOfDifferentExchangesDoNotMix) {
    Communicator comm = world();
    comm.exchange.bytes_per_round = 1024;
    for (int i = 0; i < 60; ++i) {
        comm.exchange.backend = kExchangeSpellings[static_cast<std::size_t>(i / 2) % kExchangeSpellings.size()].backend;
        deliver<std::uint64_t>(comm, i % 2 == 0
                                         ? Shape([](int from, int) { return static_cast<std::size_t>(from * 40); })
                                         : Shape([](int, int to) { return static_cast<std::size_t>(to * 60); }));
    }
}

TEST(MoveBehind, KeepsTheOrderAndEmptiesTheBoxes) {
    using Boxes = std::vector<std::vector<int>>;
    Boxes all(3);
    Boxes first = {{1, 2}, {}, {3}};
    Boxes second = {{4}, {5}, {}};
    move_behind(all, first);
    move_behind(all, second);
    EXPECT_EQ(all, (Boxes{{1, 2, 4}, {5}, {3}}));
    EXPECT_EQ(first, Boxes(3));
    EXPECT_EQ(second, Boxes(3));
}

} // namespace
} // namespace cascade
