#include "kernels/diffusion/wide_rows.hpp"

#include "engine/random/coin_masks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cascade {
namespace {

static_assert(kWideGroups == kMostGroups);

using Row = std::uint64_t __attribute__((vector_size(sizeof(WideMask)), may_alias));

[[gnu::always_inline]] inline const Row& row_of(const WideMask& mask) {
    return reinterpret_cast<const Row&>(mask);
}
[[gnu::always_inline]] inline Row& row_of(WideMask& mask) {
    return reinterpret_cast<Row&>(mask);
}

namespace plain {

#define CASCADE_WIDE
#define CASCADE_WIDE_PART inline

inline bool any(const Row& row) {
    std::uint64_t all = 0;
    for (std::size_t group = 0; group < kWideGroups; ++group)
        all |= row[group];
    return all != 0;
}

#include "kernels/diffusion/wide_rows_body.hpp"
#undef CASCADE_WIDE
#undef CASCADE_WIDE_PART

} // namespace plain

#if defined(__x86_64__)

namespace avx2 {

#define CASCADE_WIDE [[gnu::target("avx2,bmi,bmi2,popcnt")]]
#define CASCADE_WIDE_PART [[gnu::target("avx2,bmi,bmi2,popcnt"), gnu::always_inline]] inline

CASCADE_WIDE_PART bool any(const Row& row) {
    __m256i halves[2];
    std::memcpy(halves, &row, sizeof halves);
    const __m256i all = _mm256_or_si256(halves[0], halves[1]);
    return _mm256_testz_si256(all, all) == 0;
}

#include "kernels/diffusion/wide_rows_body.hpp"
#undef CASCADE_WIDE
#undef CASCADE_WIDE_PART

bool can_run() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

} // namespace avx2

namespace avx512 {

#define CASCADE_WIDE [[gnu::target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt")]]
#define CASCADE_WIDE_PART [[gnu::target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt"), gnu::always_inline]] inline

CASCADE_WIDE_PART bool any(const Row& row) {
    return _mm512_test_epi64_mask((__m512i)row, (__m512i)row) != 0;
}
#define CASCADE_WIDE_OWN_LOOKS
CASCADE_WIDE_PART unsigned some(const Row& row) {
    return _mm512_test_epi64_mask((__m512i)row, (__m512i)row);
}
/// A mask is sixteen words of 32 bits, and so many single live arcs look up theirs at once.
CASCADE_WIDE_PART std::size_t pick(const WideMask& worlds, const RecordNumber* heads, const WorldNumber* in_world,
                                   std::size_t count, RecordNumber* heads_to, WorldNumber* worlds_to) {
    const auto mask = (__m512i)row_of(worlds);
    std::size_t picked = 0;
    for (std::size_t i = 0; i < count; i += 16) {
        const auto there = static_cast<__mmask16>(count - i < 16 ? (1U << (count - i)) - 1 : 0xffff);
        const __m512i world = _mm512_maskz_cvtepu16_epi32(there, _mm256_maskz_loadu_epi16(there, in_world + i));
        const __m512i word = _mm512_maskz_permutexvar_epi32(there, _mm512_maskz_srli_epi32(there, world, 5), mask);
        const __m512i bit =
            _mm512_maskz_srlv_epi32(there, word, _mm512_maskz_and_epi32(there, world, _mm512_set1_epi32(31)));
        const __mmask16 live = _mm512_mask_test_epi32_mask(there, bit, _mm512_set1_epi32(1));
        const __m512i head = _mm512_maskz_loadu_epi32(there, heads + i);
        _mm512_storeu_si512(heads_to + picked, _mm512_maskz_compress_epi32(live, head));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(worlds_to + picked),
                            _mm512_maskz_cvtepi32_epi16(0xffff, _mm512_maskz_compress_epi32(live, world)));
        picked += static_cast<std::size_t>(std::popcount(unsigned{live}));
    }
    return picked;
}

#include "kernels/diffusion/wide_rows_body.hpp"
#undef CASCADE_WIDE
#undef CASCADE_WIDE_OWN_LOOKS
#undef CASCADE_WIDE_PART

bool can_run() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && avx2::can_run();
}

} // namespace avx512

#endif

} // namespace

std::vector<WideLoops> versions_of_wide_loops() {
    std::vector<WideLoops> versions;
#if defined(__x86_64__)
    if (avx512::can_run())
        versions.push_back(avx512::kLoops);
    if (avx2::can_run())
        versions.push_back(avx2::kLoops);
#endif
    versions.push_back(plain::kLoops);
    return versions;
}

const WideLoops& wide_loops() {
    static const WideLoops fastest = versions_of_wide_loops().front();
    return fastest;
}

} // namespace cascade
