#pragma once
// How many of d equal coins fall heads: Binomial(d, p) by comparing one 64-bit word with a table of thresholds.
//
// `thresholds[j]` is P(K <= j) x 2^64, so K is the number of thresholds not above the word: exactly the law of d
// independent coins, up to 2^-64 and the rounding of a double. A live-edge draw over weighted cascade (p = 1/d) ends at
// K <= 1 in three cases of four, and then the same word also gives the position: what is left of it above
// thresholds[0], scaled to 0..d-1 by a 128-bit multiply (`OneWordDraw`, which a sampler can keep apart from the table).
//
// The probabilities are built from the mode outward and normalised. A recurrence from (1-p)^d underflows silently
// (mean 406.7 instead of 791.2 at d = 3956, p = .2). Only + - x / are used, so tables agree between machines.
// Tables stay small because the caller cuts long lists into pieces of mean at most 8 (`subset.hpp`).

#include "engine/random/draw.hpp"

#include <vector>

namespace cascade {

/// The outcomes no head and one head, decided by one word without looking further.
struct OneWordDraw {
    std::uint64_t zero_below = 0;   ///< below it: no head
    std::uint64_t single_width = 0; ///< so far above `zero_below`: one head
    std::uint64_t single_scale = 0;
    std::uint8_t single_shift = 0;

    bool is_zero(std::uint64_t word) const { return word < zero_below; }
    bool is_single(std::uint64_t word) const { return word - zero_below < single_width; } // wraps above when zero
    /// Given `is_single(word)`: the position of the one head, uniform in 0..d-1.
    std::uint32_t single_position(std::uint64_t word) const {
        const std::uint64_t residue = (word - zero_below) << single_shift;
        return static_cast<std::uint32_t>(static_cast<uint128>(residue) * single_scale >> 95);
    }
};

class BinomialTable {
public:
    /// Coins d >= 1 of probability p in (0, 1].
    BinomialTable(std::uint32_t coins, double p);

    std::uint32_t coins() const { return coins_; }

    /// K from a uniform word.
    std::uint32_t count(std::uint64_t word) const {
        if (word < thresholds_[0])
            return 0;
        std::uint32_t k = 1;
        while (k < size_ && word >= thresholds_[k])
            ++k;
        return k;
    }
    const OneWordDraw& one_word() const { return one_word_; }
    /// thresholds()[j] = P(K <= j) x 2^64 for j < size; every word is below the next, implicit, 2^64.
    const std::vector<std::uint64_t>& thresholds() const { return values_; }
    /// thresholds()[j], or the largest word behind the last of them.
    std::uint64_t threshold(std::size_t j) const { return j < values_.size() ? values_[j] : ~std::uint64_t{0}; }

    BinomialTable(const BinomialTable&) = delete;
    BinomialTable& operator=(const BinomialTable&) = delete;

private:
    std::vector<std::uint64_t> values_;
    const std::uint64_t* thresholds_;
    std::uint32_t size_;
    std::uint32_t coins_;
    OneWordDraw one_word_;
};

} // namespace cascade
