#include "kernels/cover/count_gaps.hpp"
#include "kernels/cover/gap_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace cascade {
namespace {

using Numbers = std::vector<std::uint32_t>;
using Words = std::vector<std::uint64_t>;

/// Counts in a list with junk behind its end, and in the definition.
void expect_counted(std::vector<std::uint8_t> bytes, std::size_t size, const Numbers& numbers, const Words& words) {
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(size), bytes.end(), std::uint8_t{0xa5});
    bytes.resize(size + gap_code::kSlack, 0xa5);
    std::uint32_t expected = 0;
    for (const std::uint32_t number : numbers)
        expected += (words[number / 64] >> (number % 64) & 1) != 0;
    EXPECT_EQ(count_inside(bytes.data(), bytes.data() + size, static_cast<std::uint32_t>(numbers.size()), words),
              expected)
        << numbers.size() << " numbers up to " << (numbers.empty() ? 0 : numbers.back());
}

void expect_counted(const Numbers& numbers, const Words& words) {
    std::vector<std::uint8_t> bytes(gap_code::most_bytes(numbers.size()));
    const auto size = static_cast<std::size_t>(gap_code::write(bytes.data(), numbers, 0) - bytes.data());
    expect_counted(bytes, size, numbers, words);
}

Words random_words(std::size_t size, std::mt19937_64& words) {
    Words bits(size);
    std::generate(bits.begin(), bits.end(), [&] { return words(); });
    return bits;
}

TEST(CountGaps, CountsNumberByNumber) {
    std::mt19937_64 words(1);
    const Words bits = random_words(1 << 12, words);
    for (std::size_t count = 0; count <= 40; ++count)
        for (unsigned width = 0; width <= 18; ++width) {
            Numbers numbers(count);
            for (std::uint32_t& number : numbers)
                number = static_cast<std::uint32_t>(words()) & ((1U << width) - 1);
            std::sort(numbers.begin(), numbers.end());
            expect_counted(numbers, bits);
        }
}

TEST(CountGaps, AllOrNone) {
    Numbers numbers(1000);
    for (std::uint32_t i = 0; i < 1000; ++i)
        numbers[i] = i * 31 / 7;
    expect_counted(numbers, Words(70, ~std::uint64_t{0}));
    expect_counted(numbers, Words(70, 0));
}

/// Gaps of more bits than a register's shuffle can lay out, among others.
TEST(CountGaps, WideGaps) {
    std::mt19937_64 words(2);
    const Words bits = random_words(std::size_t{1} << 23, words); // numbers below 2^29
    for (std::size_t count = 1; count <= 27; ++count)
        for (int round = 0; round < 4; ++round) {
            Numbers numbers(count);
            for (std::uint32_t& number : numbers)
                number = static_cast<std::uint32_t>(words() % (words() % 2 == 0 ? 1U << 29 : 1U << 10));
            std::sort(numbers.begin(), numbers.end());
            expect_counted(numbers, bits);
        }
}

/// A frame may say more bits than its gaps need, up to 32.
TEST(CountGaps, FramesOfEveryWidth) {
    std::mt19937_64 words(3);
    const Words bits = random_words(64, words);
    for (std::uint32_t width = 8; width <= 32; ++width)
        for (const std::size_t rest : {1, 5, 7}) {
            Numbers numbers(gap_code::kFrame + rest);
            for (std::uint32_t& number : numbers)
                number = static_cast<std::uint32_t>(words() % 256);
            std::sort(numbers.begin(), numbers.end());
            const std::span all(numbers);
            std::vector<std::uint8_t> bytes(gap_code::most_bytes(numbers.size()));
            bytes[0] = static_cast<std::uint8_t>(width);
            std::uint8_t* end = gap_code::write_gaps(bytes.data() + 1, all.first(gap_code::kFrame), 0, width);
            end = gap_code::write_gaps(end, all.subspan(gap_code::kFrame), numbers[gap_code::kFrame - 1], width);
            *end++ = static_cast<std::uint8_t>(width);
            expect_counted(bytes, static_cast<std::size_t>(end - bytes.data()), numbers, bits);
        }
}

} // namespace
} // namespace cascade
