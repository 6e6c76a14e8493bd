#include "engine/random/coin_masks.hpp"

#include "engine/core/processor.hpp"
#include "engine/random/wide_ars.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cascade {
namespace {

constexpr std::uint32_t kSamplesOfTile = 4;
constexpr std::uint32_t kGroups = 64 / kSamplesOfTile;
constexpr std::uint32_t kDrawsOfThing = 32; ///< of a tile, of a row
static_assert(kGroups == kTileThings, "a square of nibbles is turned");

namespace plain {

constexpr std::size_t kLanes = 2;
using Lanes = std::uint64_t __attribute__((vector_size(8 * kLanes)));
#define CASCADE_COINS inline
#define CASCADE_COINS_ENTRY

inline bool any(const Lanes& lanes) {
    return (lanes[0] | lanes[1]) != 0;
}

class Words {
public:
    Words(const RandomKey& key, std::uint64_t vertex) : key_(key), vertex_(vertex) {}

    template <std::size_t kDraws>
    void draw(const Lanes& place, Lanes (&words)[2 * kDraws]) const {
        for (std::size_t draw = 0; draw < kDraws; ++draw)
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const auto sample = static_cast<std::uint32_t>(place[lane]);
                const auto first = static_cast<std::uint32_t>(place[lane] >> 32);
                const WordPair pair = random_pair(key_, sample, vertex_, first + static_cast<std::uint32_t>(draw));
                words[2 * draw][lane] = pair[0];
                words[2 * draw + 1][lane] = pair[1];
            }
    }

private:
    const RandomKey& key_;
    std::uint64_t vertex_;
};

#include "engine/random/coin_rows_body.hpp"
#include "engine/random/coin_tiles_body.hpp"
#undef CASCADE_COINS
#undef CASCADE_COINS_ENTRY

} // namespace plain

#if defined(__x86_64__)

__m128i half_of(std::uint64_t low, std::uint64_t high) {
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

namespace avx2 {

constexpr std::size_t kLanes = 4;
using Lanes = std::uint64_t __attribute__((vector_size(8 * kLanes)));
#define CASCADE_COINS [[gnu::target("avx2,aes,popcnt"), gnu::always_inline]] inline
#define CASCADE_COINS_ENTRY [[gnu::target("avx2,aes,popcnt")]]

CASCADE_COINS bool any(const Lanes& lanes) {
    const auto bits = (__m256i)lanes;
    return _mm256_testz_si256(bits, bits) == 0;
}

class Words {
public:
    CASCADE_COINS Words(const RandomKey& key, std::uint64_t vertex) : vertex_(half_of(vertex, vertex)) {
        keys_[0] = half_of(key.random_seed, key.use());
        for (std::size_t round = 0; round < ars::kRounds; ++round)
            keys_[round + 1] = _mm_add_epi64(keys_[round], half_of(ars::kGolden, ars::kRoot));
    }

    template <std::size_t kDraws>
    CASCADE_COINS void draw(const Lanes& place, Lanes (&words)[2 * kDraws]) const {
        for (std::size_t draw = 0; draw < kDraws; ++draw) {
            const auto places = (__m256i)(place + (std::uint64_t{draw} << 32));
            __m128i low[2], high[2];
            for (int half = 0; half < 2; ++half) {
                const __m128i two = half == 0 ? _mm256_castsi256_si128(places) : _mm256_extracti128_si256(places, 1);
                __m128i a = _mm_xor_si128(_mm_unpacklo_epi64(vertex_, two), keys_[0]);
                __m128i b = _mm_xor_si128(_mm_unpackhi_epi64(vertex_, two), keys_[0]);
                for (std::size_t round = 1; round < ars::kRounds; ++round) {
                    a = _mm_aesenc_si128(a, keys_[round]);
                    b = _mm_aesenc_si128(b, keys_[round]);
                }
                a = _mm_aesenclast_si128(a, keys_[ars::kRounds]);
                b = _mm_aesenclast_si128(b, keys_[ars::kRounds]);
                low[half] = _mm_unpacklo_epi64(a, b);
                high[half] = _mm_unpackhi_epi64(a, b);
            }
            words[2 * draw] = (Lanes)_mm256_set_m128i(low[1], low[0]);
            words[2 * draw + 1] = (Lanes)_mm256_set_m128i(high[1], high[0]);
        }
    }

private:
    __m128i vertex_;
    __m128i keys_[ars::kRounds + 1];
};

#include "engine/random/coin_rows_body.hpp"
#include "engine/random/coin_tiles_body.hpp"
#undef CASCADE_COINS
#undef CASCADE_COINS_ENTRY

bool can_run() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("popcnt");
}

} // namespace avx2

namespace avx512 {

constexpr std::size_t kLanes = 8;
using Lanes = std::uint64_t __attribute__((vector_size(8 * kLanes)));
#define CASCADE_COINS CASCADE_WIDE_WORDS_PART
#define CASCADE_COINS_ENTRY CASCADE_WIDE_WORDS

CASCADE_COINS bool any(const Lanes& lanes) {
    const auto bits = (__m512i)lanes;
    return _mm512_test_epi64_mask(bits, bits) != 0;
}

class Words {
public:
    CASCADE_COINS Words(const RandomKey& key, std::uint64_t vertex) : ars_(key), vertex_(wide::all(vertex)) {}

    template <std::size_t kDraws>
    CASCADE_COINS void draw(const Lanes& place, Lanes (&words)[2 * kDraws]) const {
        wide::Words drawn[2 * kDraws];
        ars_.draw<kDraws>({vertex_, (wide::Words)place}, drawn);
        for (std::size_t i = 0; i < 2 * kDraws; ++i)
            words[i] = (Lanes)drawn[i];
    }

private:
    wide::Ars ars_;
    wide::Words vertex_;
};

#define CASCADE_COINS_COMPRESS
class Chosen {
public:
    CASCADE_COINS explicit Chosen(const Lanes& lanes)
        : which_(_mm512_test_epi64_mask((__m512i)lanes, (__m512i)lanes)) {}
    CASCADE_COINS std::size_t count() const { return static_cast<std::size_t>(std::popcount(unsigned{which_})); }
    CASCADE_COINS void store(const Lanes& lanes, std::uint64_t* to) const {
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(which_, (__m512i)lanes));
    }

private:
    __mmask8 which_;
};

#include "engine/random/coin_rows_body.hpp"
#include "engine/random/coin_tiles_body.hpp"
#undef CASCADE_COINS
#undef CASCADE_COINS_ENTRY
#undef CASCADE_COINS_COMPRESS

} // namespace avx512

#endif

} // namespace

std::vector<CoinVersion> versions_of_coins() {
    std::vector<CoinVersion> versions;
#if defined(__x86_64__)
    if (has_wide_aes())
        versions.push_back({avx512::tiles, avx512::rows});
    if (avx2::can_run())
        versions.push_back({avx2::tiles, avx2::rows});
#endif
    versions.push_back({plain::tiles, plain::rows});
    return versions;
}

namespace {

const CoinVersion& fastest() {
    static const CoinVersion version = versions_of_coins().front();
    return version;
}

} // namespace

void tile_coins(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t tile,
                std::uint32_t count, std::uint64_t threshold, std::uint64_t samples, CoinMasks& masks) {
    fastest().tiles(key, first, vertex, tile, count, threshold, samples, masks);
}

void row_coins(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t thing,
               std::span<const float> probabilities, std::span<const std::uint64_t> samples, std::uint64_t* masks) {
    fastest().rows(key, first, vertex, thing, probabilities, samples, masks);
}

} // namespace cascade
