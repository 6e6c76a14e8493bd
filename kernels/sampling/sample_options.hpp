#pragma once
// What samples are told: how to explore, and who may be a root.

#include "kernels/diffusion/explore_options.hpp"
#include "kernels/sampling/root_law.hpp"

namespace cascade {

struct SampleOptions : ExploreOptions {
    const RootLaw* roots = nullptr; ///< null: every vertex alike
};

} // namespace cascade
