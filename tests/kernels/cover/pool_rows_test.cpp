#include "kernels/cover/pool_rows.hpp"
#include "tests/support/memory_archive.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>

namespace cascade {
namespace {

using testing::Memory;
using testing::world;
using Lists = std::vector<std::vector<std::uint32_t>>;

/// Vertex v of n; its list has an id in so many samples.
std::uint32_t gap_of(VertexId v) {
    constexpr std::uint32_t kGaps[] = {0, 1000, 3, 70'000, 17};
    return kGaps[v % 5];
}

Lists lists_of(VertexId first, VertexId end, std::uint32_t begin_id, std::uint32_t end_id) {
    Lists lists(end - first);
    for (VertexId v = first; v < end; ++v) {
        std::mt19937 words(static_cast<unsigned>(v));
        const auto below = [&](std::uint32_t bound) { return static_cast<std::uint32_t>(words() % bound); };
        if (gap_of(v) != 0)
            for (std::uint32_t id = below(gap_of(v)); id < end_id; id += 1 + below(2 * gap_of(v)))
                if (id >= begin_id)
                    lists[v - first].push_back(id);
    }
    return lists;
}

void append(InvertedPool& pool, const Lists& lists) {
    std::vector<Membership> all;
    for (LocalVertex v = 0; v < lists.size(); ++v)
        for (const std::uint32_t id : lists[v])
            all.push_back({id, v});
    const std::span<const Membership> parts[] = {all};
    pool.append(2, parts);
}

/// The share of n vertices that falls to a rank of `comm`.
struct Share {
    VertexId first, end;
    Share(const Communicator& comm, VertexId n)
        : first(n * static_cast<VertexId>(comm.rank()) / static_cast<VertexId>(comm.size())),
          end(n * static_cast<VertexId>(comm.rank() + 1) / static_cast<VertexId>(comm.size())) {}
};

struct Kernel final : Restartable {
    Kernel(InvertedPool& p, VertexId f, std::uint64_t s) : pool(p), first(f), samples(s) {}
    void state(Archive& archive) override {
        InvertedPool::Sizes sizes(pool, first);
        archive.rows("sizes", sizes);
        InvertedPool::Rows rows(pool, sizes, samples, 2);
        archive.rows("pool", rows);
    }
    InvertedPool& pool;
    VertexId first;
    std::uint64_t samples;
};

TEST(PoolRows, GoOnOnAnyNumberOfRanksAndGrow) {
    constexpr std::uint32_t kHalf = 300'000;
    for (const VertexId n : {VertexId{0}, VertexId{1}, VertexId{3}, VertexId{700}}) {
        Memory memory;
        {
            const Share mine(world(), n);
            InvertedPool pool(static_cast<LocalVertex>(mine.end - mine.first));
            append(pool, lists_of(mine.first, mine.end, 0, kHalf));
            pool.settle(2, kHalf);
            Kernel kernel(pool, mine.first, kHalf);
            testing::save(world(), memory, kernel);
        }
        const Communicator fewer = world().split(world().rank() % 2); // two halves, each with all vertices
        const Share mine(fewer, n);
        InvertedPool pool(static_cast<LocalVertex>(mine.end - mine.first));
        append(pool, lists_of(mine.first, mine.end, 5, 50)); // must be forgotten
        Kernel kernel(pool, mine.first, kHalf);
        ASSERT_TRUE(testing::load(fewer, memory, kernel));
        append(pool, lists_of(mine.first, mine.end, kHalf, 2 * kHalf));
        pool.settle(2, 2 * kHalf);
        const Lists expected = lists_of(mine.first, mine.end, 0, 2 * kHalf);
        std::uint64_t memberships = 0;
        for (LocalVertex v = 0; v < pool.vertices(); ++v) {
            std::vector<std::uint32_t> list;
            pool.for_each(v, [&](std::uint32_t id) { list.push_back(id); });
            EXPECT_TRUE(list == expected[v]) << "vertex " << mine.first + v << " of " << n << ": " << list.size()
                                             << " samples, " << expected[v].size() << " expected";
            memberships += list.size();
        }
        EXPECT_EQ(pool.memberships(), memberships);
    }
}

/// All rows, end to end.
struct Saved {
    std::vector<std::uint32_t> lengths;
    std::vector<std::byte> bytes;

    explicit Saved(const VertexRows& rows) : lengths(rows.count()) {
        rows.lengths(0, lengths);
        bytes.resize(std::accumulate(lengths.begin(), lengths.end(), std::size_t{0}));
        rows.copy(0, rows.count(), bytes);
    }

    /// In pieces of so many rows, the last one first.
    void load(VertexRows& rows, std::size_t piece) const {
        rows.clear();
        std::vector<std::size_t> begins;
        for (std::size_t at = 0; at < lengths.size(); at += piece)
            begins.push_back(at);
        std::reverse(begins.begin(), begins.end());
        const auto end_of = [&](std::size_t begin) { return std::min(begin + piece, lengths.size()); };
        for (const std::size_t begin : begins)
            rows.expect(begin, std::span(lengths).subspan(begin, end_of(begin) - begin));
        rows.prepare();
        auto from = bytes.end();
        for (const std::size_t begin : begins) {
            std::vector<std::span<std::byte>> rooms;
            rows.rooms(begin, end_of(begin), rooms);
            for (const std::span<std::byte> room : rooms)
                from -= static_cast<std::ptrdiff_t>(room.size());
            auto at = from;
            for (const std::span<std::byte> room : rooms) {
                std::copy_n(at, room.size(), room.begin());
                at += static_cast<std::ptrdiff_t>(room.size());
            }
            rows.take(begin, end_of(begin));
        }
        EXPECT_TRUE(from == bytes.begin());
        rows.complete();
    }
};

TEST(PoolRows, PiecesAndThreadsDoNotShow) {
    constexpr LocalVertex n = 20'000; // slabs of 256
    constexpr std::uint32_t kSamples = 5000;
    InvertedPool pool(n);
    append(pool, lists_of(0, n, 0, kSamples));
    pool.settle(1, kSamples);
    InvertedPool::Sizes old_sizes(pool, 0);
    const Saved saved_sizes(old_sizes);
    const Saved saved(InvertedPool::Rows(pool, old_sizes, kSamples, 1));
    for (const std::size_t piece : {std::size_t{n}, std::size_t{1}, std::size_t{255}, std::size_t{3000}})
        for (const int threads : {1, 3}) {
            InvertedPool back(n);
            InvertedPool::Sizes sizes(back, 0);
            InvertedPool::Rows rows(back, sizes, kSamples, threads);
            saved_sizes.load(sizes, piece);
            saved.load(rows, piece);
            EXPECT_EQ(back.memberships(), pool.memberships());
            EXPECT_TRUE(Saved(sizes).bytes == saved_sizes.bytes);
            const Saved again(rows);
            EXPECT_EQ(again.lengths, saved.lengths) << piece << " rows, " << threads << " threads";
            EXPECT_TRUE(again.bytes == saved.bytes) << piece << " rows, " << threads << " threads";
            Saved damaged = saved;
            damaged.bytes[damaged.bytes.size() / 2] ^= std::byte{0x40};
            damaged.bytes[damaged.bytes.size() / 2 + 1] ^= std::byte{0x40};
            try {
                damaged.load(rows, piece);
                const Saved other(rows); // the damage made another list, which would be the checksums' business
                EXPECT_TRUE(other.bytes == damaged.bytes);
            } catch (const InputError&) {
            }
        }
}

/// Loads one row into a pool of one vertex and 1,000 samples; `size` is the number of ids or `kDenseMark`.
void take(std::uint32_t size, const std::vector<std::uint8_t>& row) {
    InvertedPool pool(1);
    InvertedPool::Sizes sizes(pool, 0);
    sizes.clear();
    std::vector<std::span<std::byte>> rooms;
    sizes.rooms(0, 1, rooms);
    std::memcpy(rooms.at(0).data(), &size, sizeof size);
    InvertedPool::Rows rows(pool, sizes, 1000, 1);
    rows.clear();
    const std::uint32_t length[] = {static_cast<std::uint32_t>(row.size())};
    rows.expect(0, length);
    rows.prepare();
    rooms.clear();
    rows.rooms(0, 1, rooms);
    for (std::size_t at = 0; const std::span<std::byte> room : rooms)
        for (std::byte& byte : room)
            byte = std::byte{row.at(at++)};
    rows.take(0, 1);
    rows.complete();
    std::uint32_t previous = 0, ids = 0;
    pool.for_each(0, [&](std::uint32_t id) {
        EXPECT_TRUE(id >= previous && id < 1000) << id;
        previous = id;
        ++ids;
    });
    EXPECT_EQ(ids, pool.count_of(0));
}

TEST(PoolRows, WhatNoListCanHoldIsRefused) {
    // 5, 5 + 2, 7 + 1, three bits each and the width
    const std::vector<std::uint8_t> good = {0b01010101, 0, 3};
    EXPECT_NO_THROW(take(3, good));
    EXPECT_NO_THROW(take(0, {}));
    EXPECT_THROW(take(1, {}), InputError) << "an id and no byte";
    EXPECT_THROW(take(0, {0}), InputError) << "a byte and no id";
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_THROW(take(3, {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}), InputError) << size;
    EXPECT_THROW(take(7, good), InputError) << "more ids than bytes";
    EXPECT_THROW(take(0xff000003, good), InputError) << "billions of ids";
    EXPECT_THROW(take(3, {0b01010101, 0, 33}), InputError) << "a width of 33 bits";
    EXPECT_THROW(take(3, {0b01010101, 0, 40}), InputError);
    EXPECT_NO_THROW(take(1, {0xe7, 3, 10})) << "sample 999";
    EXPECT_THROW(take(1, {0xe8, 3, 10}), InputError) << "sample 1,000, which was not drawn";
    EXPECT_THROW(take(1, {0xff, 0xff, 0xff, 0xff, 32}), InputError);
    // a bitmap of 1,000 samples has 16 words, the last with 40 bits
    constexpr std::uint32_t kDense = InvertedPool::Sizes::kDenseMark;
    std::vector<std::uint8_t> dense(128, 0);
    dense[0] = 0b11;
    EXPECT_NO_THROW(take(kDense, dense));
    EXPECT_THROW(take(2, dense), InputError) << "no frames";
    dense.back() = 0x80;
    EXPECT_THROW(take(kDense, dense), InputError) << "sample 1,023";
    dense.back() = 0;
    dense.resize(127);
    EXPECT_THROW(take(kDense, dense), InputError) << "half a word";
    dense.resize(136);
    EXPECT_THROW(take(kDense, dense), InputError) << "more words than samples";
}

TEST(PoolRows, SizesHaveFourBytes) {
    InvertedPool pool(2);
    InvertedPool::Sizes sizes(pool, 5);
    EXPECT_NO_THROW(sizes.expect(0, std::vector<std::uint32_t>{4, 4}));
    EXPECT_THROW(sizes.expect(0, std::vector<std::uint32_t>{4, 3}), InputError);
}

TEST(PoolRows, RandomBytesAreRefusedOrAreAList) {
    std::mt19937 words(7);
    for (int i = 0; i < 50'000; ++i) {
        std::vector<std::uint8_t> row(words() % 40);
        for (std::uint8_t& byte : row)
            byte = static_cast<std::uint8_t>(words() % 3 == 0 ? words() : words() % 4);
        const auto size = static_cast<std::uint32_t>(words() % 50 == 0 ? words() : words() % 50);
        try {
            take(size, row);
        } catch (const InputError&) {
        }
    }
}

} // namespace
} // namespace cascade
