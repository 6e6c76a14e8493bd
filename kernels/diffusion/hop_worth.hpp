#pragma once
// What a vertex counts by the distance d at which it is reached: phi(d), with phi(0) = 1 and never rising.
//
// f(S) = sum over v of E[max over s in S of phi(dist(s, v))]. Nothing of phi is stored with a sample: each draws its own
// horizon h, with P(h >= d) = phi(d), and is explored no further than h hops. For a root v and a world, S hits such a
// sample with probability P(h >= dist(S, v)) = phi(dist(S, v)), so the share of samples hit is an unbiased estimate of
// f(S) / n, and greedy, certificates, hit-and-stop and intervals hold as they are, in less memory than phi = 1 takes.
// One coin a sample decides, against a table of integer thresholds; it is a function of (key, sample). phi that is 1 up
// to a number of hops and 0 beyond needs no coin.
//
// phi(d) = q^d is memoryless: where all of the table fires, another coin goes on from its end.

#include "engine/core/types.hpp"
#include "engine/random/draw.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace cascade {

inline constexpr std::uint32_t kNoHorizon = ~std::uint32_t{0};

class HopWorth {
public:
    /// 1 at any distance.
    HopWorth() = default;
    /// `factors[d - 1]` at distance d, the last from there on; in [0, 1], not rising.
    static HopWorth of_factors(std::span<const double> factors);
    /// q^d, q in (0, 1]; no distance is `most` or above.
    static HopWorth geometric(double q, std::uint64_t most);

    /// Nothing beyond so many hops, besides.
    void limit(std::uint32_t hops) { limit_ = std::min(limit_, hops); }

    std::uint32_t limit() const { return limit_; }

    /// The horizon of a sample.
    std::uint32_t horizon(const RandomKey& key, SampleId sample) const {
        return steps_.empty() ? limit_ : std::min(limit_, draw(key, sample));
    }
    /// Whether horizons differ from sample to sample.
    bool varies() const { return !steps_.empty(); }

private:
    std::uint32_t draw(const RandomKey& key, SampleId sample) const;

    std::vector<Threshold> steps_; ///< [d - 1]: phi(d), not rising
    std::uint64_t most_ = 0;       ///< with another coin after the last step, up to so many hops; 0: the last holds on
    std::uint32_t limit_ = kNoHorizon;
};

} // namespace cascade
