#pragma once
// From uniform words to decisions, in integers only.
//
// `below(word, n)` is the high half of word x n: uniform on 0..n-1 up to a bias of n / 2^64. A probability becomes a
// 64-bit threshold; `Threshold` keeps "always" apart because 1.0 x 2^64 does not fit. `DrawStream` hands out the words
// of one place one after the other and fetches a new block (draw + 1, draw + 2, …) when all of one are used.

#include "engine/random/philox.hpp"

#include <bit>

namespace cascade {

__extension__ using uint128 = unsigned __int128;

/// Uniform integer in [0, n) from a uniform word; n >= 1.
inline std::uint64_t below(std::uint64_t word, std::uint64_t n) {
    return static_cast<std::uint64_t>(static_cast<uint128>(word) * n >> 64);
}

/// p in [0, 1] as a 64-bit threshold: a uniform word w fires iff w < value, or always. p = 1 fires always, p = 0 never.
struct Threshold {
    std::uint64_t value = 0;
    bool always = false;

    static Threshold of(double p) {
        if (p >= 1.0)
            return {~std::uint64_t{0}, true};
        return {p <= 0.0 ? 0 : static_cast<std::uint64_t>(p * 0x1p64), false}; // exact: p has at most 53 bits
    }
    bool fires(std::uint64_t word) const { return always || word < value; }
};

/// p x 2^64 without its fraction, for p in [0, 1), not -0: the threshold of a coin, from the bits of the float alone.
inline std::uint64_t float_threshold(float p) {
    const auto bits = std::bit_cast<std::uint32_t>(p);
    const std::uint64_t digits = (bits & 0x7fffff) | 0x800000;
    const int shift = static_cast<int>(bits >> 23) - 86;
    return shift >= 0 ? digits << shift : shift > -64 ? digits >> -shift : 0;
}

/// The words of one place in order. The key must outlive the stream.
class DrawStream {
public:
    DrawStream(const RandomKey& key, std::uint64_t sample, std::uint64_t vertex)
        : key_(key), sample_(sample), vertex_(vertex), block_(random_block(key, sample, vertex, 0)) {}

    std::uint64_t next() {
        if (used_ == block_.size()) {
            block_ = random_block(key_, sample_, vertex_, ++draw_);
            used_ = 0;
        }
        return block_[used_++];
    }

private:
    const RandomKey& key_;
    std::uint64_t sample_;
    std::uint64_t vertex_;
    std::uint64_t draw_ = 0;
    RandomBlock block_;
    unsigned used_ = 0;
};

} // namespace cascade
