#include "engine/random/ars.hpp"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define CASCADE_AES_INSTRUCTIONS gnu::target("aes,sse4.1")
#endif

namespace cascade {

using namespace ars;

namespace {

constexpr std::size_t kInFlight = 4; ///< counters: a round waits four cycles for the one before it

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

#if defined(__x86_64__)

bool has_aes() {
    static const bool answer = __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
    return answer;
}

struct Block {
    __m128i bits;
};

[[CASCADE_AES_INSTRUCTIONS, gnu::always_inline]] inline Block block_of(std::uint64_t low, std::uint64_t high) {
    return {_mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low))};
}

template <std::size_t kCount>
[[CASCADE_AES_INSTRUCTIONS, gnu::always_inline]] inline void encrypt(const RandomKey& key,
                                                                     std::array<Block, kCount>& states) {
    Block round_key = block_of(key.random_seed, key.use());
    const Block step = block_of(kGolden, kRoot);
    for (Block& state : states)
        state.bits = _mm_xor_si128(state.bits, round_key.bits);
    for (std::size_t round = 1; round <= kRounds; ++round) {
        round_key.bits = _mm_add_epi64(round_key.bits, step.bits);
        for (Block& state : states)
            state.bits = round < kRounds ? _mm_aesenc_si128(state.bits, round_key.bits)
                                         : _mm_aesenclast_si128(state.bits, round_key.bits);
    }
}

[[CASCADE_AES_INSTRUCTIONS]] WordPair pair_by_instructions(const RandomKey& key, std::uint32_t sample,
                                                           std::uint64_t vertex, std::uint32_t draw) {
    std::array states = {block_of(vertex, place_of(sample, draw))};
    encrypt(key, states);
    return std::bit_cast<WordPair>(states[0]);
}

[[CASCADE_AES_INSTRUCTIONS]] void pairs_by_instructions(const RandomKey& key, std::uint32_t first, std::uint64_t vertex,
                                                        std::uint64_t samples, WordPair* out) {
    std::array<Block, kInFlight> states{};
    while (samples != 0) {
        std::size_t count = 0;
        for (; count < kInFlight && samples != 0; ++count, samples &= samples - 1)
            states[count] = block_of(vertex, first + static_cast<std::uint32_t>(std::countr_zero(samples)));
        encrypt(key, states);
        std::memcpy(out, states.data(), sizeof states);
        out += count;
    }
}

#endif

} // namespace

WordPair random_pair_by_tables(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw) {
    WordPair round_key = {key.random_seed, key.use()};
    WordPair state = {vertex ^ round_key[0], place_of(sample, draw) ^ round_key[1]};
    for (std::size_t round = 1; round <= kRounds; ++round) {
        round_key = {round_key[0] + kGolden, round_key[1] + kRoot};
        state = round_by_tables(state, round_key, round == kRounds);
    }
    return state;
}

WordPair random_pair(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw) {
#if defined(__x86_64__)
    if (has_aes()) [[likely]]
        return pair_by_instructions(key, sample, vertex, draw);
#endif
    return random_pair_by_tables(key, sample, vertex, draw);
}

void random_pairs(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint64_t samples,
                  WordPair* out) {
#if defined(__x86_64__)
    if (has_aes()) [[likely]]
        return pairs_by_instructions(key, first, vertex, samples, out);
#endif
    for (; samples != 0; samples &= samples - 1)
        *out++ = random_pair_by_tables(key, first + static_cast<std::uint32_t>(std::countr_zero(samples)), vertex, 0);
}

} // namespace cascade
