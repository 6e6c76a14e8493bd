#include "kernels/influence/bounds.hpp"

#include "engine/core/check.hpp"
#include "engine/core/exact_log.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

constexpr double kMostSamples = 0x1p50;

std::uint64_t whole_samples(double theta) {
    return static_cast<std::uint64_t>(std::ceil(std::clamp(theta, 1.0, kMostSamples)));
}

} // namespace

OpimcPlan opimc_plan(double n, double k, double epsilon, double delta) {
    return opimc_plan(n, k, epsilon, delta, n, k);
}

OpimcPlan opimc_plan(double n, double k, double epsilon, double delta, double total, double least) {
    CASCADE_CHECK(n >= 1 && k >= 1 && k <= n && epsilon > 0 && delta > 0 && delta < 1,
                  "plan for n={} k={} epsilon={} delta={}", n, k, epsilon, delta);
    const double log_term = exact_log(6.0 / delta);
    const double root =
        kOneMinusInverseE * std::sqrt(log_term) + std::sqrt(kOneMinusInverseE * (log_binomial(n, k) + log_term));
    OpimcPlan plan;
    plan.theta_max = std::clamp(2.0 * total * root * root / (epsilon * epsilon * least), 1.0, kMostSamples);
    const double theta_0 = std::min(plan.theta_max, std::max(1.0, plan.theta_max * epsilon * epsilon * least / total));
    plan.theta_0 = static_cast<std::uint64_t>(std::ceil(theta_0));
    for (double theta = theta_0; theta < plan.theta_max; theta *= 2.0)
        ++plan.i_max;
    plan.delta_each = delta / (3.0 * plan.i_max);
    return plan;
}

void OpimcPlan::go_on_to(double samples) {
    const double delta = delta_each * i_max;
    for (; theta_max < samples; theta_max = std::min(2.0 * theta_max, samples))
        ++i_max;
    delta_each = delta / i_max;
}

std::uint64_t OpimcPlan::samples_of_round(std::uint32_t i) const {
    const auto most = static_cast<std::uint64_t>(std::ceil(theta_max));
    return i >= i_max ? most : std::min(theta_0 << (i - 1), most); // theta_0 is rounded up: its doubles may overshoot
}

ImmPlan imm_plan(double n, double k, double epsilon, double delta, double total, double least) {
    CASCADE_CHECK(n >= 1 && k >= 1 && k <= n && epsilon > 0 && delta > 0 && delta < 1 && least > 0 && least <= total,
                  "plan for n={} k={} epsilon={} delta={} total={} least={}", n, k, epsilon, delta, total, least);
    const double ln_two = exact_log(2.0);
    const double l = exact_log(2.0 / delta);
    const double choices = log_binomial(n, k);
    ImmPlan plan;
    plan.total = total;
    plan.least = least;
    plan.epsilon_search = std::sqrt(2.0) * epsilon;
    const double questions = exact_log(std::max(exact_log(n) / ln_two, 1.0));
    plan.lambda_search = (2.0 + 2.0 / 3.0 * plan.epsilon_search) * (choices + l + questions) * total /
                         (plan.epsilon_search * plan.epsilon_search);
    const double root =
        kOneMinusInverseE * std::sqrt(l + ln_two) + std::sqrt(kOneMinusInverseE * (choices + l + ln_two));
    plan.lambda_final = 2.0 * total * root * root / (epsilon * epsilon);
    for (double x = total / 4.0; x >= least; x /= 2.0)
        ++plan.rounds;
    return plan;
}

std::uint64_t ImmPlan::samples_of_round(std::uint32_t i) const {
    return whole_samples(lambda_search / total * static_cast<double>(std::uint64_t{1} << i));
}

double ImmPlan::lower_bound(std::uint32_t i, double share) const {
    const double x = total / static_cast<double>(std::uint64_t{1} << i);
    const double found = total * share;
    return found >= (1.0 + epsilon_search) * x ? found / (1.0 + epsilon_search) : 0;
}

std::uint64_t ImmPlan::samples_for(double lower) const {
    return whole_samples(lambda_final / std::max(lower, least));
}

double influence_lower_bound(double hits, double theta, double scale, double delta_each) {
    const double a = exact_log(1.0 / delta_each);
    const double root = std::sqrt(hits + 2.0 * a / 9.0) - std::sqrt(a / 2.0);
    if (root <= 0)
        return 0;
    return std::max(0.0, (root * root - a / 18.0) * scale / theta);
}

double influence_upper_bound(double coverage_bound, double theta, double scale, double delta_each) {
    const double a = exact_log(1.0 / delta_each);
    const double root = std::sqrt(coverage_bound + a / 2.0) + std::sqrt(a / 2.0);
    return std::min(scale, root * root * scale / theta);
}

ShareInterval wilson_interval(std::uint64_t hits, std::uint64_t trials, double z) {
    if (trials == 0)
        return {};
    const auto m = static_cast<double>(trials);
    const double share = static_cast<double>(hits) / m;
    const double z2 = z * z;
    const double centre = (share + z2 / (2.0 * m)) / (1.0 + z2 / m);
    const double half = z / (1.0 + z2 / m) * std::sqrt(share * (1.0 - share) / m + z2 / (4.0 * m * m));
    return {share, hits == 0 ? 0.0 : std::max(0.0, centre - half), hits == trials ? 1.0 : std::min(1.0, centre + half)};
}

} // namespace cascade
