#include "engine/core/exact_log.hpp"

#include "engine/core/check.hpp"

#include <bit>
#include <cstdint>

namespace cascade {
namespace {

constexpr double kLn2High = 0x1.62e42fefa38p-1; // 40 leading bits of ln 2, so that e * kLn2High is exact
constexpr double kLn2Low = 0x1.ef35793c7673p-45;

/// ln(n!) by Stirling's series for n >= 10^6.
double log_factorial_large(double n) {
    const double half_log_two_pi = 0x1.d67f1c864beb5p-1;
    const double inverse = 1.0 / n;
    return (n + 0.5) * exact_log(n) - n + half_log_two_pi + inverse / 12.0 - inverse * inverse * inverse / 360.0;
}

} // namespace

double exact_log(double x) {
    CASCADE_CHECK(x > 0 && x < 1e308 * 10, "logarithm of {}", x);
    int exponent = 0;
    if (x < 0x1p-1022) { // subnormal
        x *= 0x1p54;
        exponent = -54;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        ++exponent;
    }
    const double s = (m - 1.0) / (m + 1.0);
    const double s2 = s * s;
    double series = 0;
    for (int power = 23; power >= 3; power -= 2)
        series = (series + 1.0 / power) * s2;
    const double e = exponent;
    return e * kLn2High + (2.0 * s + (2.0 * s * series + e * kLn2Low));
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
