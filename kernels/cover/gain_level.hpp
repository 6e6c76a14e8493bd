#pragma once
// Levels of gains: how many samples a candidate adds, roughly.
//
// Up to 64 each number is a level of its own, and most choices from few samples are among those; above, a level spans
// a thirty-second of a power of two. So 896 levels hold all numbers of 32 bits, in their order.

#include <bit>
#include <cstdint>

namespace cascade::gain_level {

inline constexpr std::uint32_t kSingle = 64; ///< gains below are levels of their own
inline constexpr std::uint32_t kFine = 5;    ///< bits behind the leading one that tell larger gains apart
inline constexpr std::uint32_t kCount = kSingle + (32 - 6) * (1U << kFine);

constexpr std::uint32_t of(std::uint32_t gain) {
    if (gain < kSingle)
        return gain;
    const auto power = static_cast<std::uint32_t>(std::bit_width(gain)) - 1; // 6 or more
    return kSingle + ((power - 6) << kFine) + (gain >> (power - kFine) & ((1U << kFine) - 1));
}

static_assert(of(kSingle - 1) + 1 == of(kSingle) && of(~0U) + 1 == kCount);

} // namespace cascade::gain_level
