#include "engine/core/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(Check, PassesInSilence) {
    EXPECT_NO_THROW(CASCADE_CHECK(1 + 1 == 2, "arithmetic"));
}

TEST(Check, NamesPlaceConditionAndValues) {
    try {
        const int count = 3;
        CASCADE_CHECK(count < 3, "count is {}", count);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::internal);
        EXPECT_FALSE(error.agreed());
        EXPECT_THAT(error.what(), ::testing::HasSubstr("check_test.cpp:"));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("count is 3"));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("count < 3"));
    }
}

} // namespace
} // namespace cascade
