#pragma once
// The formulas of certified influence maximisation, one pure function each, with the papers' names.
//
// OPIM-C (Tang, Tang, Xiao, Yuan: "Online processing algorithms for influence maximization", SIGMOD'18). Two disjoint
// pools: seeds S are chosen on R1 and certified on R2. With a = ln(1/delta') the bounds hold each with probability
// 1 - delta':
//   sigma_low(S) = ((sqrt(L2(S) + 2a/9) - sqrt(a/2))^2 - a/18) n / theta2                        (their Eq. 5)
//   sigma_up     = (sqrt(L1u + a/2) + sqrt(a/2))^2 n / theta1                                    (their Eq. 8, 13)
// where L2 counts samples of R2 that S hits and L1u bounds the samples of R1 that any k vertices hit: the least over
// prefixes of (covered by the prefix + the k largest marginals given it).
//   theta_max = 2n ((1-1/e) sqrt(ln(6/delta)) + sqrt((1-1/e)(ln C(n,k) + ln(6/delta))))^2 / (epsilon^2 k)
//   theta_0   = theta_max epsilon^2 k / n,   i_max = max(1, ceil(log2(theta_max / theta_0)) + 1)
//   delta'    = delta / (3 i_max)
// i_max counts the last round, which is drawn at theta_max even when doubling alone would stop short of it.
//
// IMM (Tang, Shi, Xiao: "Influence maximization in near-linear time: a martingale approach", SIGMOD'15). With l = ln(2/delta),
// their l ln n after Algorithm 3 has added the ln 2, and epsilon' = sqrt(2) epsilon:
//   lambda' = (2 + 2/3 epsilon') (ln C(n,k) + l + ln log2 n) n / epsilon'^2                      (their Eq. 9)
//   lambda* = 2n ((1-1/e) sqrt(l + ln 2) + sqrt((1-1/e)(ln C(n,k) + l + ln 2)))^2 / epsilon^2    (their Eq. 5, 6)
// Search round i asks with lambda'/x samples whether the optimum is above x = n/2^i; the first that finds seeds whose
// coverage speaks for (1 + epsilon') x gives the lower bound LB = that / (1 + epsilon'), and theta = lambda*/LB. These theta
// samples must be fresh: the samples of the search know when it ended (Chen: "An issue in the martingale analysis of the
// influence maximization algorithm IMM", CSoNet'18, whose first remedy this is). Rounds end where x falls below what k
// vertices count by themselves, which is a lower bound without any sample (the paper goes on to 1).
//
// Decisions use + - x / sqrt and exact_log only, so that two machines decide alike.

#include <cstdint>

namespace cascade {

inline constexpr double kOneMinusInverseE = 0.63212055882855767; ///< 1 - 1/e

/// The rounds of OPIM-C for n vertices, k seeds.
struct OpimcPlan {
    double theta_max = 0;      ///< samples after which the certificate is guaranteed
    std::uint64_t theta_0 = 1; ///< samples of the first round
    std::uint32_t i_max = 1;   ///< rounds at most
    double delta_each = 0;     ///< delta / (3 i_max): failure probability of one bound

    /// Samples of round i = 1 … i_max; the last one is ceil(theta_max).
    std::uint64_t samples_of_round(std::uint32_t i) const;
    /// Adds rounds until the last has so many samples, each with its share of delta.
    void go_on_to(double samples);
};
OpimcPlan opimc_plan(double n, double k, double epsilon, double delta);
/// The same where all vertices together count `total` and the best k of them at least `least`: n and k in the shares
/// above, not in C(n,k). `theta_max` is 2^50 at most.
OpimcPlan opimc_plan(double n, double k, double epsilon, double delta, double total, double least);

/// The samples of IMM.
struct ImmPlan {
    double lambda_search = 0;  ///< lambda'
    double lambda_final = 0;   ///< lambda*
    double epsilon_search = 0; ///< epsilon'
    double total = 0;          ///< what all vertices count together
    double least = 0;          ///< what k of them count by themselves
    std::uint32_t rounds = 1;  ///< of the search, at most

    /// Samples of search round i = 1 … rounds, 2^50 at most.
    std::uint64_t samples_of_round(std::uint32_t i) const;
    /// The lower bound on the optimum when search round i found seeds that cover this share of its samples; 0: none yet.
    double lower_bound(std::uint32_t i, double share) const;
    /// theta, for a lower bound on the optimum; 2^50 at most.
    std::uint64_t samples_for(double lower) const;
};
/// `total` and `least` as of opimc_plan.
ImmPlan imm_plan(double n, double k, double epsilon, double delta, double total, double least);

/// Lower bound on sigma(S) from `hits` of `theta` samples that did not choose S; `scale` is n. Never below 0.
double influence_lower_bound(double hits, double theta, double scale, double delta_each);

/// Upper bound on sigma(optimum) from a bound on coverage in `theta` samples. Never above `scale`.
double influence_upper_bound(double coverage_bound, double theta, double scale, double delta_each);

/// The Wilson interval for a share of `hits` in `trials` at quantile z (1.96: 95 %); [0, 1] without trials.
struct ShareInterval {
    double share = 0, low = 0, high = 1;
};
ShareInterval wilson_interval(std::uint64_t hits, std::uint64_t trials, double z);

inline constexpr double kZ95 = 1.959963984540054; ///< two-sided 95 %

} // namespace cascade
