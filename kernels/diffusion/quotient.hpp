#pragma once
// Quotients of two means over the same worlds, with the 95 % interval of the delta method: of a / b it is that of the
// mean of a - (a / b) b, divided by b. Worlds are paired, so the covariance counts.

#include <cstdint>

namespace cascade {

struct Quotient {
    double value = 0, low = 0, high = 0;
};

/// Of two quantities over worlds.
struct PairOfMeans {
    double mean_a = 0, mean_b = 0;
    double variance_a = 0, variance_b = 0, covariance = 0;
};

/// mean_a / mean_b; 0 where mean_b is 0. The interval does not go below 0.
Quotient quotient_of_means(const PairOfMeans& pair, std::uint64_t worlds);

/// The covariance of two quantities of which the variance of the sum is known too.
inline double covariance_from_sum(double variance_a, double variance_b, double variance_of_sum) {
    return (variance_of_sum - variance_a - variance_b) / 2;
}

/// Means and variances of a part and of what else makes up the whole, and the variance of the whole.
struct PartAndRest {
    double part = 0, rest = 0;
    double part_variance = 0, rest_variance = 0, whole_variance = 0;
};
/// part / (part + rest), with its interval within [0, 1].
Quotient share_of_whole(const PartAndRest& means, std::uint64_t worlds);

} // namespace cascade
