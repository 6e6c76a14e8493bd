// Arcs sorted digit by digit stand as comparing would have put them.

#include "engine/graph/arc_sort.hpp"
#include "engine/random/draw.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

const RandomKey kSortKey{8, Domain::testing};

/// `count` keys whose tails and heads are drawn_keys below these numbers.
std::vector<std::uint64_t> drawn_keys(std::size_t count, std::uint64_t tails, std::uint64_t heads,
                                      std::uint64_t first = 0) {
    std::vector<std::uint64_t> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t tail = first + below(random_block(kSortKey, count, i, 0)[0], tails);
        const std::uint64_t head = below(random_block(kSortKey, count, i, 1)[0], heads);
        keys[i] = tail << 32 | head;
    }
    return keys;
}

void expect_as_compared(std::vector<std::uint64_t> keys) {
    std::vector<std::uint64_t> expected = keys, scratch;
    std::sort(expected.begin(), expected.end());
    sort_arcs(std::span(keys), scratch);
    EXPECT_EQ(keys, expected);
}

TEST(ArcSort, AgreesWithComparing) {
    for (std::size_t count : {0, 1, 2, 63, 64, 65, 1000, 40'000})
        for (std::uint64_t tails : {std::uint64_t{1}, std::uint64_t{300}, std::uint64_t{1} << 32})
            for (std::uint64_t heads : {std::uint64_t{1}, std::uint64_t{5000}, std::uint64_t{1} << 32})
                expect_as_compared(drawn_keys(count, tails, heads));
    expect_as_compared(drawn_keys(10'000, 1000, 1 << 20, 0xfffffc00));
}

TEST(ArcSort, TakesWhatIsInOrderAsItIs) {
    std::vector<std::uint64_t> keys = drawn_keys(10'000, 400, 70'000);
    const auto by_head = [](std::uint64_t a, std::uint64_t b) { return head_of(a) < head_of(b); };
    std::stable_sort(keys.begin(), keys.end(), by_head);
    expect_as_compared(keys);
    std::sort(keys.begin(), keys.end());
    expect_as_compared(keys);
}

TEST(ArcSort, ScratchOfALargerCallDoesNoHarm) {
    std::vector<std::uint64_t> scratch, large = drawn_keys(5000, 100, 100), small = drawn_keys(200, 100, 100);
    sort_arcs(std::span(large), scratch);
    std::vector<std::uint64_t> expected = small;
    std::sort(expected.begin(), expected.end());
    sort_arcs(std::span(small), scratch);
    EXPECT_EQ(small, expected);
}

TEST(ArcSort, WeightsComeInTheOrderOfPlaces) {
    std::vector<WeightedArc> arcs{{2, 1, 0, 1}, {1, 9, 5, 2}, {1, 9, 3, 4}, {1, 9, 3, 3}, {1, 2, 7, 5}};
    std::vector<std::uint64_t> scratch;
    sort_arcs(std::span(arcs), scratch);
    std::vector<float> weights;
    for (const WeightedArc& arc : arcs)
        weights.push_back(arc.weight);
    EXPECT_EQ(weights, (std::vector<float>{5, 3, 4, 2, 1}));
}

} // namespace
} // namespace cascade
