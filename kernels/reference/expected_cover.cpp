#include "kernels/reference/expected_cover.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

namespace cascade::reference {
namespace {

/// The least reach of a class and its width; 0 and 0 of the lowest.
struct ReachClass {
    double from = 0, width = 0;

    double middle() const { return from + width / 2; }
    bool operator<(const ReachClass& other) const { return from < other.from; }
};

ReachClass class_of_reach(double reach) {
    if (reach < 0x1p-16)
        return {};
    const double octave = std::exp2(std::floor(std::log2(reach)));
    return {reach < 1.5 * octave ? octave : 1.5 * octave, 0.5 * octave};
}

struct ClassLaw {
    double middle, mean, weight;
};

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

    /// Ascending by reach.
    std::vector<ClassLaw> laws() const {
        std::map<ReachClass, std::vector<double>> counts;
        for (VertexId v = 0; v < task_.vertices; ++v)
            if (open_[v])
                counts[class_of_reach(task_.reach[v])].push_back(static_cast<double>(gains_[v]));
        std::vector<ClassLaw> laws;
        for (const auto& [reach_class, gains] : counts) {
            double sum = 0, squares = 0;
            for (const double x : gains) {
                sum += x;
                squares += x * x;
            }
            if (gains.size() < 20 || sum == 0)
                continue;
            const double mean = sum / static_cast<double>(gains.size());
            const double variance = squares / static_cast<double>(gains.size()) - mean * mean;
            laws.push_back({reach_class.middle(), mean, mean / std::max(variance - mean, 0.01 * mean * mean)});
        }
        return laws;
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
};

double expectation(const std::vector<ClassLaw>& laws, double reach, double count) {
    if (laws.empty())
        return count;
    ClassLaw law = reach < laws.front().middle ? laws.front() : laws.back();
    for (std::size_t i = 1; i < laws.size(); ++i)
        if (laws[i - 1].middle <= reach && reach < laws[i].middle) {
            const double share = (reach - laws[i - 1].middle) / (laws[i].middle - laws[i - 1].middle);
            law.mean = laws[i - 1].mean + share * (laws[i].mean - laws[i - 1].mean);
            law.weight = laws[i - 1].weight + share * (laws[i].weight - laws[i - 1].weight);
        }
    return (count + law.weight * law.mean) / (1 + law.weight);
}

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
    std::vector<ClassLaw> laws;
    for (;;) {
        const std::size_t prefix = cover.seeds.size();
        cover.covered.push_back(tally.covered());
        cover.largest_marginals.push_back(tally.sum_of_largest(task.k));
        if (prefix == task.k)
            return cover;
        if (prefix == task.first.size() || is_power_of_16(prefix))
            laws = tally.laws();
        const auto merit = [&](VertexId v) {
            return static_cast<float>(expectation(laws, task.reach[v], static_cast<double>(tally.gain(v))));
        };
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
        tally.take(best);
    }
}

} // namespace cascade::reference
