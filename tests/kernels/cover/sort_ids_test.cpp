#include "kernels/cover/sort_ids.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cascade {
namespace {

TEST(SortIds, EqualsStdSort) {
    std::mt19937_64 words(1);
    std::vector<std::uint32_t> buffer;
    for (const std::size_t count : {0, 1, 2, 16, 17, 32, 33, 127, 128, 129, 255, 256, 257, 1000, 5000})
        for (const unsigned bits : {1, 7, 8, 9, 16, 17, 24, 25, 32})
            for (const std::uint32_t base : {0U, 1000U}) {
                std::vector<std::uint32_t> ids(count);
                for (std::uint32_t& id : ids)
                    id = base + static_cast<std::uint32_t>(words() >> (64 - bits)) / 2;
                std::vector<std::uint32_t> expected = ids;
                std::sort(expected.begin(), expected.end());
                sort_ids(ids, buffer);
                EXPECT_TRUE(ids == expected) << count << " ids of " << bits << " bits from " << base;
            }
}

TEST(SortIds, TheEndsOfTheRange) {
    std::vector<std::uint32_t> buffer;
    std::vector<std::uint32_t> ids(300, 7);
    ids[0] = 0xffffffff;
    ids[299] = 0;
    sort_ids(ids, buffer);
    EXPECT_EQ(ids.front(), 0U);
    EXPECT_EQ(ids[1], 7U);
    EXPECT_EQ(ids.back(), 0xffffffff);
}

} // namespace
} // namespace cascade
