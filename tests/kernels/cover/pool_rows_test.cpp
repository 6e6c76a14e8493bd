#include "kernels/cover/pool_rows.hpp"
#include "tests/support/memory_archive.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
        InvertedPool::Rows rows(pool, first, samples, 2);
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

/// All rows of a pool, end to end.
struct Saved {
    std::vector<std::uint32_t> lengths;
    std::vector<std::byte> bytes;

    explicit Saved(const InvertedPool::Rows& rows) : lengths(rows.count()) {
        rows.lengths(0, lengths);
        bytes.resize(std::accumulate(lengths.begin(), lengths.end(), std::size_t{0}));
        rows.copy(0, rows.count(), bytes);
    }

    void load(InvertedPool::Rows& rows, std::size_t piece) const {
        rows.clear();
        std::span<const std::byte> left = bytes;
        for (std::size_t at = 0; at < lengths.size(); at += piece) {
            const auto some = std::span(lengths).subspan(at, std::min(piece, lengths.size() - at));
            const std::size_t size = std::accumulate(some.begin(), some.end(), std::size_t{0});
            rows.take(at, some, left.first(size));
            left = left.subspan(size);
        }
        rows.complete();
    }
};

TEST(PoolRows, PiecesAndThreadsDoNotShow) {
    constexpr LocalVertex n = 20'000; // slabs of 256
    constexpr std::uint32_t kSamples = 5000;
    InvertedPool pool(n);
    append(pool, lists_of(0, n, 0, kSamples));
    pool.settle(1, kSamples);
    const Saved saved(InvertedPool::Rows(pool, 0, kSamples, 1));
    for (const std::size_t piece : {std::size_t{n}, std::size_t{1}, std::size_t{255}, std::size_t{3000}})
        for (const int threads : {1, 3}) {
            InvertedPool back(n);
            InvertedPool::Rows rows(back, 0, kSamples, threads);
            saved.load(rows, piece);
            EXPECT_EQ(back.memberships(), pool.memberships());
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

/// Loads one row into a pool of one vertex and 1,000 samples.
void take(std::vector<std::uint8_t> row) {
    InvertedPool pool(1);
    InvertedPool::Rows rows(pool, 0, 1000, 1);
    rows.clear();
    const std::uint32_t length[] = {static_cast<std::uint32_t>(row.size())};
    rows.take(0, length, std::as_bytes(std::span(row)));
    rows.complete();
    std::uint32_t previous = 0;
    pool.for_each(0, [&](std::uint32_t id) {
        EXPECT_TRUE(id >= previous && id < 1000) << id;
        previous = id;
    });
}

TEST(PoolRows, WhatNoListCanHoldIsRefused) {
    // 3 ids: 5, 5 + 2, 7 + 1, three bits each and the width
    const std::vector<std::uint8_t> good = {3, 0, 0, 0, 8, 0, 0, 0, 0b01010101, 0, 3};
    EXPECT_NO_THROW(take(good));
    EXPECT_NO_THROW(take({}));
    for (std::size_t size = 1; size < good.size(); ++size)
        EXPECT_THROW(take({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}), InputError) << size;
    const auto changed = [&](std::size_t at, std::uint8_t value) {
        std::vector<std::uint8_t> row = good;
        row[at] = value;
        return row;
    };
    EXPECT_THROW(take(changed(0, 7)), InputError) << "more ids than bytes";
    EXPECT_THROW(take(changed(3, 0xff)), InputError) << "billions of ids";
    EXPECT_THROW(take(changed(4, 9)), InputError) << "another largest id";
    EXPECT_THROW(take(changed(10, 33)), InputError) << "a width of 33 bits";
    EXPECT_THROW(take(changed(10, 40)), InputError);
    EXPECT_THROW(take(changed(8, 0)), InputError) << "other ids";
    // a bitmap of 1,000 samples has 16 words, the last with 40 bits
    std::vector<std::uint8_t> dense(8 + 128, 0);
    std::fill_n(dense.begin() + 4, 4, 0xff);
    dense[0] = 2;
    dense[8] = 0b11;
    EXPECT_NO_THROW(take(dense));
    dense[0] = 3;
    EXPECT_THROW(take(dense), InputError) << "three samples, two bits";
    dense[8] = 0b01;
    dense[0] = 2;
    dense.back() = 0x80;
    EXPECT_THROW(take(dense), InputError) << "sample 1,023";
    dense.back() = 0;
    dense.resize(8 + 127);
    EXPECT_THROW(take(dense), InputError) << "half a word";
    dense.resize(8 + 136);
    EXPECT_THROW(take(dense), InputError) << "more words than samples";
}

TEST(PoolRows, RandomBytesAreRefusedOrAreAList) {
    std::mt19937 words(7);
    for (int i = 0; i < 200'000; ++i) {
        std::vector<std::uint8_t> row(words() % 40);
        for (std::uint8_t& byte : row)
            byte = static_cast<std::uint8_t>(words() % 3 == 0 ? words() : words() % 4);
        if (row.size() > 3)
            row[1] = row[2] = row[3] = 0;
        try {
            take(row);
        } catch (const InputError&) {
        }
    }
}

} // namespace
} // namespace cascade
