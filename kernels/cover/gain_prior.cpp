#include "kernels/cover/gain_prior.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>
#include <span>

namespace cascade {
namespace {

constexpr double kFewestCandidates = 20; ///< of a pool
constexpr double kFewestCounts = 256;    ///< of a pool: their sum is off by a sixteenth then
constexpr double kLeastVariation = 0.01;

/// The candidates left in a class, over all ranks.
struct ClassSums {
    double own = 0; ///< 1 + the reach in the middle of the class
    double candidates = 0;
    double counts = 0;
    double squares = 0;
    double luck = 0; ///< of those taken: what they added beyond their expectations

    ClassSums(std::uint32_t c, const GainPrior::Moments& all)
        : own(1 + static_cast<double>(ReachClasses::middle(c))), candidates(static_cast<double>(all.candidates[c])),
          counts(static_cast<double>(all.sum[c])),
          squares(static_cast<double>(all.low_squares[c]) + 0x1p32 * static_cast<double>(all.high_squares[c])),
          luck(static_cast<double>(static_cast<std::int64_t>(all.luck[c])) / GainPrior::kLuckUnit) {}

    /// What would be counted had luck been shared evenly.
    double due() const { return counts + std::max(luck, 0.0); }
};

using Pool = std::span<const ClassSums>;

/// The lowest first. A pool is full when it has enough of both; those left over below belong to the last.
std::vector<Pool> pools_of(Pool classes) {
    std::vector<std::size_t> begins; // the highest first
    double candidates = 0;
    double counts = 0;
    for (std::size_t i = classes.size(); i-- > 0;) {
        candidates += classes[i].candidates;
        counts += classes[i].counts;
        if (candidates < kFewestCandidates || counts < kFewestCounts)
            continue;
        begins.push_back(i);
        candidates = counts = 0;
    }
    if (begins.empty() && counts > 0)
        begins.push_back(0);
    std::vector<Pool> pools;
    std::size_t end = classes.size();
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const std::size_t begin = i + 1 < begins.size() ? begins[i] : 0;
        pools.push_back(classes.subspan(begin, end - begin));
        end = begin;
    }
    std::reverse(pools.begin(), pools.end());
    return pools;
}

/// Of a pool.
double rate_of(Pool pool) {
    double due = 0;
    double own = 0;
    for (const ClassSums& sums : pool) {
        due += sums.due();
        own += sums.candidates * sums.own;
    }
    return due / own;
}

/// t: of the means of classes about the rate of their pool. Bad luck counts here: where seeds add less than was expected of
/// them, a class is used up sooner than others.
double variation_between(Pool pool, double rate) {
    double beyond_chance = 1 + 1; // of the classes one is used up by the rate
    double weights = 0;
    double squares = 0;
    for (const ClassSums& sums : pool) {
        const double alike = sums.candidates * sums.own * rate;
        const double off = sums.counts + sums.luck - alike;
        beyond_chance += off * off / alike - 1;
        weights += alike;
        squares += alike * alike;
    }
    return std::max(beyond_chance, 0.0) / (1 + weights - squares / weights);
}

/// What a candidate of a mean is expected to add.
double expectation(double mean, double variation, double gain) {
    return mean * (1 + variation * gain) / (1 + variation * mean);
}

} // namespace

void GainPrior::Moments::add(float reach, std::uint32_t gain) {
    const std::uint32_t c = ReachClasses::of(reach);
    const std::uint64_t square = std::uint64_t{gain} * gain;
    sum[c] += gain;
    low_squares[c] += square & 0xffffffff;
    high_squares[c] += square >> 32;
}

void GainPrior::Moments::add_luck(float reach, std::uint64_t gain, double expected) {
    const double beyond = (static_cast<double>(gain) - expected) * kLuckUnit;
    luck[ReachClasses::of(reach)] += static_cast<std::uint64_t>(static_cast<std::int64_t>(beyond));
}

void GainPrior::fit(const Communicator& world, Moments mine) {
    for (auto* sums : {&mine.candidates, &mine.sum, &mine.low_squares, &mine.high_squares, &mine.luck})
        all_reduce(world, std::span<std::uint64_t>(*sums), Reduction::sum);
    std::vector<ClassSums> classes; // ascending
    for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c)
        if (mine.candidates[c] > 0)
            classes.emplace_back(c, mine);
    knots_.clear();
    for (const Pool pool : pools_of(classes)) {
        const std::size_t begin = knots_.size();
        const double rate = rate_of(pool);
        const double between = variation_between(pool, rate);
        double beyond_chance = 0;
        double squares = 0;
        for (const ClassSums& sums : pool) {
            const double alike = sums.own * rate;
            const double mean = alike * (1 + between * sums.due()) / (1 + between * sums.candidates * alike);
            beyond_chance += sums.squares - 2 * mean * sums.counts + sums.candidates * mean * (mean - 1);
            squares += sums.candidates * mean * mean;
            knots_.push_back({sums.own - 1, mean / sums.own, 0});
        }
        for (std::size_t i = begin; i < knots_.size(); ++i)
            knots_[i].variation = std::max(beyond_chance / squares, kLeastVariation);
    }
    std::uint32_t below = 0; // knots
    for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c) {
        while (below < knots_.size() && knots_[below].reach <= static_cast<double>(ReachClasses::least(c)))
            ++below;
        before_[c] = std::max(below, 1U) - 1;
    }
}

double GainPrior::expected(float reach, std::uint32_t gain) const {
    if (knots_.empty())
        return gain;
    const auto r = static_cast<double>(reach);
    std::size_t at = before_[ReachClasses::of(reach)];
    while (at + 1 < knots_.size() && knots_[at + 1].reach <= r)
        ++at;
    double rate = knots_[at].rate;
    double variation = knots_[at].variation;
    if (r > knots_[at].reach && at + 1 < knots_.size()) {
        const Knot& next = knots_[at + 1];
        const double share = (r - knots_[at].reach) / (next.reach - knots_[at].reach);
        rate += share * (next.rate - rate);
        variation += share * (next.variation - variation);
    }
    return expectation(rate * (1 + r), variation, gain);
}

double GainPrior::most_of_none(std::uint32_t c) const {
    if (knots_.empty())
        return 0;
    const bool endless = c + 1 == ReachClasses::kCount;
    const auto end = static_cast<double>(ReachClasses::least(c + 1));
    std::size_t at = before_[c];
    double rate = knots_[at].rate;
    double variation = knots_[at].variation;
    while (++at < knots_.size()) { // all that it lies between
        rate = std::max(rate, knots_[at].rate);
        variation = std::min(variation, knots_[at].variation);
        if (knots_[at].reach >= end)
            break;
    }
    return endless ? 1 / variation : expectation(rate * (1 + end), variation, 0);
}

} // namespace cascade
