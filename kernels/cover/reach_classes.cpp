#include "kernels/cover/reach_classes.hpp"

#include <utility>

namespace cascade {

ReachClasses::ReachClasses(BigArray<float> reach, const Bitmap& candidates) : reach_(std::move(reach)) {
    for (LocalVertex v = 0; v < reach_.size(); ++v)
        candidates_[of(reach_[v])] += candidates.test(v);
}

} // namespace cascade
