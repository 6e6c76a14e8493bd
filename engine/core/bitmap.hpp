#pragma once
// A fixed-size set of small integers, one bit each, on huge pages.

#include "engine/core/big_array.hpp"

#include <algorithm>
#include <bit>

namespace cascade {

class Bitmap {
public:
    Bitmap() = default;
    explicit Bitmap(std::size_t size) : words_((size + 63) / 64), size_(size) {}

    Bitmap clone() const {
        Bitmap copy(size_);
        std::copy(words_.begin(), words_.end(), copy.words_.begin());
        return copy;
    }

    std::size_t size() const { return size_; }
    bool test(std::size_t i) const { return words_[i / 64] >> (i % 64) & 1; }
    std::span<const std::uint64_t> words() const { return words_.span(); }
    void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
    void clear(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }

    /// Calls f(i) for each bit of [begin, end) that is clear; `begin` is a multiple of 64.
    template <class F>
    void for_each_clear(std::size_t begin, std::size_t end, F&& f) const {
        for (std::size_t word = begin / 64; 64 * word < end; ++word)
            for (std::uint64_t clear = ~words_[word]; clear != 0; clear &= clear - 1) {
                const std::size_t i = 64 * word + static_cast<std::size_t>(std::countr_zero(clear));
                if (i >= end)
                    return;
                f(i);
            }
    }

    /// Sets bit `i`; true when it was clear before.
    bool insert(std::size_t i) {
        std::uint64_t& word = words_[i / 64];
        const std::uint64_t bit = std::uint64_t{1} << (i % 64);
        const bool fresh = (word & bit) == 0;
        word |= bit;
        return fresh;
    }

    std::size_t count() const {
        std::size_t sum = 0;
        for (std::uint64_t word : words_)
            sum += static_cast<std::size_t>(std::popcount(word));
        return sum;
    }

private:
    BigArray<std::uint64_t> words_;
    std::size_t size_ = 0;
};

} // namespace cascade
