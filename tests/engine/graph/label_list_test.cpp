// Texts end to end come apart again, on one rank and on their way to others.

#include "engine/graph/label_list.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

TEST(LabelList, KeepsTextsOfAnyContent) {
    LabelList labels;
    for (std::string_view text : {"a,\"b\"", "", "two\nlines", "小米·社群"})
        labels.push_back(text);
    ASSERT_EQ(labels.size(), 4u);
    EXPECT_EQ(labels[0], "a,\"b\"");
    EXPECT_EQ(labels[1], "");
    EXPECT_EQ(labels[2], "two\nlines");
    EXPECT_EQ(labels[3], "小米·社群");
    const LabelList moved = std::move(labels);
    EXPECT_EQ(moved.bytes(), "a,\"b\"two\nlines小米·社群");
}

TEST(LabelList, TravelsToEveryRankInOrder) {
    const auto p = static_cast<std::uint64_t>(world().size());
    LabelList mine;
    std::vector<std::uint64_t> bounds(1);
    for (std::uint64_t to = 0; to < p; ++to) { // rank r sends rank d d labels "r>d#i"
        for (std::uint64_t i = 0; i < to; ++i)
            mine.push_back(std::to_string(world().rank()) + ">" + std::to_string(to) + "#" + std::to_string(i));
        bounds.push_back(mine.size());
    }
    const ReceivedLabels came = send_labels(world(), mine, bounds);
    const auto me = static_cast<std::uint64_t>(world().rank());
    ASSERT_EQ(came.items.size(), p * me);
    for (std::uint64_t from = 0; from < p; ++from)
        for (std::uint64_t i = 0; i < me; ++i)
            EXPECT_EQ(came.items[came.first[from] + i],
                      std::to_string(from) + ">" + std::to_string(me) + "#" + std::to_string(i));
    LabelList all = gather_labels(world(), mine);
    broadcast(world(), all);
    ASSERT_EQ(all.size(), p * mine.size());
    for (std::uint64_t i = 0; i < mine.size(); ++i)
        EXPECT_EQ(all[me * mine.size() + i], mine[i]);
}

} // namespace
} // namespace cascade
