#pragma once
// Candidates by their reach nearby (kernels/diffusion/local_reach.hpp), in classes of those that are much alike.
//
// Classes are halves of octaves, from 2^i to 1.5 x 2^i and on to 2^(i+1); all reaches below 2^-16 are one, whose middle is 0.

#include "engine/core/big_array.hpp"
#include "engine/core/bitmap.hpp"
#include "engine/core/types.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace cascade {

class ReachClasses {
public:
    static constexpr std::uint32_t kCount = 2 * 64;

    static std::uint32_t of(float reach) {
        const std::uint32_t half_octave = std::bit_cast<std::uint32_t>(reach) >> 22; // the exponent and one bit
        return half_octave < kLowest ? 0 : std::min(half_octave - kLowest + 1, kCount - 1);
    }
    static float least(std::uint32_t c) { return c == 0 ? 0 : std::bit_cast<float>((c + kLowest - 1) << 22); }
    static float middle(std::uint32_t c) {
        return c == 0 ? 0 : std::bit_cast<float>(((c + kLowest - 1) << 22) + (1U << 21));
    }

    ReachClasses() = default;
    /// `reach` of every vertex of this rank's selection range, and who of them is a candidate.
    ReachClasses(BigArray<float> reach, const Bitmap& candidates);

    float reach(LocalVertex v) const { return reach_[v]; }
    /// How many candidates are in each class.
    const std::array<std::uint64_t, kCount>& candidates() const { return candidates_; }

private:
    static constexpr std::uint32_t kLowest = (127 - 16) << 1;

    BigArray<float> reach_;
    std::array<std::uint64_t, kCount> candidates_{};
};

} // namespace cascade
