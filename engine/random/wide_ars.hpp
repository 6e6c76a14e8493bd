#pragma once
// The words of ars.hpp for eight places at once, in registers of eight words, where `has_wide_aes()`. For sources that are
// compiled for such processors piece by piece: CASCADE_WIDE_WORDS marks a function, CASCADE_WIDE_WORDS_PART what is
// inlined into one.

#if defined(__x86_64__)

#include "engine/random/ars.hpp"

#include <immintrin.h>

#define CASCADE_WIDE_WORDS [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512cd,vaes,aes,popcnt,bmi,bmi2")]]
#define CASCADE_WIDE_WORDS_PART                                                                                        \
    [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512cd,vaes,aes,popcnt,bmi,bmi2"), gnu::always_inline]] inline

// GCC 12 takes what its own header leaves undefined on purpose for a mistake (bug 105593).
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace cascade::wide {

using Words = __m512i;
inline constexpr std::size_t kWords = 8;

CASCADE_WIDE_WORDS_PART Words all(std::uint64_t value) {
    return _mm512_set1_epi64(static_cast<long long>(value));
}
/// Even words `low`, odd words `high`.
CASCADE_WIDE_WORDS_PART Words pairs(std::uint64_t low, std::uint64_t high) {
    const auto a = static_cast<long long>(low), b = static_cast<long long>(high);
    return _mm512_set_epi64(b, a, b, a, b, a, b, a);
}
CASCADE_WIDE_WORDS_PART __mmask8 first_of(std::size_t count) {
    return static_cast<__mmask8>(count < kWords ? (1U << count) - 1 : 0xff);
}
CASCADE_WIDE_WORDS_PART std::size_t count_of(__mmask8 which) {
    return static_cast<std::size_t>(__builtin_popcount(which));
}

/// Counters of samples and vertices, as `counter_of` makes them: words of the first half, and of the second, of draw 0.
struct Places {
    Words first;
    Words second;

    CASCADE_WIDE_WORDS_PART static Places of(Words sample, Words vertex) {
        return {_mm512_xor_si512(vertex, _mm512_slli_epi64(_mm512_srli_epi64(sample, 32), 48)),
                _mm512_and_si512(sample, all(0xffffffff))};
    }
    CASCADE_WIDE_WORDS_PART Places draws_on(Words draws) const {
        return {first, _mm512_add_epi64(second, _mm512_slli_epi64(draws, 32))};
    }
};

class Ars {
public:
    CASCADE_WIDE_WORDS_PART explicit Ars(const RandomKey& key) {
        keys_[0] = pairs(key.random_seed, key.use());
        for (std::size_t round = 0; round < ars::kRounds; ++round)
            keys_[round + 1] = _mm512_add_epi64(keys_[round], pairs(ars::kGolden, ars::kRoot));
    }

    /// Four counters a register become their words.
    template <std::size_t kCount>
    CASCADE_WIDE_WORDS_PART void encrypt(Words (&states)[kCount]) const {
        for (Words& state : states)
            state = _mm512_xor_si512(state, keys_[0]);
        for (std::size_t round = 1; round < ars::kRounds; ++round)
            for (Words& state : states)
                state = _mm512_aesenc_epi128(state, keys_[round]);
        for (Words& state : states)
            state = _mm512_aesenclast_epi128(state, keys_[ars::kRounds]);
    }

    /// The words of `kDraws` draws in a row: of the first one in words[0] and words[1], and so on.
    template <std::size_t kDraws>
    CASCADE_WIDE_WORDS_PART void draw(const Places& places, Words (&words)[2 * kDraws]) const {
        for (std::size_t draw = 0; draw < kDraws; ++draw) {
            const Words second = places.draws_on(all(draw)).second;
            words[2 * draw] = _mm512_unpacklo_epi64(places.first, second);
            words[2 * draw + 1] = _mm512_unpackhi_epi64(places.first, second);
        }
        encrypt(words);
        for (std::size_t draw = 0; draw < kDraws; ++draw) {
            const Words even = words[2 * draw], odd = words[2 * draw + 1];
            words[2 * draw] = _mm512_unpacklo_epi64(even, odd);
            words[2 * draw + 1] = _mm512_unpackhi_epi64(even, odd);
        }
    }

private:
    Words keys_[ars::kRounds + 1];
};

} // namespace cascade::wide

#endif
