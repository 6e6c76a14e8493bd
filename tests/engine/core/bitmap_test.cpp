#include "engine/core/bitmap.hpp"

#include <gtest/gtest.h>

#include <set>

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

} // namespace
} // namespace cascade
