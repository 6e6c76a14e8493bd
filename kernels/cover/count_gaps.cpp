#include "kernels/cover/count_gaps.hpp"

#include "engine/core/processor.hpp"
#include "kernels/cover/gap_frames.hpp"

namespace cascade {
namespace {

using Words = std::span<const std::uint64_t>;

bool is_set(Words words, std::uint32_t number) {
    return (words[number / 64] >> (number % 64) & 1) != 0;
}

std::uint32_t count_one_by_one(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count, Words words) {
    std::uint32_t inside = 0;
    gap_code::for_each(begin, end, count, [&](std::uint32_t number) { inside += is_set(words, number); });
    return inside;
}

#if defined(__x86_64__)
/// Goes through frames, eight numbers in the lanes of a register.
class FrameCount {
public:
    [[gnu::target("avx2")]] explicit FrameCount(Words words)
        : words_(reinterpret_cast<const int*>(words.data())), last_(_mm256_setzero_si256()),
          inside_(_mm256_setzero_si256()) {}

    /// The first `among` gaps count, the others of the frame do not.
    [[gnu::target("avx2")]] void frame(const std::uint8_t* bits, std::uint32_t width, std::uint32_t among) {
        __m256i gaps;
        if (width <= gap_code::HalfFrames::kWidest) {
            gaps = gap_code::gaps(bits, width);
        } else {
            alignas(32) std::uint32_t wide[gap_code::kFrame];
            for (std::uint32_t i = 0; i < gap_code::kFrame; ++i)
                wide[i] = i < among ? gap_code::gap_at(bits, width, i) : 0;
            gaps = _mm256_load_si256(reinterpret_cast<const __m256i*>(wide));
        }
        const __m256i used = gap_code::first_gaps(among);
        const __m256i numbers = _mm256_add_epi32(last_, gap_code::running_sums(_mm256_and_si256(gaps, used)));
        last_ = _mm256_permutevar8x32_epi32(numbers, _mm256_set1_epi32(gap_code::kFrame - 1));
        const __m256i found = _mm256_i32gather_epi32(words_, _mm256_srli_epi32(numbers, 5), 4);
        const __m256i bit = _mm256_srlv_epi32(found, _mm256_and_si256(numbers, _mm256_set1_epi32(31)));
        inside_ = _mm256_add_epi32(inside_, _mm256_and_si256(_mm256_and_si256(bit, used), _mm256_set1_epi32(1)));
    }

    [[gnu::target("avx2")]] std::uint32_t inside() const {
        alignas(32) std::uint32_t lanes[gap_code::kFrame];
        _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), inside_);
        std::uint32_t sum = 0;
        for (const std::uint32_t lane : lanes)
            sum += lane;
        return sum;
    }

private:
    const int* words_;
    __m256i last_;   ///< the last number, in every lane
    __m256i inside_; ///< counts of the lanes
};

CASCADE_NEWER_INSTRUCTIONS std::uint32_t count_by_frames(const std::uint8_t* begin, const std::uint8_t* end,
                                                         std::uint32_t count, Words words) {
    FrameCount counter(words);
    const std::uint8_t* at = begin;
    for (std::uint32_t frames = count / gap_code::kFrame; frames > 0; --frames) {
        const std::uint32_t width = *at++;
        counter.frame(at, width, gap_code::kFrame);
        at += width;
    }
    if (const std::uint32_t rest = count % gap_code::kFrame; rest > 0)
        counter.frame(at, end[-1], rest);
    return counter.inside();
}
#endif

} // namespace

std::uint32_t count_inside(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count, Words words) {
#if defined(__x86_64__)
    if (has_newer_instructions())
        return count_by_frames(begin, end, count, words);
#endif
    return count_one_by_one(begin, end, count, words);
}

} // namespace cascade
