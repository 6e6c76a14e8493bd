#pragma once
// The eight gaps of a frame at once, where a processor has AVX2.
//
// Each half of a frame is laid out by a table for its width, four bytes a gap, then shifted and masked: a frame takes little
// longer than to learn where the next one begins. Wider gaps than `kWidest` bits, which are rare, are cut out one by one
// (gap_code.hpp).

#include "kernels/cover/gap_code.hpp"

#include <array>

#if defined(__x86_64__)
#include <immintrin.h>

namespace cascade::gap_code {

/// Which bytes of a half frame make its gaps, and by how many bits each lies too high in its four bytes. The second half
/// begins in the middle of a byte where the width is odd.
struct HalfFrames {
    static constexpr std::uint32_t kWidest = 25; ///< with seven bits in front, four bytes
    alignas(32) std::array<std::array<std::uint8_t, 32>, kWidest + 1> bytes{};
    alignas(32) std::array<std::array<std::uint32_t, kFrame>, kWidest + 1> shifts{};
    alignas(32) std::array<std::array<std::uint32_t, kFrame>, kFrame + 1> first{}; ///< all bits of the first i gaps

    constexpr HalfFrames() {
        for (std::uint32_t width = 0; width <= kWidest; ++width)
            for (std::uint32_t i = 0; i < kFrame; ++i) {
                const std::uint32_t bit = i % 4 * width + (i < 4 ? 0 : 4 * width % 8);
                for (std::uint32_t byte = 0; byte < 4; ++byte)
                    bytes[width][4 * i + byte] = static_cast<std::uint8_t>(bit / 8 + byte);
                shifts[width][i] = bit % 8;
            }
        for (std::uint32_t count = 0; count <= kFrame; ++count)
            for (std::uint32_t i = 0; i < count; ++i)
                first[count][i] = ~std::uint32_t{0};
    }
};
inline constexpr HalfFrames kHalfFrames;

/// A row of a table.
[[gnu::target("avx2")]] inline __m256i row(const void* of) {
    return _mm256_load_si256(static_cast<const __m256i*>(of));
}

/// Of the gaps of a frame all bits of the first `count`.
[[gnu::target("avx2")]] inline __m256i first_gaps(std::uint32_t count) {
    return row(kHalfFrames.first[count].data());
}

/// The gaps of the frame whose bits begin at `bits`, `width` <= kWidest bits each. Reads up to `kSlack` bytes beyond.
[[gnu::target("avx2")]] inline __m256i gaps(const std::uint8_t* bits, std::uint32_t width) {
    const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bits));
    const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bits + width / 2));
    const __m256i laid_out = _mm256_shuffle_epi8(_mm256_set_m128i(second, first), row(kHalfFrames.bytes[width].data()));
    const __m256i shifted = _mm256_srlv_epi32(laid_out, row(kHalfFrames.shifts[width].data()));
    return _mm256_and_si256(shifted, _mm256_set1_epi32(static_cast<int>((std::uint32_t{1} << width) - 1)));
}

/// To each gap the sum of those before it.
[[gnu::target("avx2")]] inline __m256i running_sums(__m256i gaps) {
    gaps = _mm256_add_epi32(gaps, _mm256_slli_si256(gaps, 4));
    gaps = _mm256_add_epi32(gaps, _mm256_slli_si256(gaps, 8));
    const __m256i ends = _mm256_shuffle_epi32(gaps, 0xff); // the sum of its half, four times
    return _mm256_add_epi32(gaps, _mm256_permute2x128_si256(ends, ends, 0x08));
}

} // namespace cascade::gap_code
#endif
