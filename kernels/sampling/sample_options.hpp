#pragma once
// What samples are told: how to explore, and who may be a root.

#include "kernels/diffusion/explore_options.hpp"
#include "kernels/sampling/root_law.hpp"

#include <optional>

namespace cascade {

struct SampleOptions : ExploreOptions {
    const RootLaw* roots = nullptr;           ///< null: every vertex alike
    std::optional<std::size_t> left_out = {}; ///< number of a layer that is not looked at
};

} // namespace cascade
