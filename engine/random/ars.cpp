#include "engine/random/ars.hpp"

#include "engine/core/processor.hpp"
#include "engine/random/wide_ars.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#define CASCADE_AES_INSTRUCTIONS gnu::target("aes,sse4.1")
#endif

namespace cascade {

using namespace ars;

namespace {

constexpr std::size_t kInFlight = 4; ///< registers: a round waits four cycles for the one before it

// A round of AES (FIPS 197) is one look-up a byte: the byte's substitute times the column (2, 1, 1, 3) of MixColumns.

constexpr std::uint8_t doubled(std::uint8_t x) {
    return static_cast<std::uint8_t>(x << 1 ^ ((x & 0x80) != 0 ? 0x1b : 0));
}

struct RoundTables {
    std::array<std::uint8_t, 256> substitute{};
    std::array<std::uint32_t, 256> column{};
};

/// 3 generates the multiplicative group of GF(2^8): as p runs over its powers and q over those of 1/3, q is 1/p.
constexpr RoundTables make_tables() {
    RoundTables tables;
    std::uint8_t p = 1;
    std::uint8_t q = 1;
    do {
        p = static_cast<std::uint8_t>(p ^ doubled(p));
        q = static_cast<std::uint8_t>(q ^ q << 1);
        q = static_cast<std::uint8_t>(q ^ q << 2);
        q = static_cast<std::uint8_t>(q ^ q << 4);
        if ((q & 0x80) != 0)
            q ^= 0x09;
        tables.substitute[p] =
            static_cast<std::uint8_t>(q ^ std::rotl(q, 1) ^ std::rotl(q, 2) ^ std::rotl(q, 3) ^ std::rotl(q, 4) ^ 0x63);
    } while (p != 1);
    tables.substitute[0] = 0x63;
    for (std::size_t i = 0; i < tables.column.size(); ++i) {
        const std::uint32_t once = tables.substitute[i];
        const std::uint32_t twice = doubled(tables.substitute[i]);
        tables.column[i] = (once ^ twice) << 24 | once << 16 | once << 8 | twice;
    }
    return tables;
}
constexpr RoundTables kTables = make_tables();

/// The byte that ShiftRows brings to row `row` of column `column`.
std::uint32_t shifted_byte(const WordPair& state, std::size_t column, std::size_t row) {
    const std::size_t byte = 4 * ((column + row) % 4) + row;
    return static_cast<std::uint8_t>(state[byte / 8] >> 8 * (byte % 8));
}

WordPair round_by_tables(const WordPair& state, const WordPair& key, bool last) {
    WordPair next = key;
    for (std::size_t column = 0; column < 4; ++column) {
        std::uint32_t sum = 0;
        for (std::size_t row = 0; row < 4; ++row) {
            const std::uint32_t byte = shifted_byte(state, column, row);
            sum ^= last ? std::uint32_t{kTables.substitute[byte]} << 8 * row
                        : std::rotl(kTables.column[byte], static_cast<int>(8 * row));
        }
        next[column / 2] ^= std::uint64_t{sum} << 32 * (column % 2);
    }
    return next;
}

void words_by_tables(const RandomKey& key, std::span<std::uint64_t> counters) {
    for (std::size_t at = 0; at < counters.size(); at += 2) {
        WordPair round_key = {key.random_seed, key.use()};
        WordPair state = {counters[at] ^ round_key[0], counters[at + 1] ^ round_key[1]};
        for (std::size_t round = 1; round <= kRounds; ++round) {
            round_key = {round_key[0] + kGolden, round_key[1] + kRoot};
            state = round_by_tables(state, round_key, round == kRounds);
        }
        std::ranges::copy(state, counters.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

#if defined(__x86_64__)

bool has_aes() {
    static const bool answer = __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
    return answer;
}

[[CASCADE_AES_INSTRUCTIONS, gnu::always_inline]] inline __m128i pair_of(std::uint64_t low, std::uint64_t high) {
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

/// Of `kCount` counters, from `counters` on.
template <std::size_t kCount>
[[CASCADE_AES_INSTRUCTIONS, gnu::always_inline]] inline void encrypt(const RandomKey& key, std::uint64_t* counters) {
    __m128i states[kCount];
    std::memcpy(states, counters, sizeof states);
    __m128i round_key = pair_of(key.random_seed, key.use());
    for (__m128i& state : states)
        state = _mm_xor_si128(state, round_key);
    for (std::size_t round = 1; round <= kRounds; ++round) {
        round_key = _mm_add_epi64(round_key, pair_of(kGolden, kRoot));
        for (__m128i& state : states)
            state = round < kRounds ? _mm_aesenc_si128(state, round_key) : _mm_aesenclast_si128(state, round_key);
    }
    std::memcpy(counters, states, sizeof states);
}

/// By registers alone: a counter just stored cannot be fetched in one piece.
[[CASCADE_AES_INSTRUCTIONS]] WordPair pair_by_instructions(const RandomKey& key, const WordPair& counter) {
    __m128i round_key = pair_of(key.random_seed, key.use());
    __m128i state = _mm_xor_si128(pair_of(counter[0], counter[1]), round_key);
    for (std::size_t round = 1; round <= kRounds; ++round) {
        round_key = _mm_add_epi64(round_key, pair_of(kGolden, kRoot));
        state = round < kRounds ? _mm_aesenc_si128(state, round_key) : _mm_aesenclast_si128(state, round_key);
    }
    return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(state)),
            static_cast<std::uint64_t>(_mm_extract_epi64(state, 1))};
}

[[CASCADE_AES_INSTRUCTIONS]] void words_by_instructions(const RandomKey& key, std::span<std::uint64_t> counters) {
    std::size_t at = 0;
    for (; at + 2 * kInFlight <= counters.size(); at += 2 * kInFlight)
        encrypt<kInFlight>(key, counters.data() + at);
    for (; at < counters.size(); at += 2)
        encrypt<1>(key, counters.data() + at);
}

CASCADE_WIDE_WORDS void words_by_wide_instructions(const RandomKey& key, std::span<std::uint64_t> counters) {
    const wide::Ars ars(key);
    std::size_t at = 0;
    for (; at + kInFlight * wide::kWords <= counters.size(); at += kInFlight * wide::kWords) {
        wide::Words states[kInFlight];
        std::memcpy(states, counters.data() + at, sizeof states);
        ars.encrypt(states);
        std::memcpy(counters.data() + at, states, sizeof states);
    }
    for (; at < counters.size(); at += wide::kWords) {
        const __mmask8 there = wide::first_of(counters.size() - at);
        wide::Words state[1] = {_mm512_maskz_loadu_epi64(there, counters.data() + at)};
        ars.encrypt(state);
        _mm512_mask_storeu_epi64(counters.data() + at, there, state[0]);
    }
}

#endif

} // namespace

std::vector<decltype(&random_words)> versions_of_random_words() {
    std::vector<decltype(&random_words)> versions;
#if defined(__x86_64__)
    if (has_wide_aes())
        versions.push_back(words_by_wide_instructions);
    if (has_aes())
        versions.push_back(words_by_instructions);
#endif
    versions.push_back(words_by_tables);
    return versions;
}

void random_words(const RandomKey& key, std::span<std::uint64_t> counters) {
    static const auto fastest = versions_of_random_words().front();
    fastest(key, counters);
}

WordPair random_pair(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex, std::uint32_t draw) {
    WordPair words = counter_of(sample, vertex, draw);
#if defined(__x86_64__)
    if (has_aes()) [[likely]]
        return pair_by_instructions(key, words);
#endif
    random_words(key, words);
    return words;
}

void ArsStream::refill() {
    for (std::size_t at = 0; at < kMost; at += 2) {
        const WordPair counter = counter_of(sample_, vertex_, draw_++);
        words_[at] = counter[0];
        words_[at + 1] = counter[1];
    }
    random_words(key_, words_);
    used_ = 0;
    count_ = kMost;
}

void random_pairs(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint64_t samples,
                  WordPair* out) {
    std::size_t count = 0;
    for (; samples != 0; samples &= samples - 1)
        out[count++] = counter_of(first + static_cast<std::uint32_t>(std::countr_zero(samples)), vertex, 0);
    random_words(key, {out->data(), 2 * count});
}

} // namespace cascade
