#include "kernels/cover/inverted_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace cascade {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;
constexpr std::uint64_t kAll = 0xffffffff; ///< samples when ids may be any

void expect_lists(const InvertedPool& pool, Lists expected) {
    ASSERT_EQ(pool.vertices(), expected.size());
    for (LocalVertex v = 0; v < pool.vertices(); ++v) {
        std::vector<std::uint32_t> list;
        pool.for_each(v, [&](std::uint32_t sample) { list.push_back(sample); });
        std::sort(expected[v].begin(), expected[v].end());
        EXPECT_EQ(pool.count_of(v), expected[v].size());
        EXPECT_TRUE(list == expected[v]) << "vertex " << v << ": " << list.size() << " samples, " << expected[v].size()
                                         << " expected";
    }
}

/// From a few places on.
void expect_members(const InvertedPool& pool, const Lists& lists) {
    using Members = std::vector<std::pair<LocalVertex, std::size_t>>;
    const LocalVertex all = pool.vertices();
    for (const auto& [begin, end] :
         {std::pair(0U, all), {0U, all / 2}, {all / 3, all}, {all / 2, all / 2}, {all, all}}) {
        Members members, expected;
        pool.for_each_member(begin, end, [&](LocalVertex v, std::uint32_t count) { members.emplace_back(v, count); });
        for (LocalVertex v = begin; v < end; ++v)
            if (!lists[v].empty())
                expected.emplace_back(v, lists[v].size());
        EXPECT_TRUE(members == expected) << begin << " to " << end << ": " << members.size() << ", " << expected.size();
    }
}

void expect_counts(const InvertedPool& pool, const Lists& lists, const Bitmap& covered) {
    for (LocalVertex v = 0; v < pool.vertices(); ++v) {
        const auto outside =
            std::count_if(lists[v].begin(), lists[v].end(), [&](std::uint32_t j) { return !covered.test(j); });
        EXPECT_EQ(pool.count_outside(v, covered), outside) << "vertex " << v;
    }
}

void append(InvertedPool& pool, int threads, std::span<const Membership> one, std::span<const Membership> two = {}) {
    const std::span<const Membership> parts[] = {one, two};
    pool.append(threads, parts);
}

/// Appends `count` random memberships in portions of at most `largest` of two parts, settling after some of them.
void grow(InvertedPool& pool, int threads, Lists& lists, std::size_t count, std::size_t largest,
          std::mt19937_64& words) {
    const std::uint64_t before = pool.memberships();
    for (std::size_t left = count; left > 0;) {
        std::vector<Membership> portion(std::min<std::size_t>(left, 1 + words() % largest));
        for (Membership& item : portion) {
            item = {static_cast<std::uint32_t>(words() % kAll), static_cast<LocalVertex>(words() % lists.size())};
            lists[item.vertex].push_back(item.sample);
        }
        const std::span<const Membership> all(portion);
        const std::size_t half = words() % (portion.size() + 1);
        append(pool, threads, all.first(half), all.subspan(half));
        left -= portion.size();
        if (words() % 3 == 0)
            pool.settle(threads, kAll);
    }
    EXPECT_EQ(pool.memberships(), before + count);
}

TEST(InvertedPool, EqualsAPlainMapWhateverThePortions) {
    std::mt19937_64 words(1);
    for (const int threads : {1, 3})
        for (const std::size_t vertices : {1, 3, 64, 65, 1000})
            for (const std::size_t largest : {3, 1000}) {
                InvertedPool pool(static_cast<LocalVertex>(vertices));
                Lists lists(vertices);
                for (const std::size_t more : {40, 1500, 1500, 1, 1500}) {
                    grow(pool, threads, lists, more, largest, words);
                    pool.settle(threads, kAll);
                    expect_lists(pool, lists);
                    expect_members(pool, lists);
                }
            }
}

TEST(InvertedPool, ManySlabsAreEncodedSideBySide) {
    std::mt19937_64 words(2);
    InvertedPool pool(100000);
    Lists lists(100000);
    for (const int threads : {3, 1, 3}) {
        grow(pool, threads, lists, 300000, 200000, words);
        pool.settle(threads, kAll);
    }
    expect_lists(pool, lists);
}

/// Samples one after another, with a few in flight, as sampling delivers them: `portions` of about `size` memberships.
class Arrivals {
public:
    explicit Arrivals(std::vector<double> chance) : lists(chance.size()), chance_(std::move(chance)) {}

    std::vector<Membership> next(std::size_t samples, std::uint64_t in_flight = 8) {
        std::vector<Membership> portion;
        for (LocalVertex v = 0; v < chance_.size(); ++v) {
            double at = skip(v) - 1;
            for (; at < static_cast<double>(samples); at += skip(v)) {
                portion.push_back({samples_ + static_cast<std::uint32_t>(at), v});
                lists[v].push_back(portion.back().sample);
            }
        }
        std::vector<std::pair<std::uint64_t, std::size_t>> order;
        for (std::size_t i = 0; i < portion.size(); ++i)
            order.push_back({portion[i].sample + words_() % in_flight, i});
        std::sort(order.begin(), order.end());
        std::vector<Membership> mixed;
        for (const auto& [place, i] : order)
            mixed.push_back(portion[i]);
        samples_ += static_cast<std::uint32_t>(samples);
        return mixed;
    }
    std::uint64_t samples() const { return samples_; }

    Lists lists;

private:
    double skip(LocalVertex v) {
        const double u = (static_cast<double>(words_() >> 12) + 1) * 0x1p-52;
        return 1 + std::floor(std::log(u) / std::log1p(-chance_[v]));
    }
    std::vector<double> chance_;
    std::mt19937_64 words_{7};
    std::uint32_t samples_ = 0;
};

TEST(InvertedPool, DenseListsBecomeBitmapsAndGrow) {
    for (const int threads : {1, 3}) {
        Arrivals arrivals({0.9, 0.07, 0.06, 0.001, 0.5, 1e-9});
        InvertedPool pool(6);
        for (const std::size_t samples : {100, 20000, 50001, 64, 70000}) {
            append(pool, threads, arrivals.next(samples));
            pool.settle(threads, arrivals.samples());
            expect_lists(pool, arrivals.lists);
            Bitmap covered(arrivals.samples());
            for (std::size_t j = 0; j < arrivals.samples(); j += 1 + j % 3)
                covered.set(j);
            expect_counts(pool, arrivals.lists, covered);
        }
        // Frames spend 1.1 bytes on each of the fifth's and the first's ids, a bitmap an eighth of a byte a sample.
        EXPECT_LE(pool.bytes(), 3 * (arrivals.samples() / 8 + 8) + arrivals.lists[2].size() + 2000);
    }
}

TEST(InvertedPool, BitmapsThatThinOutBecomeListsAgain) {
    InvertedPool pool(2);
    Lists lists(2);
    std::vector<Membership> portion;
    for (std::uint32_t j = 0; j < 4000; ++j) {
        portion.push_back({j, 1});
        lists[1].push_back(j);
    }
    append(pool, 1, portion);
    pool.settle(1, 4000);
    expect_lists(pool, lists);
    const std::size_t as_bitmap = pool.bytes();
    EXPECT_LT(as_bitmap, 700U);
    for (const std::uint32_t late : {100000000U, 200000000U, 4294967294U}) {
        append(pool, 1, std::vector<Membership>{{late, 1}});
        lists[1].push_back(late);
        pool.settle(1, std::uint64_t{late} + 1);
        expect_lists(pool, lists);
        EXPECT_LT(pool.bytes(), 2000U); // a bitmap would take megabytes
    }
}

TEST(InvertedPool, LateSmallIdsAndTheLargestOnes) {
    InvertedPool pool(2);
    Lists lists(2);
    for (const std::vector<std::uint32_t>& ids : std::vector<std::vector<std::uint32_t>>{
             {4294967294U, 4294967293U}, {0}, {5, 3, 4294967292U, 4}, {1}, {2147483648U}, {4294967291U, 6, 7, 8, 9}}) {
        std::vector<Membership> portion;
        for (const std::uint32_t id : ids) {
            portion.push_back({id, 0});
            lists[0].push_back(id);
        }
        append(pool, 1, portion);
        pool.settle(1, kAll);
        expect_lists(pool, lists);
    }
}

TEST(InvertedPool, EncodesByItselfWhenMuchWaits) {
    std::mt19937_64 words(2);
    InvertedPool pool(50);
    Lists lists(50);
    std::size_t encoded = 0;
    for (int i = 0; i < 5; ++i) {
        std::vector<Membership> portion(1 << 20);
        for (Membership& item : portion) {
            item = {static_cast<std::uint32_t>(words() % kAll), static_cast<LocalVertex>(words() % 50)};
            lists[item.vertex].push_back(item.sample);
        }
        append(pool, 3, portion);
        encoded += pool.count_of(0) > 0;
        EXPECT_EQ(pool.memberships(), static_cast<std::uint64_t>(i + 1) << 20);
    }
    EXPECT_EQ(encoded, 2U); // from the fourth on
    pool.settle(3, kAll);
    expect_lists(pool, lists);
}

/// 1/100 of 27 M samples on 317,000 vertices, at the same gaps: sets of 4.7, list lengths by a power law.
TEST(InvertedPool, AMembershipTakesNoMoreThanThreeBytes) {
    constexpr std::size_t kVertices = 3170;
    constexpr std::size_t kSamples = 27000000;
    std::vector<double> chance(kVertices);
    double sum = 0;
    for (std::size_t v = 0; v < kVertices; ++v)
        sum += chance[v] = std::pow(static_cast<double>(v + 1), -0.6);
    for (double& p : chance)
        p *= 1280000 / (sum * static_cast<double>(kSamples));
    Arrivals arrivals(chance);
    InvertedPool pool(kVertices);
    for (int portion = 0; portion < 10; ++portion) {
        append(pool, 2, arrivals.next(kSamples / 10));
        if (portion % 3 == 0)
            pool.settle(2, arrivals.samples());
    }
    const auto waiting = static_cast<double>(pool.memberships());
    pool.settle(2, kSamples);
    EXPECT_GT(waiting, 1.25e6);
    const double index = 16.0 * (kVertices + 130);
    EXPECT_LE((static_cast<double>(pool.bytes()) - index) / static_cast<double>(pool.memberships()), 3.0);
    EXPECT_GE((static_cast<double>(pool.bytes()) - index) / static_cast<double>(pool.memberships()), 1.5);
    expect_lists(pool, arrivals.lists);
}

TEST(InvertedPool, ThereMayBeNothing) {
    InvertedPool none(0);
    none.settle(3, 0);
    append(none, 3, {});
    none.settle(3, 10);
    EXPECT_EQ(none.vertices(), 0U);
    EXPECT_EQ(none.memberships(), 0U);
    InvertedPool pool(2);
    append(pool, 1, {});
    pool.append(1, {});
    pool.settle(1, 100);
    expect_lists(pool, {{}, {}});
    EXPECT_EQ(pool.count_outside(1, Bitmap(100)), 0U);
}

} // namespace
} // namespace cascade
