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

template <class Arc>
void expect_weights_in_order() {
    std::vector<Arc> arcs{{2, 1, 0, 1}, {1, 9, 5, 2}, {1, 9, 3, 4}, {1, 9, 3, 3}, {1, 2, 7, 5}}, scratch;
    sort_arcs(std::span(arcs), scratch);
    std::vector<float> weights;
    for (const Arc& arc : arcs)
        weights.push_back(arc.weight);
    EXPECT_EQ(weights, (std::vector<float>{5, 3, 4, 2, 1}));
}

TEST(ArcSort, WeightsComeInTheOrderOfTheInput) {
    expect_weights_in_order<NarrowWeightedArc>();
    expect_weights_in_order<WideWeightedArc>();
}

TEST(ArcSort, ManyWeightedArcsStandAsComparingPutsThem) {
    std::vector<NarrowWeightedArc> arcs, scratch;
    for (const std::uint64_t key : drawn_keys(20'000, 60, 90)) {
        const auto i = static_cast<std::uint32_t>(arcs.size());
        const auto number = static_cast<std::uint32_t>(below(random_block(kSortKey, 1, i, 2)[0], 5));
        arcs.push_back({static_cast<std::uint32_t>(tail_of(key)), static_cast<std::uint32_t>(head_of(key)), number,
                        static_cast<float>(i * 7919U % 1000)});
    }
    std::vector<NarrowWeightedArc> expected = arcs;
    std::sort(expected.begin(), expected.end(), comes_before<NarrowWeightedArc>);
    sort_arcs(std::span(arcs), scratch);
    const auto fields = [](const NarrowWeightedArc& arc) { return std::tuple(arc.u, arc.v, arc.number, arc.weight); };
    for (std::size_t i = 0; i < arcs.size(); ++i)
        ASSERT_EQ(fields(arcs[i]), fields(expected[i])) << i;
}

} // namespace
} // namespace cascade
