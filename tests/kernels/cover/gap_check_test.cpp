#include "engine/core/processor.hpp"
#include "kernels/cover/gap_check.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

namespace cascade {
namespace {

using gap_code::kSlack;
using gap_code::last_of_list;
using Bytes = std::vector<std::uint8_t>;

/// Without slack behind it.
Bytes written(const std::vector<std::uint32_t>& numbers) {
    Bytes bytes(gap_code::most_bytes(numbers.size()));
    bytes.resize(static_cast<std::size_t>(gap_code::write(bytes.data(), numbers, 0) - bytes.data()));
    return bytes;
}

#if defined(__x86_64__)
CASCADE_NEWER_INSTRUCTIONS bool is_list_by_vectors(const Bytes& bytes, std::size_t size, std::uint32_t count,
                                                   std::uint32_t last) {
    return last_of_list<gap_code::VectorSums>(bytes.data(), bytes.data() + size, count) == last;
}
#endif

/// Junk behind the end must not count.
bool check(Bytes bytes, std::uint32_t count, std::uint32_t last, std::uint8_t junk = 0xa5) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kSlack, junk);
    const bool plain = last_of_list<gap_code::PlainSums>(bytes.data(), bytes.data() + size, count) == last;
#if defined(__x86_64__)
    if (has_newer_instructions()) {
        EXPECT_EQ(is_list_by_vectors(bytes, size, count, last), plain);
    }
#endif
    return plain;
}

/// The same, number by number.
bool is_list_by_numbers(Bytes bytes, std::uint32_t count, std::uint32_t last) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kSlack);
    const std::uint8_t* const end = bytes.data() + size;
    std::size_t at = 0;
    for (std::uint32_t frame = 0; frame < count / gap_code::kFrame; ++frame) {
        if (at >= size || bytes[at] > 32)
            return false;
        at += 1u + bytes[at];
    }
    if (at > size || (count % gap_code::kFrame != 0 && (at == size || end[-1] > 32)) ||
        size - at != gap_code::tail_bytes(end, count))
        return false;
    std::uint32_t previous = 0;
    bool ascending = true;
    gap_code::for_each(bytes.data(), end, count, [&](std::uint32_t number) {
        ascending &= number >= previous;
        previous = number;
    });
    return ascending && previous == last;
}

TEST(GapCheck, ListsOfEveryWidthAndLengthAreOnesAndOfNoOtherEnd) {
    std::mt19937 words(11);
    for (std::uint32_t width = 0; width <= 28; ++width)
        for (std::uint32_t count = 1; count <= 3 * gap_code::kFrame; ++count) {
            std::vector<std::uint32_t> numbers(count);
            for (std::uint32_t& gap : numbers)
                gap = static_cast<std::uint32_t>(words() & ((std::uint64_t{1} << width) - 1)) % (~0u / count);
            numbers[words() % count] = static_cast<std::uint32_t>((std::uint64_t{1} << width) - 1) % (~0u / count);
            std::partial_sum(numbers.begin(), numbers.end(), numbers.begin());
            const Bytes bytes = written(numbers);
            const std::uint32_t last = numbers.back();
            EXPECT_TRUE(check(bytes, count, last)) << width << " bits, " << count;
            EXPECT_TRUE(check(bytes, count, last, 0)) << width << " bits, " << count;
            EXPECT_FALSE(check(bytes, count, last + 1));
            EXPECT_FALSE(check(bytes, count, last - 1));
            EXPECT_FALSE(check(bytes, count + gap_code::kFrame, last));
            EXPECT_FALSE(check(Bytes(bytes.begin(), bytes.end() - 1), count, last) && width > 0);
        }
}

TEST(GapCheck, OneGapOfAFrameCountsWhereverItIs) {
    for (std::uint32_t width = 1; width <= 32; ++width)
        for (std::uint32_t i = 0; i < gap_code::kFrame; ++i)
            for (std::uint32_t bit = 0; bit < width; ++bit) {
                Bytes bytes(1 + width);
                bytes[0] = static_cast<std::uint8_t>(width);
                const std::uint32_t place = i * width + bit;
                bytes[1 + place / 8] = static_cast<std::uint8_t>(1u << place % 8);
                EXPECT_TRUE(check(bytes, gap_code::kFrame, std::uint32_t{1} << bit)) << width << ' ' << i << ' ' << bit;
            }
}

TEST(GapCheck, NumbersThatPassTwoToTheThirtyTwoAreNone) {
    for (const std::uint32_t width : {31, 32}) {
        Bytes bytes(1 + width, 0xff);
        bytes[0] = static_cast<std::uint8_t>(width);
        const std::uint64_t sum = 8 * ((std::uint64_t{1} << width) - 1);
        EXPECT_FALSE(check(bytes, gap_code::kFrame, static_cast<std::uint32_t>(sum)));
    }
}

TEST(GapCheck, RandomBytesAreJudgedAsByNumbers) {
    std::mt19937 words(7);
    int lists = 0;
    for (int i = 0; i < 300'000; ++i) {
        Bytes bytes(words() % 40);
        for (std::uint8_t& byte : bytes)
            byte = static_cast<std::uint8_t>(words() % 3 == 0 ? words() : words() % 4);
        const auto count = static_cast<std::uint32_t>(words() % 40);
        Bytes padded = bytes;
        padded.resize(bytes.size() + 40 * 33);
        std::uint64_t last = 0; // of what the bytes would be, so that some are good
        if (count % gap_code::kFrame == 0 || (!bytes.empty() && bytes.back() <= 32)) {
            const std::uint8_t* at = padded.data();
            for (std::uint32_t frame = 0; frame < count / gap_code::kFrame && *at <= 32; ++frame, at += 1 + *at)
                for (std::uint32_t k = 0; k < gap_code::kFrame; ++k)
                    last += gap_code::gap_at(at + 1, *at, k);
            for (std::uint32_t k = 0; k < count % gap_code::kFrame; ++k)
                last += gap_code::gap_at(at, bytes.back(), k);
        }
        const auto end = static_cast<std::uint32_t>(last);
        const bool good = is_list_by_numbers(bytes, count, end);
        ASSERT_EQ(check(bytes, count, end), good) << i;
        lists += good;
    }
    EXPECT_GT(lists, 1000);
}

} // namespace
} // namespace cascade
