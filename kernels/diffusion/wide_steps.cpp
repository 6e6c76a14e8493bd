#include "kernels/diffusion/wide_steps.hpp"

#include "engine/core/check.hpp"
#include "engine/core/processor.hpp"
#include "engine/random/wide_ars.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace cascade {

bool steps_wide() {
    return has_wide_aes();
}

#if defined(__x86_64__)

namespace {

using namespace wide;

CASCADE_WIDE_WORDS_PART Words gather(__mmask8 which, Words at, const void* from) {
    return _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), which, at, from, 8);
}
/// Those of `which` side by side, and what comes behind them is of no account.
CASCADE_WIDE_WORDS_PART void store(std::uint64_t* to, __mmask8 which, Words words) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(which, words));
}
/// word x n >> 64, n below 2^32.
CASCADE_WIDE_WORDS_PART Words below(Words word, Words n) {
    const Words low = _mm512_srli_epi64(_mm512_mul_epu32(word, n), 32);
    const Words high = _mm512_mul_epu32(_mm512_srli_epi64(word, 32), n);
    return _mm512_srli_epi64(_mm512_add_epi64(low, high), 32);
}
/// a x b >> 95.
CASCADE_WIDE_WORDS_PART Words scaled(Words a, Words b) {
    const Words a1 = _mm512_srli_epi64(a, 32), b1 = _mm512_srli_epi64(b, 32);
    const Words middle = _mm512_add_epi64(_mm512_mul_epu32(a1, b), _mm512_srli_epi64(_mm512_mul_epu32(a, b), 32));
    const Words other = _mm512_add_epi64(_mm512_mul_epu32(a, b1), _mm512_and_si512(middle, all(0xffffffff)));
    const Words carried = _mm512_add_epi64(_mm512_srli_epi64(middle, 32), _mm512_srli_epi64(other, 32));
    return _mm512_srli_epi64(_mm512_add_epi64(_mm512_mul_epu32(a1, b1), carried), 31);
}

/// Vertices to draw at, side by side.
struct Leaves {
    static constexpr std::size_t kRoom = kStepBlock + kWords;
    alignas(64) std::uint64_t firsts[kRoom]; ///< words of their counters
    alignas(64) std::uint64_t seconds[kRoom];
    alignas(64) std::uint64_t crossed[kRoom];
    alignas(64) std::uint64_t degree[kRoom];
    std::size_t count = 0;

    CASCADE_WIDE_WORDS_PART Places places(std::size_t from) const {
        return {_mm512_load_si512(firsts + from), _mm512_load_si512(seconds + from)};
    }
};

CASCADE_WIDE_WORDS_PART void look_up(const EqualLists& lists, std::span<const std::uint64_t> reached,
                                     const LanesInFlight& in_flight, Leaves& leaves) {
    for (std::size_t first = 0; first < reached.size(); first += kWords) {
        const __mmask8 given = first_of(reached.size() - first);
        const Words pairs = _mm512_maskz_loadu_epi64(given, reached.data() + first);
        const Words lane = _mm512_srli_epi64(pairs, kVertexBits);
        const Words v = _mm512_and_si512(pairs, all(0xffffffff));
        const __mmask8 goes_on =
            _mm512_mask_testn_epi64_mask(given, _mm512_srlv_epi64(all(in_flight.stopped), lane), all(1));
        const Words begin = gather(given, v, lists.offsets);
        const Words degree = _mm512_sub_epi64(gather(given, v, lists.offsets + 1), begin);
        const Places places = Places::of(gather(given, lane, in_flight.sample), v);
        store(leaves.firsts + leaves.count, goes_on, places.first);
        store(leaves.seconds + leaves.count, goes_on, places.second);
        store(leaves.crossed + leaves.count, goes_on, _mm512_or_si512(_mm512_slli_epi64(lane, kPlaceBits), begin));
        store(leaves.degree + leaves.count, goes_on, degree);
        leaves.count += count_of(goes_on);
    }
}

CASCADE_WIDE_WORDS_PART void push(DrawnArcs& drawn, __mmask8 which, Words crossed) {
    store(drawn.crossed + drawn.crossed_count, which, crossed);
    drawn.crossed_count += count_of(which);
}

/// One arc of each list.
CASCADE_WIDE_WORDS_PART void draw_one(const Ars& ars, const Leaves& leaves, std::size_t first, DrawnArcs& drawn) {
    const Words degree = _mm512_load_si512(leaves.degree + first);
    Words words[2];
    ars.draw<1>(leaves.places(first), words);
    push(drawn, _mm512_mask_test_epi64_mask(first_of(leaves.count - first), degree, degree),
         _mm512_add_epi64(_mm512_load_si512(leaves.crossed + first), below(words[0], degree)));
}

CASCADE_WIDE_WORDS_PART void draw_coins(const EqualLists& lists, const Ars& ars, const Leaves& leaves,
                                        std::size_t first, DrawnArcs& drawn) {
    const __mmask8 there = first_of(leaves.count - first);
    const Words degree = _mm512_load_si512(leaves.degree + first);
    const Words crossed = _mm512_load_si512(leaves.crossed + first);
    const __mmask8 known = _mm512_mask_cmplt_epu64_mask(there, degree, all(lists.degrees));
    static_assert(sizeof(EqualCoins) == 8 * kWords);
    const Words at = _mm512_slli_epi64(degree, 3);
    const auto* const coins = reinterpret_cast<const char*>(lists.by_degree);
    constexpr std::size_t kOne = offsetof(EqualCoins, one_word);
    const Words zero_below = gather(known, at, coins + kOne + offsetof(OneWordDraw, zero_below));
    const Words width = gather(known, at, coins + kOne + offsetof(OneWordDraw, single_width));
    const Words scale = gather(known, at, coins + kOne + offsetof(OneWordDraw, single_scale));
    const Words two_below = gather(known, at, coins + offsetof(EqualCoins, two_below));
    const Words three_below = gather(known, at, coins + offsetof(EqualCoins, three_below));
    Words words[4];
    ars.draw<2>(leaves.places(first), words);

    const __mmask8 some = _mm512_mask_cmpge_epu64_mask(known, words[0], zero_below);
    const Words above = _mm512_sub_epi64(words[0], zero_below);
    const __mmask8 single = _mm512_mask_cmplt_epu64_mask(some, above, width);
    const auto more = static_cast<__mmask8>(some & ~single);
    const __mmask8 two = _mm512_mask_cmplt_epu64_mask(more, words[0], two_below);
    const __mmask8 three = _mm512_mask_cmplt_epu64_mask(static_cast<__mmask8>(more & ~two), words[0], three_below);
    const auto several = static_cast<__mmask8>(two | three);

    push(drawn, single, _mm512_add_epi64(crossed, scaled(_mm512_sllv_epi64(above, _mm512_lzcnt_epi64(width)), scale)));
    // Floyd: the i-th of K is one of 0 … d - K + i, or that last one where it is taken
    const Words zeroth = _mm512_sub_epi64(degree, _mm512_mask_blend_epi64(three, all(2), all(3)));
    const Words last_1 = _mm512_add_epi64(zeroth, all(1)), last_2 = _mm512_add_epi64(zeroth, all(2));
    const Words p0 = below(words[1], last_1);
    Words p1 = below(words[2], last_2);
    p1 = _mm512_mask_mov_epi64(p1, _mm512_cmpeq_epi64_mask(p1, p0), last_1);
    push(drawn, several, _mm512_add_epi64(crossed, p0));
    push(drawn, several, _mm512_add_epi64(crossed, p1));
    Words p2 = below(words[3], _mm512_add_epi64(zeroth, all(3)));
    const auto taken = static_cast<__mmask8>(_mm512_cmpeq_epi64_mask(p2, p0) | _mm512_cmpeq_epi64_mask(p2, p1));
    p2 = _mm512_mask_mov_epi64(p2, taken, last_2);
    push(drawn, three, _mm512_add_epi64(crossed, p2));

    if (auto left = static_cast<unsigned>((more & ~several) | (there & ~known)); left != 0) {
        std::uint64_t all_words[4][kWords];
        for (std::size_t i = 0; i < 4; ++i)
            _mm512_storeu_si512(all_words[i], words[i]);
        for (; left != 0; left &= left - 1) {
            const auto i = static_cast<std::size_t>(std::countr_zero(left));
            drawn.left[drawn.left_count++] = {leaves.crossed[first + i],
                                              static_cast<LocalVertex>(leaves.firsts[first + i]),
                                              {all_words[0][i], all_words[1][i], all_words[2][i], all_words[3][i]}};
        }
    }
}

/// Where `key` is or will be, in a row of the table; null where the row is full of others.
CASCADE_WIDE_WORDS_PART std::uint32_t* entry_in_row(std::uint32_t* row, std::uint32_t key) {
    static_assert(VisitedLanes::kInARow == 8 && VisitedLanes::kNone == ~std::uint32_t{0});
    const __m256i keys = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row));
    const __mmask8 same = _mm256_cmpeq_epi32_mask(keys, _mm256_set1_epi32(static_cast<int>(key)));
    const unsigned there = same | _mm256_cmpeq_epi32_mask(keys, _mm256_set1_epi32(-1));
    return there != 0 ? row + std::countr_zero(there) : nullptr;
}

/// Heads of up to eight arcs, side by side, and where they are or will be among what their samples have visited.
struct Arrivals {
    std::uint64_t reached[kWords];
    std::uint32_t* entries[kWords]; ///< null: not known
    std::size_t count;
};

CASCADE_WIDE_WORDS_PART void look_up(const EqualLists& lists, std::span<const std::uint64_t> crossed,
                                     std::uint64_t stopped, const VisitedLanes& visited, Arrivals& arrivals) {
    const __mmask8 given = first_of(crossed.size());
    const Words places = _mm512_maskz_loadu_epi64(given, crossed.data());
    const Words lane = _mm512_srli_epi64(places, kPlaceBits);
    const __mmask8 goes_on = _mm512_mask_testn_epi64_mask(given, _mm512_srlv_epi64(all(stopped), lane), all(1));
    const Words v = _mm512_cvtepu32_epi64(_mm512_mask_i64gather_epi32(
        _mm256_setzero_si256(), given, _mm512_and_si512(places, all(kPlaceMask)), lists.heads, 4));
    const Words hashed = _mm512_and_si512(_mm512_mul_epu32(v, all(VisitedLanes::kHashed)), all(0xffffffff));
    const Words place = _mm512_srlv_epi64(hashed, gather(given, lane, visited.shifts()));
    const Words table = gather(given, lane, visited.tables());
    std::uint64_t rows[kWords];
    store(rows, goes_on,
          _mm512_mask_add_epi64(table, _mm512_test_epi64_mask(table, table), table, _mm512_slli_epi64(place, 2)));
    store(arrivals.reached, goes_on, _mm512_or_si512(_mm512_slli_epi64(lane, kVertexBits), v));
    arrivals.count = count_of(goes_on);
    for (std::size_t i = 0; i < arrivals.count; ++i) {
        const auto key = static_cast<LocalVertex>(arrivals.reached[i]);
        __builtin_prefetch(lists.offsets + key);
        __builtin_prefetch(lists.offsets + key + 1); // one in eight lies on the next line
        auto* const row = reinterpret_cast<std::uint32_t*>(rows[i]);
        arrivals.entries[i] = row != nullptr ? entry_in_row(row, key) : nullptr;
    }
}

CASCADE_WIDE_WORDS std::uint64_t name_wide(std::span<const std::uint64_t> reached, std::span<const std::uint32_t> slots,
                                           std::uint32_t first, std::uint64_t* to) {
    Words lanes = _mm512_setzero_si512();
    for (std::size_t i = 0; i < reached.size(); i += kWords) {
        const __mmask8 given = first_of(reached.size() - i);
        const Words pairs = _mm512_maskz_loadu_epi64(given, reached.data() + i);
        const Words lane = _mm512_srli_epi64(pairs, kVertexBits);
        const __m256i slot = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), given, lane, slots.data(), 4);
        const Words sample = _mm512_cvtepu32_epi64(_mm256_add_epi32(slot, _mm256_set1_epi32(static_cast<int>(first))));
        _mm512_mask_storeu_epi64(to + i, given, _mm512_or_si512(_mm512_slli_epi64(pairs, 32), sample));
        lanes = _mm512_or_si512(lanes, _mm512_maskz_sllv_epi64(given, all(1), lane));
    }
    std::uint64_t parts[kWords];
    _mm512_storeu_si512(parts, lanes);
    std::uint64_t all_lanes = 0;
    for (const std::uint64_t part : parts)
        all_lanes |= part;
    return all_lanes;
}

} // namespace

CASCADE_WIDE_WORDS void draw_wide(const EqualLists& lists, const RandomKey& key, std::span<const std::uint64_t> reached,
                                  const LanesInFlight& lanes, DrawnArcs& drawn) {
    Leaves leaves;
    look_up(lists, reached, lanes, leaves);
    if (lists.by_degree != nullptr)
        for (std::size_t i = 0; i < leaves.count; ++i)
            __builtin_prefetch(lists.by_degree + std::min(leaves.degree[i], lists.degrees));
    const Ars ars(key);
    for (std::size_t first = 0; first < leaves.count; first += kWords) {
        const std::size_t before = drawn.crossed_count;
        if (lists.by_degree == nullptr)
            draw_one(ars, leaves, first, drawn);
        else
            draw_coins(lists, ars, leaves, first, drawn);
        for (std::size_t i = before; i < drawn.crossed_count; ++i)
            __builtin_prefetch(lists.heads + (drawn.crossed[i] & kPlaceMask));
    }
}

/// Of eight heads all are looked up first and stored then: a processor lets no load pass a store to a place it does not
/// know yet, and that place comes from the load before.
CASCADE_WIDE_WORDS std::size_t arrive_wide(const EqualLists& lists, std::span<const std::uint64_t> crossed,
                                           std::uint64_t stopped, VisitedLanes& visited, std::uint64_t* fresh) {
    std::size_t found = 0;
    Arrivals arrivals;
    for (; !crossed.empty(); crossed = crossed.subspan(std::min(kWords, crossed.size()))) {
        look_up(lists, crossed.first(std::min(kWords, crossed.size())), stopped, visited, arrivals);
        bool one_by_one = false; // tables may have moved since
        for (std::size_t i = 0; i < arrivals.count; ++i) {
            const auto key = static_cast<std::uint32_t>(arrivals.reached[i]);
            const auto lane = static_cast<std::uint32_t>(arrivals.reached[i] >> kVertexBits);
            std::uint32_t* const entry = arrivals.entries[i];
            fresh[found] = arrivals.reached[i];
            if (one_by_one || entry == nullptr || (*entry != VisitedLanes::kNone && *entry != key)) [[unlikely]] {
                found += visited.insert(lane, key);
                one_by_one = true;
                continue;
            }
            const bool is_new = *entry == VisitedLanes::kNone;
            *entry = key;
            found += is_new;
            one_by_one = visited.has_more(lane, is_new);
        }
    }
    return found;
}

#else

void draw_wide(const EqualLists&, const RandomKey&, std::span<const std::uint64_t>, const LanesInFlight&, DrawnArcs&) {
    CASCADE_CHECK(false, "this processor has no such registers");
}
std::size_t arrive_wide(const EqualLists&, std::span<const std::uint64_t>, std::uint64_t, VisitedLanes&,
                        std::uint64_t*) {
    CASCADE_CHECK(false, "this processor has no such registers");
    return 0;
}

#endif

std::uint64_t name_reached(std::span<const std::uint64_t> reached, std::span<const std::uint32_t> slots,
                           std::uint32_t first, std::uint64_t* to) {
#if defined(__x86_64__)
    if (steps_wide())
        return name_wide(reached, slots, first, to);
#endif
    std::uint64_t lanes = 0;
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const std::uint64_t lane = reached[i] >> kVertexBits;
        to[i] = reached[i] << 32 | (first + slots[lane]);
        lanes |= std::uint64_t{1} << lane;
    }
    return lanes;
}

} // namespace cascade
