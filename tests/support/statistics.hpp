#pragma once
// How far a sample is from the law it should follow, in standard errors. Tests draw with fixed random seeds, so a value
// below the limit stays below it; 4 is the limit unless a test says otherwise.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cascade::testing {

/// Mean and variance of a stream of numbers (Welford).
class Moments {
public:
    void add(double x) {
        ++count_;
        const double step = x - mean_;
        mean_ += step / static_cast<double>(count_);
        squares_ += step * (x - mean_);
    }
    std::uint64_t count() const { return count_; }
    double mean() const { return mean_; }
    double variance() const { return squares_ / static_cast<double>(count_ - 1); }
    double standard_error() const { return std::sqrt(variance() / static_cast<double>(count_)); }

private:
    std::uint64_t count_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

/// Distance of the mean of Binomial(d, p) draws from d p, in its own standard errors.
inline double mean_distance(const Moments& drawn, double d, double p) {
    return (drawn.mean() - d * p) / std::sqrt(d * p * (1 - p) / static_cast<double>(drawn.count()));
}

/// Distance of the variance of Binomial(d, p) draws from d p (1-p), in standard errors (from the fourth moment).
inline double variance_distance(const Moments& drawn, double d, double p) {
    const double variance = d * p * (1 - p);
    const double fourth = variance * (1 + 3 * (d - 2) * p * (1 - p));
    const auto n = static_cast<double>(drawn.count());
    return (drawn.variance() - variance) / std::sqrt((fourth - variance * variance * (n - 3) / (n - 1)) / n);
}

/// Pearson's chi-square as a standard normal deviate (Wilson and Hilferty); cells expecting fewer than 8 are pooled.
inline double chi_square_distance(std::span<const std::uint64_t> counts, std::span<const double> expected) {
    double statistic = 0;
    double cells = 0;
    double pooled_count = 0;
    double pooled_expected = 0;
    const auto add = [&](double count, double expects) {
        statistic += (count - expects) * (count - expects) / expects;
        ++cells;
    };
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (expected[i] >= 8) {
            add(static_cast<double>(counts[i]), expected[i]);
        } else {
            pooled_count += static_cast<double>(counts[i]);
            pooled_expected += expected[i];
        }
    }
    if (pooled_expected >= 1)
        add(pooled_count, pooled_expected);
    else if (pooled_count > 20)
        return 1e9; // the impossible happened
    if (cells < 2)
        return 0;
    const double spread = 2 / (9 * (cells - 1));
    return (std::cbrt(statistic / (cells - 1)) - (1 - spread)) / std::sqrt(spread);
}

} // namespace cascade::testing
