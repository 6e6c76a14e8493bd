#include "engine/core/big_array.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade {
namespace {

TEST(BigArray, EmptyOwnsNothing) {
    const BigArray<int> none;
    const BigArray<int> zero(0);
    EXPECT_TRUE(none.empty());
    EXPECT_TRUE(zero.empty());
    EXPECT_EQ(zero.bytes(), 0U);
    EXPECT_EQ(zero.begin(), zero.end());
    EXPECT_TRUE(zero.span().empty());
}

TEST(BigArray, IsZeroAtBirthAndWritableToTheLastValue) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, std::size_t{8191}, std::size_t{8192},
                                   std::size_t{160000}, std::size_t{1} << 18, (std::size_t{1} << 20) + 3}) {
        BigArray<std::uint64_t> array(size);
        ASSERT_EQ(array.size(), size);
        EXPECT_EQ(array.bytes(), size * 8);
        for (const std::uint64_t value : array)
            ASSERT_EQ(value, 0U);
        for (std::size_t i = 0; i < size; ++i)
            array[i] = i * i;
        for (std::size_t i = 0; i < size; ++i)
            ASSERT_EQ(array.span()[i], i * i);
    }
}

TEST(BigArray, LargeOnesBeginOnAHugePageAndSmallOnesOnALine) {
    for (const std::size_t bytes : {std::size_t{1} << 20, (std::size_t{3} << 20) - 1, std::size_t{5} << 20}) {
        const BigArray<char> array(bytes);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % (std::size_t{2} << 20), 0U);
    }
    for (const std::size_t bytes : {1, 63, 65, 4097, (64 << 10) - 1, 64 << 10}) {
        const BigArray<char> array(bytes);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0U);
    }
}

TEST(BigArray, WhatIsGivenBackReadsAsZerosAndNothingElseDoes) {
    for (Pages pages : {Pages::huge, Pages::small}) {
        BigArray<std::uint32_t> array(std::size_t{3} << 20, pages);
        std::fill(array.begin(), array.end(), 7);
        const std::size_t begin = 1000, end = array.size() - 1000;
        array.give_back(begin, end);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < array.size(); ++i) {
            ASSERT_TRUE(array[i] == 7 || (array[i] == 0 && i >= begin && i < end)) << i;
            zeros += array[i] == 0;
        }
        EXPECT_GE(zeros, pages == Pages::huge ? std::size_t{1} << 20 : array.size() - 4000);
        array.give_back(5, 6); // no whole page
        EXPECT_EQ(array[5], 7U);
    }
    BigArray<std::uint32_t> few(16000); // from the heap: whole pages of it are filled with zeros
    std::fill(few.begin(), few.end(), 7);
    few.give_back(0, few.size());
    EXPECT_GE(std::count(few.begin(), few.end(), 0U), 16000 - 2048);
    std::fill(few.begin(), few.end(), 7);
    few.give_back(100, 1000);
    EXPECT_EQ(std::count(few.begin(), few.end(), 7U), 16000);
}

TEST(BigArray, MovesAndLeavesNothingBehind) {
    BigArray<int> a(10);
    a[9] = 7;
    const int* place = a.data();
    BigArray<int> b(std::move(a));
    EXPECT_EQ(b.data(), place);
    EXPECT_EQ(b[9], 7);
    BigArray<int> c(3);
    c = std::move(b);
    EXPECT_EQ(c.size(), 10U);
    EXPECT_EQ(c[9], 7);
    BigArray<int>& same = c;
    c = std::move(same);
    EXPECT_EQ(c[9], 7);
    c = BigArray<int>();
    EXPECT_TRUE(c.empty());
}

TEST(BigArray, SaysOutOfMemoryInsteadOfWrappingAround) {
    EXPECT_THROW(BigArray<std::uint64_t>(std::size_t{1} << 61), MemoryError);
    EXPECT_THROW(BigArray<std::uint64_t>(~std::size_t{0}), MemoryError);
    try {
        BigArray<char> refused((std::size_t{1} << 46) + 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::out_of_memory);
    }
}

} // namespace
} // namespace cascade
