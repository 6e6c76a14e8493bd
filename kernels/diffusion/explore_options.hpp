#pragma once
// What every way of exploring is told.

#include "engine/random/philox.hpp"

namespace cascade {

inline constexpr std::uint32_t kNoHorizon = ~std::uint32_t{0};

struct ExploreOptions {
    RandomKey key;
    std::uint32_t horizon = kNoHorizon; ///< vertices further than this many hops are not reached
};

} // namespace cascade
