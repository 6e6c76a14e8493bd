#pragma once
// A natural logarithm that gives the same bits on every machine.
//
// glibc's `log` differs in the last place between machines with and without FMA, and a stopping rule that compares
// such a number could end one batch earlier on one of them. This one uses + - x / only: x = m 2^e with m in
// [sqrt(1/2), sqrt(2)), ln m = 2 artanh(s) with s = (m-1)/(m+1), |s| <= 0.1716, by its odd power series up to s^23;
// the remainder is below 1e-18. Largest error measured against glibc over [1e-300, 1e300]: 2 units in the last place.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cascade {

inline constexpr double kLn2High = 0x1.62e42fefa38p-1; // 40 leading bits of ln 2, so that e * kLn2High is exact
inline constexpr double kLn2Low = 0x1.ef35793c7673p-45;

/// ln(x 2^exponent) for normal x > 0, unchecked; for loops that take many of them.
inline double log_of_normal(double x, int exponent = 0) {
    constexpr std::array kSeries = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                    1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};
    const auto bits = std::bit_cast<std::uint64_t>(x);
    double m = std::bit_cast<double>((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    const bool halve = m > 0x1.6a09e667f3bcdp+0;
    m *= halve ? 0.5 : 1.0;
    exponent += static_cast<int>(bits >> 52) - 1023 + halve;
    const double s = (m - 1.0) / (m + 1.0);
    const double s2 = s * s;
    double series = 0;
    for (std::size_t i = 0; i < kSeries.size(); ++i)
        series = (series + kSeries[i]) * s2;
    const double e = exponent;
    return e * kLn2High + (2.0 * s + (2.0 * s * series + e * kLn2Low));
}

/// ln(x) for finite x > 0, within 2 ulp (absolute 4e-16 near x = 1); the same bits everywhere.
double exact_log(double x);

/// ln of the binomial coefficient C(n, k), 0 <= k <= n, as a sum of min(k, n-k) logarithms of quotients; for
/// min(k, n-k) above 10^6 Stirling's series with three correction terms (relative error below 1e-12 for n up to 2^32).
double log_binomial(double n, double k);

} // namespace cascade
