#include "engine/random/binomial.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <bit>

namespace cascade {
namespace {

/// P(K = j), j = 0, 1, …, up to a common factor: 1 at the mode, by ratios of neighbours, until below 2^-80.
std::vector<double> relative_weights(std::uint32_t d, double p) {
    const double odds = p / (1.0 - p);
    const auto mode = static_cast<std::uint32_t>(std::min(static_cast<double>(d), (static_cast<double>(d) + 1.0) * p));
    std::vector<double> weight(std::size_t{mode} + 1, 0.0);
    weight[mode] = 1.0;
    for (std::uint32_t j = mode; j > 0 && weight[j] >= 0x1p-80; --j)
        weight[j - 1] = weight[j] * (static_cast<double>(j) / (static_cast<double>(d - j) + 1.0) / odds);
    for (std::uint32_t j = mode; j < d && weight[j] >= 0x1p-80; ++j)
        weight.push_back(weight[j] * (static_cast<double>(d - j) / (static_cast<double>(j) + 1.0) * odds));
    return weight;
}

} // namespace

BinomialTable::BinomialTable(std::uint32_t coins, double p) : coins_(coins) {
    CASCADE_CHECK(coins >= 1 && p > 0.0 && p <= 1.0, "{} coins of {}", coins, p);
    if (p >= 1.0) {
        values_.assign(coins, 0); // no word is below 0, so K = coins
    } else {
        const std::vector<double> weight = relative_weights(coins, p);
        double total = 0;
        for (double w : weight)
            total += w;
        std::vector<double> above(weight.size(), 0.0); // P(K > j), summed from the small end
        for (std::size_t j = weight.size() - 1; j > 0; --j)
            above[j - 1] = above[j] + weight[j] / total;
        double up_to = 0;
        for (std::size_t j = 0; j < std::min<std::size_t>(coins, weight.size()); ++j) {
            up_to += weight[j] / total;
            if (up_to < 0.5) {
                values_.push_back(static_cast<std::uint64_t>(up_to * 0x1p64));
                continue;
            }
            const auto tail = static_cast<std::uint64_t>(above[j] * 0x1p64);
            if (tail == 0 && j > 0)
                break;
            values_.push_back(0 - std::max<std::uint64_t>(tail, 1));
        }
    }
    thresholds_ = values_.data();
    size_ = static_cast<std::uint32_t>(values_.size());
    const std::uint64_t width = (size_ > 1 ? values_[1] : 0) - values_[0];
    one_word_.zero_below = values_[0];
    one_word_.single_width = width;
    if (width > 0) {
        const int shift = std::countl_zero(width);
        one_word_.single_shift = static_cast<std::uint8_t>(shift);
        one_word_.single_scale = static_cast<std::uint64_t>((static_cast<uint128>(coins_) << 95) / (width << shift));
    }
}

} // namespace cascade
