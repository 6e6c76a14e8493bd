#include "kernels/diffusion/hop_worth.hpp"

#include "engine/core/check.hpp"

namespace cascade {
namespace {

constexpr std::uint64_t kHorizonPlace = ~std::uint64_t{1}; ///< vertex coordinate of the coin; no vertex has it
constexpr std::uint32_t kSteps = 1024;                     ///< of q^d that one coin decides

} // namespace

HopWorth HopWorth::of_factors(std::span<const double> factors) {
    HopWorth worth;
    double before = 1;
    bool certain = true;
    for (const double factor : factors) {
        CASCADE_CHECK(factor >= 0 && factor <= before, "worth {} after {}", factor, before);
        before = factor;
        const Threshold step = Threshold::of(factor);
        if (!step.always && step.value == 0) {
            worth.limit_ = static_cast<std::uint32_t>(worth.steps_.size());
            break;
        }
        worth.steps_.push_back(step);
        certain = certain && step.always;
    }
    if (certain)
        worth.steps_.clear();
    return worth;
}

HopWorth HopWorth::geometric(double q, std::uint64_t most) {
    CASCADE_CHECK(q > 0 && q <= 1, "worth {} a hop", q);
    HopWorth worth;
    if (q >= 1)
        return worth;
    double power = q;
    for (; worth.steps_.size() < kSteps; power *= q) {
        const Threshold step = Threshold::of(power);
        if (step.value == 0) {
            worth.limit_ = static_cast<std::uint32_t>(worth.steps_.size());
            break;
        }
        worth.steps_.push_back(step);
    }
    worth.most_ = std::min<std::uint64_t>(most, kNoHorizon);
    return worth;
}

std::uint32_t HopWorth::draw(const RandomKey& key, SampleId sample) const {
    std::uint64_t hops = 0;
    for (std::uint64_t coin = 0;; ++coin) {
        const std::uint64_t word = random_block(key, sample, kHorizonPlace, coin)[0];
        const auto missed =
            std::partition_point(steps_.begin(), steps_.end(), [&](const Threshold& step) { return step.fires(word); });
        hops += static_cast<std::uint64_t>(missed - steps_.begin());
        if (missed != steps_.end())
            return static_cast<std::uint32_t>(hops);
        if (hops >= most_)
            return kNoHorizon;
    }
}

} // namespace cascade
