#pragma once
// What a vertex waits for in the threshold models.

#include "engine/core/types.hpp"
#include "engine/random/draw.hpp"

#include <string>
#include <string_view>

namespace cascade {

struct ThresholdRule {
    enum class Kind : std::uint8_t { drawn, fraction, count };
    Kind kind = Kind::drawn;
    /// fraction: numerator / denominator of the in-weights, exactly as it was written down; at least one in-neighbour.
    std::uint64_t numerator = 0;
    std::uint64_t denominator = 1;
    std::uint64_t count = 1; ///< count: so many active in-neighbours

    /// The smallest whole weight that is the fraction of `total` or more, at least 1.
    std::uint64_t share_of(std::uint64_t total) const {
        const uint128 scaled = static_cast<uint128>(total) * numerator + denominator - 1;
        const auto share = static_cast<std::uint64_t>(scaled / denominator);
        return share == 0 ? 1 : share;
    }
};

/// From `drawn`, `fraction:F` or `count:M`; UsageError naming --threshold otherwise.
ThresholdRule parse_threshold(std::string_view text);

} // namespace cascade
