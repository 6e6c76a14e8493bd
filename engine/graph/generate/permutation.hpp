#pragma once
// A random-looking bijection of [0, n), computed for one value at a time: generated ids then carry no trace of how a
// vertex was drawn (the busy vertices of R-MAT and of power laws have small numbers before).
//
// Four rounds on the b bits of n - 1, each invertible modulo 2^b: multiply by an odd number, add, exclusive-or with the
// upper half. A result outside [0, n) goes through again until it is inside (fewer than two passes on average), which
// keeps the map one to one. The constants are Philox words.

#include "engine/core/types.hpp"
#include "engine/random/philox.hpp"

#include <bit>

namespace cascade {

class Permutation {
public:
    /// Of [0, n), n >= 1; equal for equal keys.
    Permutation(const RandomKey& key, VertexId n) : n_(n), bits_(n <= 1 ? 0 : static_cast<int>(std::bit_width(n - 1))) {
        mask_ = bits_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits_) - 1;
        shift_ = bits_ / 2 + bits_ % 2;
        constexpr std::uint64_t kPlace = 1; // in the vertex coordinate, where edges have 0
        for (std::uint64_t round = 0; round < rounds_.size(); ++round) {
            const RandomBlock words = random_block(key, 0, kPlace, round);
            rounds_[round] = {words[0] | 1, words[1]};
        }
    }

    VertexId operator()(VertexId v) const {
        if (bits_ == 0)
            return v;
        do
            v = scramble(v);
        while (v >= n_);
        return v;
    }

private:
    struct Round {
        std::uint64_t factor, addend;
    };

    VertexId scramble(VertexId v) const {
        for (const Round& round : rounds_) {
            v = (v * round.factor + round.addend) & mask_;
            v ^= v >> shift_;
        }
        return v;
    }

    VertexId n_;
    int bits_;
    int shift_;
    std::uint64_t mask_;
    std::array<Round, 4> rounds_{};
};

} // namespace cascade
