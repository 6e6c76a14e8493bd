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
    /// Calls f(v, reach) for each vertex of a class from c on, ascending.
    template <class F>
    void for_each_from(std::uint32_t c, F&& f) const;
    /// How many candidates are in each class.
    const std::array<std::uint64_t, kCount>& candidates() const { return candidates_; }

private:
    static constexpr std::uint32_t kLowest = (127 - 16) << 1;

    BigArray<float> reach_;
    std::array<std::uint64_t, kCount> candidates_{};
};

template <class F>
void ReachClasses::for_each_from(std::uint32_t c, F&& f) const {
    constexpr std::size_t kBlock = 32; // few reach so much, and most blocks have none
    const float enough = least(c);
    const float* const reach = reach_.data();
    for (std::size_t begin = 0; begin < reach_.size(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, reach_.size());
        if (end == begin + kBlock) {
            std::uint32_t some = 0;
            for (std::size_t i = 0; i < kBlock; ++i)
                some |= reach[begin + i] >= enough ? ~std::uint32_t{0} : 0;
            if (some == 0)
                continue;
        }
        for (std::size_t v = begin; v < end; ++v)
            if (reach[v] >= enough)
                f(static_cast<LocalVertex>(v), reach[v]);
    }
}

} // namespace cascade
