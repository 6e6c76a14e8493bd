#include "kernels/diffusion/quotient.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {

Quotient quotient_of_means(const PairOfMeans& pair, std::uint64_t worlds) {
    constexpr double kNormal95 = 1.959963984540054;
    if (pair.mean_b <= 0 || worlds == 0)
        return {};
    const double value = pair.mean_a / pair.mean_b;
    const double variance = pair.variance_a + value * value * pair.variance_b - 2 * value * pair.covariance;
    const double half = kNormal95 * std::sqrt(std::max(variance, 0.0) / static_cast<double>(worlds)) / pair.mean_b;
    return {value, std::max(value - half, 0.0), value + half};
}

Quotient share_of_whole(const PartAndRest& means, std::uint64_t worlds) {
    const double with_rest = covariance_from_sum(means.part_variance, means.rest_variance, means.whole_variance);
    Quotient share = quotient_of_means({means.part, means.part + means.rest, means.part_variance, means.whole_variance,
                                        means.part_variance + with_rest},
                                       worlds);
    share.high = std::min(share.high, 1.0);
    return share;
}

} // namespace cascade
