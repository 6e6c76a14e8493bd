#include "kernels/diffusion/distribution.hpp"

#include "engine/random/draw.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

__extension__ using int128 = __int128;

constexpr double kNormal95 = 1.959963984540054; // two-sided 95 %

} // namespace

void Distribution::add_sorted(std::span<const Entry> sorted) {
    std::vector<Entry> all;
    all.reserve(entries_.size() + sorted.size());
    std::merge(entries_.begin(), entries_.end(), sorted.begin(), sorted.end(), std::back_inserter(all),
               [](const Entry& a, const Entry& b) { return a.value < b.value; });
    entries_.clear();
    for (const Entry& entry : all) {
        if (!entries_.empty() && entries_.back().value == entry.value)
            entries_.back().worlds += entry.worlds;
        else
            entries_.push_back(entry);
    }
    for (const Entry& entry : sorted)
        worlds_ += entry.worlds;
}

void Distribution::add(std::int64_t value, std::uint64_t worlds) {
    if (worlds > 0)
        add_sorted(std::vector<Entry>{{value, worlds}});
}

void Distribution::add(const Distribution& other) {
    add_sorted(other.entries_);
}

void Distribution::add_each(std::span<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    std::vector<Entry> sorted;
    for (const std::int64_t value : values) {
        if (sorted.empty() || sorted.back().value != value)
            sorted.push_back({value, 0});
        ++sorted.back().worlds;
    }
    add_sorted(sorted);
}

double Distribution::mean() const {
    int128 sum = 0;
    for (const Entry& entry : entries_)
        sum += static_cast<int128>(entry.value) * static_cast<int128>(entry.worlds);
    return worlds_ == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(worlds_);
}

double Distribution::variance() const {
    if (worlds_ < 2)
        return 0;
    const double centre = mean();
    double sum = 0; // in ascending order of value: the same on every machine
    for (const Entry& entry : entries_)
        sum += (static_cast<double>(entry.value) - centre) * (static_cast<double>(entry.value) - centre) *
               static_cast<double>(entry.worlds);
    return sum / static_cast<double>(worlds_ - 1);
}

std::int64_t Distribution::quantile(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(worlds_)));
    std::uint64_t seen = 0;
    for (const Entry& entry : entries_) {
        seen += entry.worlds;
        if (seen >= wanted)
            return entry.value;
    }
    return 0;
}

double Distribution::half_width() const {
    return worlds_ == 0 ? 0 : kNormal95 * std::sqrt(variance() / static_cast<double>(worlds_));
}

} // namespace cascade
