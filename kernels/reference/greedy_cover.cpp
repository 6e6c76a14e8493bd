#include "kernels/reference/greedy_cover.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <tuple>

namespace cascade::reference {
namespace {

/// For every vertex, the samples it would newly cover.
std::vector<std::uint64_t> marginals(VertexId vertices, const std::vector<std::set<VertexId>>& samples,
                                     const std::vector<bool>& covered) {
    std::vector<std::uint64_t> gain(vertices);
    for (std::size_t j = 0; j < samples.size(); ++j)
        if (!covered[j])
            for (const VertexId v : samples[j])
                ++gain[v];
    return gain;
}

std::uint64_t sum_of_largest(std::vector<std::uint64_t> values, std::size_t k) {
    std::sort(values.begin(), values.end(), std::greater<>());
    values.resize(std::min(k, values.size()));
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

} // namespace

GreedyCover greedy_cover(VertexId vertices, const std::vector<std::vector<VertexId>>& samples, std::size_t k,
                         std::span<const OriginalId> original_ids, std::span<const std::uint32_t> out_degrees) {
    CASCADE_CHECK(original_ids.empty() || original_ids.size() == vertices, "{} original ids", original_ids.size());
    CASCADE_CHECK(out_degrees.empty() || out_degrees.size() == vertices, "{} out-degrees", out_degrees.size());
    std::vector<std::set<VertexId>> sets;
    for (const std::vector<VertexId>& sample : samples) {
        sets.emplace_back(sample.begin(), sample.end());
        CASCADE_CHECK(sets.back().empty() || *sets.back().rbegin() < vertices, "sample {}", sets.size() - 1);
    }
    const auto id = [&](VertexId v) { return original_ids.empty() ? static_cast<OriginalId>(v) : original_ids[v]; };
    const auto degree = [&](VertexId v) { return out_degrees.empty() ? 0 : out_degrees[v]; };
    GreedyCover cover;
    std::vector<bool> covered(sets.size());
    std::vector<bool> chosen(vertices);
    cover.covered.push_back(0);
    for (;;) {
        const std::vector<std::uint64_t> gain = marginals(vertices, sets, covered);
        cover.largest_marginals.push_back(sum_of_largest(gain, k));
        if (cover.seeds.size() == std::min<std::size_t>(k, vertices))
            return cover;
        VertexId best = kNoVertex;
        for (VertexId v = 0; v < vertices; ++v)
            if (!chosen[v] && (best == kNoVertex ||
                               std::tuple(gain[v], degree(v), id(best)) > std::tuple(gain[best], degree(best), id(v))))
                best = v;
        chosen[best] = true;
        cover.seeds.push_back(best);
        cover.gains.push_back(gain[best]);
        cover.covered.push_back(cover.covered.back() + gain[best]);
        for (std::size_t j = 0; j < sets.size(); ++j)
            if (sets[j].count(best) > 0)
                covered[j] = true;
    }
}

} // namespace cascade::reference
