// Every id once, ascending, and found again, dense or scattered.

#include "engine/graph/id_table.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace cascade {
namespace {

EdgeList list_of(const std::vector<OriginalId>& ids, std::vector<OriginalId> members = {}) {
    EdgeCollector collector(false);
    for (std::size_t i = 0; i + 1 < ids.size(); i += 2)
        collector.add(ids[i], ids[i + 1]);
    EdgeList list;
    list.blocks = collector.take();
    list.members = std::move(members);
    return list;
}

void expect_table(const std::vector<OriginalId>& ids, const std::vector<OriginalId>& members = {}) {
    std::set<OriginalId> distinct(ids.begin(), ids.end());
    distinct.insert(members.begin(), members.end());
    const std::vector<OriginalId> sorted(distinct.begin(), distinct.end());
    for (int threads : {1, 2, 3}) {
        const IdTable table(threads, list_of(ids, members));
        EXPECT_EQ(table.size(), sorted.size());
        EXPECT_EQ(table.ids(threads), sorted);
        for (std::size_t i = 0; i < sorted.size(); ++i)
            EXPECT_EQ(table.index_of(sorted[i]), i);
    }
}

constexpr OriginalId kLeast = std::numeric_limits<OriginalId>::min();
constexpr OriginalId kMost = std::numeric_limits<OriginalId>::max();

TEST(IdTable, DenseIdsMayBeNegativeAndRepeat) {
    expect_table({});
    expect_table({5, 5});
    expect_table({-3, 200, 7, -3, 63, 64, 65, 0});
}

TEST(IdTable, IdsFarApartAreFoundToo) {
    expect_table({kLeast, kMost, 0, -1});
    std::vector<OriginalId> scattered;
    for (OriginalId i = 0; i < 4000; ++i)
        scattered.push_back((i % 1500 - 700) * 1'000'000'000'000'037);
    expect_table(scattered);
}

TEST(IdTable, MembersWithoutEdgesCount) {
    expect_table({}, {9});
    expect_table({1, 2}, {2, 40, -8});
    expect_table({kLeast, kMost}, {3});
}

} // namespace
} // namespace cascade
