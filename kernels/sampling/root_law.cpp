#include "kernels/sampling/root_law.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/core/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

namespace cascade {
namespace {

constexpr std::array kPowersOfTen = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
constexpr double kMostUnits = 0x1p62;

/// The fewest decimal places that write `weight`; as many as there are powers when six do not.
std::uint32_t decimals_of(double weight) {
    std::uint32_t places = 0;
    for (; places < kPowersOfTen.size(); ++places) {
        const double units = weight * kPowersOfTen[places];
        if (units < 0x1p52 && std::abs(units - std::floor(units + 0.5)) <= units * 0x1p-50)
            break;
    }
    return places;
}

/// How many units a weight of 1 is, the same on every rank. Collective.
double units_of_one(const PartitionedGraph& graph, std::span<const double> weights) {
    std::uint32_t places = 0;
    double largest = 0;
    for (const double weight : weights) {
        CASCADE_CHECK(weight >= 0 && std::isfinite(weight), "weight {}", weight);
        places = std::max(places, decimals_of(weight));
        largest = std::max(largest, weight);
    }
    places = all_reduce_max(graph.group_comm, places);
    largest = all_reduce(graph.group_comm, largest, Reduction::max);
    const auto n = static_cast<double>(graph.vertex_count());
    if (places < kPowersOfTen.size() && largest * kPowersOfTen[places] * n < kMostUnits)
        return kPowersOfTen[places];
    int exponent = 0;
    std::frexp(largest * n, &exponent);                    // below 2^exponent
    return std::ldexp(1.0, std::min(61 - exponent, 1000)); // weights below 10^-300 are none
}

} // namespace

RootLaw::RootLaw(const PartitionedGraph& graph, std::span<const double> weights) : first_owned_(graph.first_owned()) {
    CASCADE_CHECK(weights.size() == graph.owned_count(), "{} weights of {} vertices", weights.size(),
                  graph.owned_count());
    unit_per_ = units_of_one(graph, weights);
    std::uint64_t common = 0;
    for (LocalVertex v = 0; v < weights.size(); ++v) {
        const auto units = static_cast<std::uint64_t>(weights[v] * unit_per_ + 0.5);
        if (units == 0)
            continue;
        common = std::gcd(common, units);
        vertices_.push_back(v);
        ends_.push_back(size() + units);
    }
    for (const std::uint64_t of_shard : all_gather(graph.group_comm, common))
        common = std::gcd(common, of_shard);
    common = std::max<std::uint64_t>(common, 1);
    unit_ = static_cast<double>(common);
    for (std::uint64_t& end : ends_)
        end /= common;
    begin_ = exclusive_sum(graph.group_comm, size());
    total_ = all_reduce_sum(graph.group_comm, size());
    const std::uint64_t members = all_reduce_sum(graph.group_comm, std::uint64_t{vertices_.size()});
    equal_ = members == graph.vertex_count() && total_ == members;
    if (equal_) {
        vertices_ = {};
        ends_ = {};
    }
    build_guide();
}

void RootLaw::build_guide() {
    if (ends_.empty())
        return;
    shift_ = std::max(0, static_cast<int>(std::bit_width(size())) - static_cast<int>(std::bit_width(ends_.size())));
    std::uint32_t entry = 0;
    for (std::uint64_t place = 0; place < size(); place += std::uint64_t{1} << shift_) {
        while (ends_[entry] <= place)
            ++entry;
        guide_.push_back(entry);
    }
    guide_.push_back(static_cast<std::uint32_t>(ends_.size()) - 1);
}

std::size_t RootLaw::entry_of(std::uint64_t place) const {
    const std::uint64_t row = place >> shift_;
    const auto from = ends_.begin() + guide_[row];
    const auto to = ends_.begin() + guide_[row + 1] + 1;
    return static_cast<std::size_t>(std::upper_bound(from, to, place) - ends_.begin());
}

std::uint64_t RootLaw::units_of(LocalVertex owned) const {
    if (equal_)
        return 1;
    const auto found = std::lower_bound(vertices_.begin(), vertices_.end(), owned);
    if (found == vertices_.end() || *found != owned)
        return 0;
    const auto entry = static_cast<std::size_t>(found - vertices_.begin());
    return ends_[entry] - (entry == 0 ? 0 : ends_[entry - 1]);
}

} // namespace cascade
