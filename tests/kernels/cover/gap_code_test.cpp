#include "kernels/cover/gap_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace cascade {
namespace {

using Numbers = std::vector<std::uint32_t>;

Numbers read(const std::vector<std::uint8_t>& bytes, std::size_t size, std::size_t count) {
    Numbers numbers;
    gap_code::for_each(bytes.data(), bytes.data() + size, static_cast<std::uint32_t>(count),
                       [&](std::uint32_t number) { numbers.push_back(number); });
    return numbers;
}

/// Writes and reads back; the bytes it took.
std::size_t expect_same(const Numbers& numbers) {
    std::vector<std::uint8_t> bytes(gap_code::most_bytes(numbers.size()), 0xa5);
    const std::uint8_t* const end = gap_code::write(bytes.data(), numbers, 0);
    const auto size = static_cast<std::size_t>(end - bytes.data());
    EXPECT_LE(size + gap_code::kSlack, bytes.size());
    EXPECT_EQ(read(bytes, size, numbers.size()), numbers);
    EXPECT_EQ(size > 0, !numbers.empty());
    const std::size_t rest = numbers.size() % gap_code::kFrame;
    const std::size_t tail = gap_code::tail_bytes(end, static_cast<std::uint32_t>(numbers.size()));
    EXPECT_EQ(tail > 0, rest > 0);
    EXPECT_EQ(read(bytes, size - tail, numbers.size() - rest), Numbers(numbers.begin(), numbers.end() - rest));
    return size;
}

TEST(GapCode, GivesBackWhatWasWritten) {
    std::mt19937_64 words(1);
    for (std::size_t count = 0; count <= 40; ++count)
        for (unsigned bits = 0; bits <= 32; ++bits) {
            Numbers numbers(count);
            for (std::uint32_t& number : numbers)
                number = static_cast<std::uint32_t>(words() & ((std::uint64_t{1} << bits) - 1));
            std::sort(numbers.begin(), numbers.end());
            expect_same(numbers);
        }
}

TEST(GapCode, TakesTheWidestGapOfEight) {
    EXPECT_EQ(expect_same({1, 2, 3, 4, 5, 6, 7, 8}), 1U + 1);
    EXPECT_EQ(expect_same({1, 2, 3, 4, 5, 6, 7, 0xffffffff}), 1U + 32);
    EXPECT_EQ(expect_same({0xfffffffe, 0xffffffff}), 8U + 1);
    EXPECT_EQ(expect_same({0}), 1U); // a gap of no bits, and the width
    EXPECT_EQ(expect_same({7, 7, 7}), 2U + 1);
    EXPECT_EQ(expect_same({0, 0, 0, 0, 0, 0, 0, 0, 0xffffffff}), 1U + 4 + 1);
}

} // namespace
} // namespace cascade
