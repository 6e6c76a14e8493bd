#pragma once
// A count for each world of a block, added to for many worlds at once: plane i holds bit i of all 64 counts.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cascade {

class LaneTally {
public:
    /// One more in each of `worlds`.
    void add(std::uint64_t worlds) {
        for (std::size_t plane = 0; worlds != 0; ++plane) {
            const std::uint64_t carry = planes_[plane] & worlds;
            planes_[plane] ^= worlds;
            worlds = carry;
        }
    }
    /// Adds each count times `sign` to `sums` and starts anew.
    void move_to(std::array<std::int64_t, 64>& sums, std::int64_t sign) {
        for (std::size_t plane = 0; plane < planes_.size(); ++plane)
            for (std::uint64_t rest = planes_[plane]; rest != 0; rest &= rest - 1)
                sums[static_cast<std::size_t>(std::countr_zero(rest))] += sign * (std::int64_t{1} << plane);
        planes_ = {};
    }

private:
    std::array<std::uint64_t, 48> planes_{}; ///< 2^48 additions before one is lost
};

} // namespace cascade
