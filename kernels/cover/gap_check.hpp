#pragma once
// Whether bytes from outside are a list that gap_code.hpp can read: frames that end where the list does, and gaps that add
// up to its last number.
//
// A gap is never negative, so numbers ascend, and stay below 2^32, exactly when the sum of all gaps, taken in 64 bits, is
// the last number. No number has to be formed, then, and gaps are added as they come out of a word, two by two. Nothing
// branches on the width but for those above 30 bits, which are rare: lists mix widths, and a wrong guess costs as much
// as a frame.

#include "kernels/cover/gap_code.hpp"

#include <algorithm>

namespace cascade::gap_code {

/// Bytes that may be read beyond the end of what is checked.
inline constexpr std::size_t kCheckSlack = 32;

/// The sum of `count` <= 8 gaps of `width` <= 32 bits at `bits`.
inline std::uint64_t sum_of_gaps(const std::uint8_t* bits, std::uint32_t width, std::uint32_t count) {
    std::uint64_t sum = 0;
    if (width > 30) { // two do not always fit into a word that begins with a byte
        for (std::uint32_t i = 0; i < count; ++i)
            sum += gap_at(bits, width, i);
        return sum;
    }
    const auto low = [](std::uint32_t size) { return (std::uint64_t{1} << size) - 1; };
#pragma GCC unroll 4
    for (std::uint32_t i = 0; i < kFrame; i += 2) {
        std::uint64_t pair;
        std::memcpy(&pair, bits + i * width / 8, sizeof pair);
        pair = pair >> i * width % 8 & low(std::min(std::max(count, i) - i, 2U) * width);
        sum += (pair & low(width)) + (pair >> width);
    }
    return sum;
}

/// Whether [begin, end) is a list of `count` ascending numbers that end with `last`. Reads up to `kCheckSlack` bytes beyond.
inline bool is_list(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count, std::uint32_t last) {
    const auto left = [&] { return static_cast<std::size_t>(end - begin); };
    std::uint64_t sum = 0;
    for (std::uint32_t frames = count / kFrame; frames > 0; --frames) {
        if (left() == 0)
            return false;
        const std::uint32_t width = *begin++;
        if (width > 32 || width > left())
            return false;
        sum += sum_of_gaps(begin, width, kFrame);
        begin += width;
    }
    const std::uint32_t rest = count % kFrame;
    if (rest == 0)
        return left() == 0 && sum == last;
    if (left() == 0 || end[-1] > 32 || left() != tail_bytes(end, count))
        return false;
    return sum + sum_of_gaps(begin, end[-1], rest) == last;
}

} // namespace cascade::gap_code
