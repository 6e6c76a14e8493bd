#include "engine/core/exact_exp.hpp"

#include "engine/core/check.hpp"
#include "engine/core/exact_log.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace cascade {

double exact_exp(double x) {
    constexpr double kFarthest = 700;
    constexpr double kPerLn2 = 0x1.71547652b82fep+0;
    constexpr std::array kSeries = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                                    1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                                    1.0 / 120,        1.0 / 24,        1.0 / 6,        1.0 / 2};
    CASCADE_CHECK(x == x, "exponential of {}", x);
    if (x < -kFarthest)
        return 0;
    if (x > kFarthest)
        return 0x1p1010;
    const double k = std::floor(x * kPerLn2 + 0.5);
    const double high = x - k * kLn2High; // exact: the product is, and what is left is small
    const double low = k * kLn2Low;
    const double r = high - low;
    double series = 0;
    for (const double term : kSeries)
        series = series * r + term;
    const double more = (high - r) - low; // what rounding took from r
    const double power = 1.0 + (r + (r * r * series + more));
    return power * std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(k) + 1023) << 52);
}

} // namespace cascade
