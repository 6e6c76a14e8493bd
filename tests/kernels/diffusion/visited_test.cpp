#include "kernels/diffusion/visited.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>

namespace cascade {
namespace {

/// One lane of VisitedLanes, which others are filled around.
class VisitedSet {
public:
    using Key = std::uint32_t;

    explicit VisitedSet(std::uint64_t universe = ~std::uint32_t{0})
        : lanes_(std::make_unique<VisitedLanes>(universe)) {}

    bool insert(Key key) {
        lanes_->insert(kLane - 1, key / 2);
        lanes_->insert(kLane + 1, key / 3);
        return lanes_->insert(kLane, key);
    }
    void clear() { lanes_->clear(kLane); }

private:
    static constexpr std::uint32_t kLane = 17;
    std::unique_ptr<VisitedLanes> lanes_;
};

/// Inserts random keys into `set` and a std::set, over and over, and compares what was new.
template <class Set>
void compare_with_plain_set(std::uint64_t key_mask, Set set = Set()) {
    std::mt19937_64 words(1);
    for (int round = 0; round < 300; ++round) {
        std::set<std::uint64_t> plain;
        const std::size_t inserts = round % 7 == 0 ? 5000 : round % 50;
        for (std::size_t i = 0; i < inserts; ++i) {
            const std::uint64_t key = words() & key_mask;
            ASSERT_EQ(set.insert(static_cast<typename Set::Key>(key)), plain.insert(key).second) << "round " << round;
        }
        for (const std::uint64_t key : plain)
            ASSERT_FALSE(set.insert(static_cast<typename Set::Key>(key)));
        set.clear();
    }
}

TEST(VisitedSet, AgreesWithAPlainSet) {
    compare_with_plain_set<VisitedSet>(0xfff);
    compare_with_plain_set<VisitedSet>(0xffffffff); // none of these is the last, which marks an empty place
}

TEST(VisitedSet, TurnsIntoABitmapAndBack) {
    for (const int bits : {1, 6, 12, 13, 16, 20, 24}) // a bitmap at once, after some growth, never
        compare_with_plain_set((std::uint64_t{1} << bits) - 1, VisitedSet(std::uint64_t{1} << bits));
    VisitedSet last_word(65);
    EXPECT_TRUE(last_word.insert(64));
    EXPECT_FALSE(last_word.insert(64));
    EXPECT_TRUE(last_word.insert(0));
}

TEST(VisitedSet, KeysThatAreHashedToTheLastPlacesFit) {
    std::uint32_t inverse = VisitedLanes::kHashed; // by Newton: each step doubles the digits that are right
    for (int step = 0; step < 5; ++step)
        inverse *= 2 - VisitedLanes::kHashed * inverse;
    VisitedSet set;
    for (std::uint32_t i = 1; i <= 1000; ++i) // from the last place down: no table has room for all behind it
        ASSERT_TRUE(set.insert((~std::uint32_t{0} - i) * inverse)) << i;
    for (std::uint32_t i = 1; i <= 1000; ++i)
        ASSERT_FALSE(set.insert((~std::uint32_t{0} - i) * inverse)) << i;
}

TEST(VisitedPairs, AgreesWithAPlainSet) {
    compare_with_plain_set<VisitedPairs>(0xfff00000fff);
    compare_with_plain_set<VisitedPairs>(~std::uint64_t{1});
}

TEST(Visited, TheSmallestAndLargestKeysAreKeys) {
    VisitedSet set;
    VisitedPairs pairs;
    for (const std::uint32_t key : {0U, ~0U}) {
        EXPECT_TRUE(set.insert(std::min(key, ~0U - 1)));
        EXPECT_FALSE(set.insert(std::min(key, ~0U - 1)));
        EXPECT_TRUE(pairs.insert(key));
        EXPECT_FALSE(pairs.insert(key));
    }
    EXPECT_TRUE(pairs.insert(~std::uint64_t{1}));
    set.clear();
    pairs.clear();
    EXPECT_TRUE(set.insert(0));
    EXPECT_TRUE(pairs.insert(0));
}

} // namespace
} // namespace cascade
