#pragma once
// A natural logarithm that gives the same bits on every machine.
//
// glibc's `log` differs in the last place between machines with and without FMA, and a stopping rule that compares
// such a number could end one batch earlier on one of them. This one uses + - x / only: x = m 2^e with m in
// [sqrt(1/2), sqrt(2)), ln m = 2 artanh(s) with s = (m-1)/(m+1), |s| <= 0.1716, by its odd power series up to s^23;
// the remainder is below 1e-18. Largest error measured against glibc over [1e-300, 1e300]: 2 units in the last place.

namespace cascade {

/// ln(x) for finite x > 0, within 2 ulp (absolute 4e-16 near x = 1); the same bits everywhere.
double exact_log(double x);

/// ln of the binomial coefficient C(n, k), 0 <= k <= n, as a sum of min(k, n-k) logarithms of quotients; for
/// min(k, n-k) above 10^6 Stirling's series with three correction terms (relative error below 1e-12 for n up to 2^32).
double log_binomial(double n, double k);

} // namespace cascade
