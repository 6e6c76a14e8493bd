#pragma once
// One entry of a pool: a vertex belongs to the RR set of a sample.

#include "engine/core/types.hpp"

namespace cascade {

/// Vertex `vertex` (relative to this rank's selection range) belongs to sample `sample` (relative to the pool's start).
struct Membership {
    std::uint32_t sample;
    LocalVertex vertex;
};

} // namespace cascade
