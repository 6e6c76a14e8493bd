#include "engine/graph/assemble.hpp"

#include <cmath>

namespace cascade {

float merged_weight(std::span<const float> same, DuplicateRule rule) {
    double sum = 0;
    double none = 1;
    float most = same[0];
    for (const float weight : same) {
        sum += static_cast<double>(weight);
        none *= 1.0 - static_cast<double>(weight);
        most = std::max(most, weight);
    }
    switch (rule) {
    case DuplicateRule::first:
    case DuplicateRule::error:
        return same[0];
    case DuplicateRule::max:
        return most;
    case DuplicateRule::noisy_or:
        return static_cast<float>(1.0 - none);
    case DuplicateRule::sum:
        break;
    }
    if (std::abs(sum) > static_cast<double>(std::numeric_limits<float>::max()))
        throw InputError(
            "--duplicates sum: the weights of one edge add up to {}, more than a 32-bit float holds; scale the weights "
            "down or choose another rule",
            sum);
    return static_cast<float>(sum);
}

} // namespace cascade
