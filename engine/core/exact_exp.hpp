#pragma once
// An exponential function that gives the same bits on every machine, for times that decide who is reached.
//
// x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its power series up to r^13 (the remainder is below 2^-57 of it), times 2^k
// by the bits of the exponent. + - x and the nearest whole number only. Largest error measured against extended precision
// over [-700, 700]: 1 unit in the last place.

namespace cascade {

/// e^x within 1 ulp for |x| <= 700, where neither it nor its inverse leaves the normal numbers; below that 0, above it
/// 2^1010. The same bits everywhere.
double exact_exp(double x);

} // namespace cascade
