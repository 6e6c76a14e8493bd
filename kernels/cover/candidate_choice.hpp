#pragma once
// The best candidate of a rank, as it enters the contest over ranks.

#include "engine/core/types.hpp"

#include <cstdint>

namespace cascade {

struct CandidateChoice {
    LocalVertex vertex;  ///< in the selection range
    std::uint64_t merit; ///< greater is better: gain, or the bits of an expected one, << 32 | out-degree
    std::uint64_t tie;   ///< lower is better among equals: the order of original ids
};

} // namespace cascade
