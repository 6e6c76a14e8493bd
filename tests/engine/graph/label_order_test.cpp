// Labels that ranks share get one place in the sorted union.

#include "engine/graph/label_order.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using testing::world;

std::vector<std::string> labels_of(int rank, int count) {
    std::set<std::string> labels;
    for (int i = 0; i < count; ++i)
        labels.insert("用户" + std::to_string(i * (rank + 1)));
    return {labels.begin(), labels.end()};
}

LabelList list_of(const std::vector<std::string>& texts) {
    LabelList list;
    for (const std::string& text : texts)
        list.push_back(text);
    return list;
}

void expect_label_order(int count) {
    std::set<std::string> all;
    for (int rank = 0; rank < world().size(); ++rank)
        for (const std::string& label : labels_of(rank, count))
            all.insert(label);
    const std::vector<std::string> sorted(all.begin(), all.end());
    const std::vector<std::string> mine = labels_of(world().rank(), count);
    const LabelOrder order = order_labels(world(), list_of(mine));
    ASSERT_EQ(order.total, sorted.size());
    for (std::size_t i = 0; i < order.owned.size(); ++i)
        EXPECT_EQ(order.owned[i], sorted.at(order.first + i));
    EXPECT_EQ(all_reduce_sum(world(), std::uint64_t{order.owned.size()}), sorted.size());
    for (std::size_t i = 0; i < mine.size(); ++i)
        EXPECT_EQ(sorted.at(world().size() == 1 ? i : order.positions.at(i)), mine[i]);

    const Partition slices = Partition::equal(order.total, world().size());
    const LabelList slice = move_to_slices(world(), slices, order.first, order.owned);
    ASSERT_EQ(slice.size(), slices.count_of(world().rank()));
    std::vector<VertexId> wanted; // backwards, some twice
    for (std::size_t v = sorted.size(); v-- > 0;)
        wanted.insert(wanted.end(), 1 + v % 2, v);
    const LabelList fetched = fetch_labels(world(), slices, slice, wanted);
    ASSERT_EQ(fetched.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_EQ(fetched[i], sorted[wanted[i]]);
}

TEST(LabelOrder, GivesEveryLabelItsPlaceInTheUnion) {
    for (int count : {0, 1, 2, 700})
        expect_label_order(count);
}

TEST(LabelOrder, LabelsOfOneRankAloneAreSharedOut) {
    const bool last = world().rank() == world().size() - 1;
    const LabelOrder order = order_labels(world(), last ? list_of(labels_of(0, 500)) : LabelList{});
    EXPECT_EQ(order.total, 500u);
    EXPECT_EQ(order.positions.size(), last && world().size() > 1 ? 500u : 0u);
}

} // namespace
} // namespace cascade
