#pragma once
// Which of d equal coins of probability p fall heads, as positions 0..d-1: the draw behind every live-edge decision.
//
// How a list is drawn depends on (d, p) alone, so it is part of the definition of a world:
//   few       d p <= 4: the count from one table, then a uniform K-subset of positions (Floyd). One word in the common
//             case K <= 1, which also gives the position.
//   pieces    p < 1/8: the list is cut into pieces of length 2^j <= 8/p, each drawn like `few`. The cost follows the
//             heads, not the coins.
//   lanes     p >= 1/8: 64 coins at a time. Coin l compares a 64-bit uniform with p x 2^64 bit by bit from the top; bit
//             i of all 64 uniforms is one random word, and the comparison ends when every lane is decided, after about
//             eight words. Exact to 2^-64 like a threshold per coin, at an eighth of the words.
//   all       p = 1.
// The words are those of one place (sample, vertex) in order: a `DrawStream` or an `ArsStream`.

#include "engine/random/binomial.hpp"

#include <array>
#include <bit>
#include <deque>
#include <map>

namespace cascade {

/// What drawing a long list needs besides.
struct LongCoins {
    std::uint32_t piece = 0;             ///< pieces: length of all but the last
    const BinomialTable* last = nullptr; ///< pieces: of the last piece
    std::uint64_t threshold = 0;         ///< lanes: p x 2^64
};

/// How to draw d coins of probability p; made by CoinTables. One cache line.
struct alignas(64) EqualCoins {
    enum class Way : std::uint8_t { few, pieces, lanes, all };
    /// few, or one certain coin: decides the common case; any other word goes to `draw_heads`.
    [[no_unique_address]] OneWordDraw one_word;
    Way way = Way::all;
    std::uint32_t coins = 0;
    /// few: words below it that mean neither no head nor one mean two heads; further ones below the next mean three. 0:
    /// not known.
    std::uint64_t two_below = 0;
    std::uint64_t three_below = 0;
    const BinomialTable* table = nullptr;  ///< few: of d coins; pieces: of a whole piece
    const LongCoins* long_coins = nullptr; ///< pieces, lanes
};
static_assert(sizeof(EqualCoins) == 64);

/// Calls emit(position) for each element of a uniform K-subset of 0..d-1 (Floyd's algorithm), in no particular order.
template <class Words, class Emit>
void draw_positions(std::uint32_t coins, std::uint32_t count, Words& words, Emit&& emit) {
    constexpr std::uint32_t kMost = 128;
    std::array<std::uint32_t, kMost> chosen;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t last = coins - count + i;
        auto position = static_cast<std::uint32_t>(below(words.next(), std::uint64_t{last} + 1));
        for (std::uint32_t j = 0; j < i; ++j)
            if (chosen[j] == position) {
                position = last;
                break;
            }
        chosen[i] = position;
        emit(position);
    }
}

/// One table's worth: the count, then the positions.
template <class Words, class Emit>
void draw_counted(const BinomialTable& table, Words& words, Emit&& emit) {
    const std::uint64_t word = words.next();
    const OneWordDraw& one = table.one_word();
    if (one.is_zero(word))
        return;
    if (one.is_single(word)) {
        emit(one.single_position(word));
        return;
    }
    draw_positions(table.coins(), table.count(word), words, emit);
}

/// Up to 64 coins at once: bit l of the result is coin l; `lanes` marks the coins there are.
template <class Words>
std::uint64_t draw_lanes(std::uint64_t threshold, std::uint64_t lanes, Words& words) {
    std::uint64_t heads = 0;
    for (std::uint64_t rest = threshold; lanes != 0 && rest != 0; rest <<= 1) {
        const std::uint64_t word = words.next();
        if (rest >> 63) {
            heads |= lanes & ~word;
            lanes &= word;
        } else {
            lanes &= ~word;
        }
    }
    return heads;
}

/// Calls emit(position) for every coin that falls heads, each once.
template <class Words, class Emit>
void draw_heads(const EqualCoins& coins, Words& words, Emit&& emit) {
    switch (coins.way) {
    case EqualCoins::Way::few:
        draw_counted(*coins.table, words, emit);
        break;
    case EqualCoins::Way::pieces: {
        std::uint32_t at = 0;
        const auto shifted = [&](std::uint32_t position) { emit(at + position); };
        for (; coins.coins - at > coins.long_coins->piece; at += coins.long_coins->piece)
            draw_counted(*coins.table, words, shifted);
        draw_counted(*coins.long_coins->last, words, shifted);
        break;
    }
    case EqualCoins::Way::lanes:
        for (std::uint32_t at = 0; at < coins.coins; at += 64) {
            const std::uint32_t left = coins.coins - at;
            const std::uint64_t lanes = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
            for (std::uint64_t heads = draw_lanes(coins.long_coins->threshold, lanes, words); heads != 0;
                 heads &= heads - 1)
                emit(at + static_cast<std::uint32_t>(std::countr_zero(heads)));
            if (left <= 64)
                break;
        }
        break;
    case EqualCoins::Way::all:
        for (std::uint32_t position = 0; position < coins.coins; ++position)
            emit(position);
        break;
    }
}

/// Makes and keeps the ways and tables for every (d, p) a graph has; pointers stay valid while it lives.
class CoinTables {
public:
    /// d >= 1 coins of probability p in (0, 1].
    const EqualCoins* coins(std::uint32_t d, double p);

    std::size_t bytes() const;

    CoinTables() = default;
    CoinTables(CoinTables&&) = default;
    CoinTables& operator=(CoinTables&&) = default;

private:
    const BinomialTable* table(std::uint32_t d, double p);

    std::deque<BinomialTable> tables_;
    std::deque<EqualCoins> ways_;
    std::deque<LongCoins> long_coins_;
    std::map<std::pair<double, std::uint32_t>, const BinomialTable*> table_of_;
    std::map<std::pair<double, std::uint32_t>, const EqualCoins*> way_of_;
};

} // namespace cascade
