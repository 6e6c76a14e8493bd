#include "kernels/cover/gain_prior.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>

namespace cascade {
void GainPrior::Moments::add(float reach, std::uint32_t gain) {
    const std::uint32_t c = ReachClasses::of(reach);
    const std::uint64_t square = std::uint64_t{gain} * gain;
    sum[c] += gain;
    low_squares[c] += square & 0xffffffff;
    high_squares[c] += square >> 32;
}

void GainPrior::fit(const Communicator& world, Moments mine) {
    constexpr double kLeastSpread = 0.01; // of gains in a class: their variance is at least so much of m²
    for (auto* sums : {&mine.candidates, &mine.sum, &mine.low_squares, &mine.high_squares})
        all_reduce(world, std::span<std::uint64_t>(*sums), Reduction::sum);
    knots_.clear();
    for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c) {
        before_[c] = static_cast<std::uint32_t>(std::max<std::size_t>(knots_.size(), 1) - 1);
        if (mine.candidates[c] < kFewest || mine.sum[c] == 0)
            continue;
        const auto count = static_cast<double>(mine.candidates[c]);
        const double mean = static_cast<double>(mine.sum[c]) / count;
        const double squares =
            static_cast<double>(mine.low_squares[c]) + 0x1p32 * static_cast<double>(mine.high_squares[c]);
        const double beyond_chance = std::max(squares / count - mean * mean - mean, kLeastSpread * mean * mean);
        knots_.push_back({ReachClasses::middle(c), mean, mean / beyond_chance});
    }
}

double GainPrior::expected(float reach, std::uint32_t gain) const {
    if (knots_.empty())
        return gain;
    std::size_t at = before_[ReachClasses::of(reach)];
    while (at + 1 < knots_.size() && knots_[at + 1].reach <= reach)
        ++at;
    double mean = knots_[at].mean;
    double weight = knots_[at].weight;
    if (reach > knots_[at].reach && at + 1 < knots_.size()) {
        const Knot& next = knots_[at + 1];
        const double share = (reach - knots_[at].reach) / (next.reach - knots_[at].reach);
        mean += share * (next.mean - mean);
        weight += share * (next.weight - weight);
    }
    return (gain + weight * mean) / (1 + weight);
}

double GainPrior::most_of_none(std::uint32_t c) const {
    if (knots_.empty())
        return 0;
    double mean = 0;
    double weight = 0;
    for (std::size_t at = before_[c]; at < knots_.size() && at <= before_[c] + 2; ++at) { // all that it lies between
        mean = std::max(mean, knots_[at].mean);
        weight = std::max(weight, knots_[at].weight);
    }
    return weight * mean / (1 + weight);
}

} // namespace cascade
