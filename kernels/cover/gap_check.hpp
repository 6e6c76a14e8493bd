#pragma once
// Whether bytes from outside are a list that gap_code.hpp can read: frames that end where the list does. And its last
// number, the largest.
//
// A gap is never negative, so numbers ascend, and the last one is the sum of all gaps; where that sum, taken in 64 bits, is
// below 2^32, so are they all. No number has to be formed, then, and gaps are added as they come out of a word, two by
// two. Nothing branches on the width but for those above 30 bits, which are rare: lists mix widths, and a wrong guess
// costs as much as a frame. Where a processor has AVX2, the eight gaps of a frame are cut out at once (gap_frames.hpp).

#include "kernels/cover/gap_frames.hpp"

#include <algorithm>

namespace cascade::gap_code {

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

/// What is no number of a list.
inline constexpr std::uint64_t kNoList = ~std::uint64_t{0};

/// The last number of the list [begin, end) of `count` numbers, which may be above 32 bits, or `kNoList` where the bytes are
/// none. Reads up to `kSlack` bytes beyond. `frame(bits, width)` is the sum of a full frame's gaps, kept to itself until
/// `sum()`; `tail(bits, width, rest)` that of an incomplete one.
template <class Sums>
std::uint64_t last_of_list(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count) {
    Sums sums;
    const auto left = [&] { return static_cast<std::size_t>(end - begin); };
    for (std::uint32_t frames = count / kFrame; frames > 0; --frames) {
        if (left() == 0)
            return kNoList;
        const std::uint32_t width = *begin++;
        if (width > 32 || width > left())
            return kNoList;
        sums.frame(begin, width);
        begin += width;
    }
    const std::uint32_t rest = count % kFrame;
    if (rest == 0)
        return left() == 0 ? sums.sum() : kNoList;
    if (left() == 0 || end[-1] > 32 || left() != tail_bytes(end, count))
        return kNoList;
    sums.tail(begin, end[-1], rest);
    return sums.sum();
}

/// On any processor.
class PlainSums {
public:
    void frame(const std::uint8_t* bits, std::uint32_t width) { sum_ += sum_of_gaps(bits, width, kFrame); }
    void tail(const std::uint8_t* bits, std::uint32_t width, std::uint32_t rest) {
        sum_ += sum_of_gaps(bits, width, rest);
    }
    std::uint64_t sum() const { return sum_; }

private:
    std::uint64_t sum_ = 0;
};

#if defined(__x86_64__)
/// With AVX2, in functions that are compiled for it.
class VectorSums {
public:
    [[gnu::target("avx2")]] VectorSums() : lanes_(_mm256_setzero_si256()) {}

    [[gnu::target("avx2")]] void frame(const std::uint8_t* bits, std::uint32_t width) {
        if (width > HalfFrames::kWidest)
            wide_ += sum_of_gaps(bits, width, kFrame);
        else
            add(gaps(bits, width));
    }
    [[gnu::target("avx2")]] void tail(const std::uint8_t* bits, std::uint32_t width, std::uint32_t rest) {
        if (width > HalfFrames::kWidest)
            wide_ += sum_of_gaps(bits, width, rest);
        else
            add(_mm256_and_si256(gaps(bits, width), first_gaps(rest)));
    }
    [[gnu::target("avx2")]] std::uint64_t sum() const {
        const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(lanes_), _mm256_extracti128_si256(lanes_, 1));
        return wide_ + static_cast<std::uint64_t>(_mm_cvtsi128_si64(two)) +
               static_cast<std::uint64_t>(_mm_extract_epi64(two, 1));
    }

private:
    /// In 64 bits, where nothing can run over.
    [[gnu::target("avx2")]] void add(__m256i gaps) {
        const __m256i even = _mm256_and_si256(gaps, _mm256_set1_epi64x(0xffffffff));
        lanes_ = _mm256_add_epi64(lanes_, _mm256_add_epi64(even, _mm256_srli_epi64(gaps, 32)));
    }

    __m256i lanes_;
    std::uint64_t wide_ = 0;
};
#endif

} // namespace cascade::gap_code
