#pragma once
// How many worlds had each value: exact, and the same in whatever order worlds come in and parts are merged.
//
// Means, variances and quantiles follow from the counts alone, without any floating sum that could depend on order. The
// values lie sorted; worlds are added by the portion, sorted and merged, so a world costs the logarithm of a portion.

#include <cstdint>
#include <span>
#include <vector>

namespace cascade {

class Distribution {
public:
    struct Entry {
        std::int64_t value;
        std::uint64_t worlds;
        bool operator==(const Entry&) const = default;
    };

    void add(std::int64_t value, std::uint64_t worlds = 1);
    void add(const Distribution& other);
    /// One world each; sorts `values`.
    void add_each(std::span<std::int64_t> values);
    /// Ascending values, each once.
    void add_sorted(std::span<const Entry> sorted);

    std::uint64_t worlds() const { return worlds_; }
    double mean() const;
    /// Sample variance (divisor worlds - 1); 0 for fewer than two worlds.
    double variance() const;
    /// The smallest value with at least a share q of the worlds at or below it.
    std::int64_t quantile(double q) const;
    const std::vector<Entry>& values() const { return entries_; }
    /// Half the 95 % interval of the mean.
    double half_width() const;

    bool operator==(const Distribution&) const = default;

private:
    std::vector<Entry> entries_; ///< ascending values, each once
    std::uint64_t worlds_ = 0;
};

} // namespace cascade
