#pragma once
// A number for each world of a block, kept bit by bit: plane i holds bit i of all 64 numbers.
//
// Numbers are mostly small: the planes of four bits lie in the record, those of the bits above only for the vertices that
// need them, in a list of the block. So a record that 64 worlds share has 40 bytes, whatever the numbers are.

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace cascade {

/// Zero at birth, in all worlds.
class LaneNumbers {
    static constexpr std::uint32_t kLow = 4, kHigh = 28;

public:
    /// The planes above the lowest ones, of all numbers of a block; emptied together with them.
    using High = std::vector<std::array<std::uint64_t, kHigh>>;

    std::uint32_t get(std::uint32_t bit, const High& high) const {
        std::uint32_t number = 0;
        for (std::uint32_t plane = 0; plane < kLow; ++plane)
            number |= static_cast<std::uint32_t>(low_[plane] >> bit & 1) << plane;
        if (more_ != 0) [[unlikely]]
            for (std::uint32_t plane = 0; plane < kHigh; ++plane)
                number |= static_cast<std::uint32_t>(high[more_ - 1][plane] >> bit & 1) << (kLow + plane);
        return number;
    }
    /// The same number in each of `worlds`.
    void set(std::uint64_t worlds, std::uint32_t number, High& high) {
        for (std::uint32_t plane = 0; plane < kLow; ++plane)
            write(low_[plane], worlds, number >> plane & 1);
        const std::uint32_t above = number >> kLow;
        if (more_ == 0) [[likely]] {
            if (above == 0) [[likely]]
                return;
            high.emplace_back();
            more_ = static_cast<std::uint32_t>(high.size());
        }
        for (std::uint32_t plane = 0; plane < kHigh; ++plane)
            write(high[more_ - 1][plane], worlds, above >> plane & 1);
    }
    /// body(number, those of `worlds` that have it), each number once.
    template <class F>
    void for_each(std::uint64_t worlds, const High& high, F&& body) const {
        while (worlds != 0) {
            const std::uint32_t number = get(static_cast<std::uint32_t>(std::countr_zero(worlds)), high);
            std::uint64_t same = worlds;
            for (std::uint32_t plane = 0; plane < kLow; ++plane)
                same &= (number >> plane & 1) != 0 ? low_[plane] : ~low_[plane];
            if (more_ != 0) [[unlikely]]
                for (std::uint32_t plane = 0; plane < kHigh; ++plane) {
                    const std::uint64_t bits = high[more_ - 1][plane];
                    same &= (number >> (kLow + plane) & 1) != 0 ? bits : ~bits;
                }
            body(number, same);
            worlds &= ~same;
        }
    }

private:
    static void write(std::uint64_t& plane, std::uint64_t worlds, std::uint32_t one) {
        plane = (plane & ~worlds) | (one != 0 ? worlds : 0);
    }

    std::array<std::uint64_t, kLow> low_;
    std::uint32_t more_; ///< 1 + place of the high planes; 0: there are none
};

} // namespace cascade
