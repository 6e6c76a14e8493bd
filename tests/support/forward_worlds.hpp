#pragma once
// Forward worlds for tests: options in a line, a run on one rank, and how far its means are from what they should be.

#include "kernels/diffusion/forward.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/statistics.hpp"

#include <cmath>

namespace cascade::testing {

inline ForwardOptions options_of(ForwardModel model, std::string_view probability, std::uint64_t worlds) {
    ForwardOptions options;
    options.model = model;
    options.diffusion.probability = parse_probability(probability);
    options.worlds = worlds;
    return options;
}

inline ForwardOptions epidemic(ForwardModel model, double beta, double gamma, std::uint32_t hops,
                               std::uint64_t worlds) {
    ForwardOptions options = options_of(model, fmt::format("constant:{}", beta), worlds);
    options.recovery = gamma;
    options.max_hops = hops;
    return options;
}

/// On this rank alone; distributions are there on every rank.
inline ForwardResult alone(const SmallGraph& shape, const ForwardOptions& options, const std::vector<VertexId>& seeds) {
    return on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return run_forward(context, graph, options, seeds);
    });
}

inline const HopLevel& level_of(const ForwardResult& result, std::string_view name) {
    for (const HopLevel& level : result.levels)
        if (level.name == name)
            return level;
    throw InternalError("no level {}", name);
}

/// The mean at a hop (or at the end, where it has stood still by then) from a value, in standard errors.
inline double distance(const std::vector<Distribution>& hops, std::size_t hop, double exact) {
    const Distribution& at = hops[std::min(hop, hops.size() - 1)];
    const double error = std::sqrt(at.variance() / static_cast<double>(at.worlds()));
    return error == 0 ? (std::abs(at.mean() - exact) < 1e-9 ? 0 : 1e9) : (at.mean() - exact) / error;
}

/// Means over worlds of the reference, hop by hop, with their errors against ours; the last value holds on.
template <class Simulate>
void expect_like_reference(const std::vector<Distribution>& hops, std::size_t last, std::uint64_t worlds,
                           Simulate&& simulate, std::string_view what) {
    std::vector<Moments> moments(last + 1);
    for (std::uint64_t w = 0; w < worlds; ++w) {
        const std::vector<double> values = simulate(w);
        for (std::size_t hop = 0; hop <= last; ++hop)
            moments[hop].add(values[std::min(hop, values.size() - 1)]);
    }
    for (std::size_t hop = 0; hop <= last; ++hop) {
        const Distribution& ours = hops[std::min(hop, hops.size() - 1)];
        const double error = std::sqrt(ours.variance() / static_cast<double>(ours.worlds()) +
                                       moments[hop].variance() / static_cast<double>(worlds));
        EXPECT_LE(std::abs(ours.mean() - moments[hop].mean()), 4 * error + 1e-9) << what << ", hop " << hop;
    }
}

} // namespace cascade::testing
