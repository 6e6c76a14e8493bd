#include "kernels/reference/expected_cover.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace cascade::reference {
namespace {

/// Of the class that `reach` is in.
double middle_of_class(double reach) {
    if (reach < 0x1p-16)
        return 0;
    const double octave = std::exp2(std::floor(std::log2(reach)));
    return reach < 1.5 * octave ? 1.25 * octave : 1.75 * octave;
}

/// By its middle.
struct ReachClass {
    double middle;
    std::vector<double> counts;
    double luck;

    double size() const { return static_cast<double>(counts.size()); }
    double sum() const { return std::accumulate(counts.begin(), counts.end(), 0.0); }
    double due() const { return sum() + std::max(luck, 0.0); }
};
using Pool = std::vector<ReachClass>; ///< descending

template <class Value>
double sum_over(const Pool& pool, Value value_of) {
    double sum = 0;
    for (const ReachClass& one : pool)
        sum += value_of(one);
    return sum;
}

bool is_full(const Pool& pool) {
    return sum_over(pool, [](const ReachClass& one) { return one.size(); }) >= 20 &&
           sum_over(pool, [](const ReachClass& one) { return one.sum(); }) >= 256;
}

/// At the middle of a class.
struct Knot {
    double reach, rate, c;
};

/// Of the classes of a pool, descending.
std::vector<Knot> knots_of(const Pool& pool) {
    const double rho = sum_over(pool, [](const ReachClass& one) { return one.due(); }) /
                       sum_over(pool, [](const ReachClass& one) { return one.size() * (1 + one.middle); });
    const auto alike = [&](const ReachClass& one) { return rho * (1 + one.middle); };
    const auto together = [&](const ReachClass& one) { return one.size() * alike(one); };
    const double off = sum_over(
        pool, [&](const ReachClass& one) { return std::pow(one.sum() + one.luck - together(one), 2) / together(one); });
    const double all = sum_over(pool, together);
    const double squares = sum_over(pool, [&](const ReachClass& one) { return std::pow(together(one), 2); });
    const double t = std::max(0.0, 1 + off - (static_cast<double>(pool.size()) - 1)) / (1 + all - squares / all);
    const auto mean = [&](const ReachClass& one) { return alike(one) * (1 + t * one.due()) / (1 + t * together(one)); };
    const double beyond_chance = sum_over(pool, [&](const ReachClass& one) {
        double sum = 0;
        for (const double x : one.counts)
            sum += std::pow(x - mean(one), 2) - mean(one);
        return sum;
    });
    const double c = std::max(0.01, beyond_chance / sum_over(pool, [&](const ReachClass& one) {
                                        return one.size() * std::pow(mean(one), 2);
                                    }));
    std::vector<Knot> knots;
    for (const ReachClass& one : pool)
        knots.push_back({one.middle, mean(one) / (1 + one.middle), c});
    return knots;
}

double expectation(const std::vector<Knot>& knots, double reach, double count) {
    if (knots.empty())
        return count;
    Knot at = reach > knots.front().reach ? knots.front() : knots.back();
    for (std::size_t i = 1; i < knots.size(); ++i) {
        const Knot &above = knots[i - 1], &below = knots[i];
        if (below.reach <= reach && reach <= above.reach) {
            const double share = (reach - below.reach) / (above.reach - below.reach);
            at.rate = below.rate + share * (above.rate - below.rate);
            at.c = below.c + share * (above.c - below.c);
        }
    }
    const double shape = 1 / at.c + count;
    const double rate = 1 / (at.c * at.rate * (1 + reach)) + 1;
    return shape / rate;
}

/// Who covers what, and what is left.
class Tally {
public:
    explicit Tally(const ExpectedCoverTask& task) : task_(task), covered_(task.samples.size()), open_(task.vertices) {
        for (VertexId v = 0; v < task.vertices; ++v)
            open_[v] = task.excluded.empty() || !task.excluded[v];
        count();
    }

    bool is_open(VertexId v) const { return open_[v]; }
    std::uint64_t gain(VertexId v) const { return gains_[v]; }
    std::uint64_t covered() const {
        return static_cast<std::uint64_t>(std::count(covered_.begin(), covered_.end(), true));
    }

    void take(VertexId seed) {
        open_[seed] = false;
        for (std::size_t j = 0; j < covered_.size(); ++j)
            for (const VertexId v : task_.samples[j])
                if (v == seed)
                    covered_[j] = true;
        count();
    }

    std::uint64_t sum_of_largest(std::size_t k) const {
        std::vector<std::uint64_t> gains;
        for (VertexId v = 0; v < task_.vertices; ++v)
            if (open_[v])
                gains.push_back(gains_[v]);
        std::sort(gains.begin(), gains.end(), std::greater<>());
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < std::min(k, gains.size()); ++i)
            sum += gains[i];
        return sum;
    }

    void add_luck(double reach, double luck) { luck_[middle_of_class(reach)] += std::trunc(luck * 256) / 256; }

    /// Descending by reach.
    std::vector<Knot> knots() const {
        std::map<double, ReachClass, std::greater<>> classes;
        for (VertexId v = 0; v < task_.vertices; ++v)
            if (open_[v]) {
                const double middle = middle_of_class(static_cast<double>(task_.reach[v]));
                const auto luck = luck_.find(middle);
                auto& one = classes.try_emplace(middle, middle, std::vector<double>(), 0.0).first->second;
                one.luck = luck == luck_.end() ? 0 : luck->second;
                one.counts.push_back(static_cast<double>(gains_[v]));
            }
        std::vector<Pool> full;
        Pool pool;
        for (const auto& [middle, one] : classes) {
            pool.push_back(one);
            if (is_full(pool))
                full.push_back(std::exchange(pool, {}));
        }
        if (!full.empty())
            full.back().insert(full.back().end(), pool.begin(), pool.end());
        else if (sum_over(pool, [](const ReachClass& one) { return one.sum(); }) > 0)
            full.push_back(pool);
        std::vector<Knot> knots;
        for (const Pool& members : full)
            for (const Knot& knot : knots_of(members))
                knots.push_back(knot);
        return knots;
    }

private:
    void count() {
        gains_.assign(task_.vertices, 0);
        for (std::size_t j = 0; j < covered_.size(); ++j)
            if (!covered_[j])
                for (const VertexId v : task_.samples[j])
                    ++gains_[v];
    }

    const ExpectedCoverTask& task_;
    std::vector<bool> covered_;        ///< [sample]
    std::vector<bool> open_;           ///< [vertex]: a candidate that is left
    std::vector<std::uint64_t> gains_; ///< [vertex]
    std::map<double, double> luck_;    ///< [middle of a class]
};

bool is_power_of_16(std::size_t count) {
    while (count > 1 && count % 16 == 0)
        count /= 16;
    return count == 1;
}

} // namespace

GreedyCover expected_cover(const ExpectedCoverTask& task) {
    CASCADE_CHECK(task.reach.size() == task.vertices, "{} reaches", task.reach.size());
    const auto id = [&](VertexId v) {
        return task.original_ids.empty() ? static_cast<OriginalId>(v) : task.original_ids[v];
    };
    const auto degree = [&](VertexId v) { return task.out_degrees.empty() ? 0 : task.out_degrees[v]; };
    Tally tally(task);
    for (const VertexId v : task.given)
        tally.take(v);
    GreedyCover cover;
    std::vector<Knot> knots;
    for (;;) {
        const std::size_t prefix = cover.seeds.size();
        cover.covered.push_back(tally.covered());
        cover.largest_marginals.push_back(tally.sum_of_largest(task.k));
        if (prefix == task.k)
            return cover;
        if (prefix == task.first.size() || is_power_of_16(prefix))
            knots = tally.knots();
        const auto expected = [&](VertexId v) {
            return expectation(knots, static_cast<double>(task.reach[v]), static_cast<double>(tally.gain(v)));
        };
        const auto merit = [&](VertexId v) { return static_cast<float>(expected(v)); };
        VertexId best = kNoVertex;
        if (prefix < task.first.size())
            best = task.first[prefix];
        else
            for (VertexId v = 0; v < task.vertices; ++v)
                if (tally.is_open(v) && (best == kNoVertex || std::tuple(merit(v), degree(v), id(best)) >
                                                                  std::tuple(merit(best), degree(best), id(v))))
                    best = v;
        if (best == kNoVertex)
            return cover;
        cover.seeds.push_back(best);
        cover.gains.push_back(tally.gain(best));
        if (prefix >= task.first.size())
            tally.add_luck(static_cast<double>(task.reach[best]),
                           static_cast<double>(tally.gain(best)) - expected(best));
        tally.take(best);
    }
}

} // namespace cascade::reference
