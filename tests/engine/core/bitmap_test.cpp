#include "engine/core/bitmap.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace cascade {
namespace {

TEST(Bitmap, EmptyHoldsNothing) {
    EXPECT_EQ(Bitmap().size(), 0U);
    EXPECT_EQ(Bitmap(0).count(), 0U);
}

TEST(Bitmap, AgreesWithASet) {
    for (const std::size_t size : {1U, 63U, 64U, 65U, 1000U}) {
        Bitmap bitmap(size);
        std::set<std::size_t> expected;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t bit = i * i % size;
            EXPECT_EQ(bitmap.insert(bit), expected.insert(bit).second);
        }
        bitmap.set(size - 1);
        expected.insert(size - 1);
        for (std::size_t i = 0; i < size; ++i)
            ASSERT_EQ(bitmap.test(i), expected.count(i) == 1) << "bit " << i << " of " << size;
        EXPECT_EQ(bitmap.count(), expected.size());
        EXPECT_EQ(bitmap.size(), size);
    }
}

TEST(Bitmap, TellsWhichBitsOfARangeAreClear) {
    Bitmap bitmap(300);
    for (std::size_t i = 0; i < bitmap.size(); ++i)
        if (i % 3 != 0 && (i < 64 || i >= 128)) // a word without any
            bitmap.set(i);
    for (const std::size_t begin : {0U, 64U, 192U})
        for (const std::size_t end : {0U, 1U, 64U, 65U, 127U, 200U, 300U}) {
            std::vector<std::size_t> clear, expected;
            bitmap.for_each_clear(begin, end, [&](std::size_t i) { clear.push_back(i); });
            for (std::size_t i = begin; i < end; ++i)
                if (!bitmap.test(i))
                    expected.push_back(i);
            EXPECT_EQ(clear, expected) << begin << " to " << end;
        }
    Bitmap(0).for_each_clear(0, 0, [](std::size_t i) { FAIL() << i; });
}

} // namespace
} // namespace cascade
