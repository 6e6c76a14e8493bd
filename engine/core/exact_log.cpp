#include "engine/core/exact_log.hpp"

#include "engine/core/check.hpp"

namespace cascade {
namespace {

/// ln(n!) by Stirling's series for n >= 10^6.
double log_factorial_large(double n) {
    const double half_log_two_pi = 0x1.d67f1c864beb5p-1;
    const double inverse = 1.0 / n;
    return (n + 0.5) * exact_log(n) - n + half_log_two_pi + inverse / 12.0 - inverse * inverse * inverse / 360.0;
}

} // namespace

double exact_log(double x) {
    CASCADE_CHECK(x > 0 && x < 1e308 * 10, "logarithm of {}", x);
    if (x < 0x1p-1022) // subnormal
        return log_of_normal(x * 0x1p54, -54);
    return log_of_normal(x);
}

double log_binomial(double n, double k) {
    CASCADE_CHECK(k >= 0 && k <= n, "binomial coefficient C({}, {})", n, k);
    if (k > n - k)
        k = n - k;
    if (k > 1e6)
        return log_factorial_large(n) - log_factorial_large(k) - log_factorial_large(n - k);
    double sum = 0;
    for (double i = 1; i <= k; i += 1)
        sum += exact_log((n - k + i) / i);
    return sum;
}

} // namespace cascade
