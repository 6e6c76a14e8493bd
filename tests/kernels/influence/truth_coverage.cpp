// Does the 95 % interval hold the truth in 95 % of runs? `measure_spread`, as `estimate` asks it (`only_class`, sampling
// until half the interval is 2 to 5 % of the spread), is repeated with other random seeds on graphs whose spread is
// known in closed form. Stopping by the interval's own width is part of what is tried.
//
// The short version takes 500 runs and allows 4 standard errors; the long one 4,000 runs and allows 1.5 points.

#include "kernels/influence/spread.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade {
namespace {

struct Trial {
    std::string_view name;
    testing::SmallGraph shape;
    Model model;
    std::string_view probability;
    std::vector<VertexId> seeds;
    double exact, precision;
};

std::vector<Trial> trials() {
    return {{"path", testing::path(5), Model::ic, "constant:0.5", {0}, 1.9375, 0.02},
            {"karate", testing::karate(), Model::ic, "constant:0.1", {33}, 3.501992, 0.05},
            {"karate, two seeds", testing::karate(), Model::ic, "constant:0.1", {0, 33}, 6.424545, 0.03},
            {"complete", testing::complete(10), Model::ic, "constant:0.2", {0}, 6.784458345, 0.02},
            {"threshold", testing::complete(4), Model::lt, "wc", {0}, 26.0 / 9, 0.02}};
}

/// Share of `runs` random seeds whose interval holds the exact value.
double coverage(const Trial& trial, std::uint64_t runs) {
    return testing::on_one_rank(trial.shape, [&](Context& context, const PartitionedGraph& graph) {
        const DiffusionOptions diffusion{trial.model, parse_probability(trial.probability), 0, false};
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        std::vector<std::vector<VertexId>> classes;
        for (const VertexId seed : trial.seeds)
            classes.push_back({seed});
        std::uint64_t held = 0;
        for (std::uint64_t random_seed = 1; random_seed <= runs; ++random_seed) {
            SpreadOptions options;
            options.explore.key = {random_seed, Domain::estimation};
            options.question = HitQuestion::only_class;
            options.precision = trial.precision;
            const SpreadInterval interval = measure_spread(context, graph, arcs, options, classes).prefix.at(0);
            held += interval.low <= trial.exact && trial.exact <= interval.high;
        }
        return static_cast<double>(held) / static_cast<double>(runs);
    });
}

void expect_coverage(std::uint64_t runs, double tolerance) {
    for (const Trial& trial : trials()) {
        const double share = coverage(trial, runs);
        fmt::print("{}: the interval holds the truth in {:.2f} % of {} runs\n", trial.name, 100 * share, runs);
        EXPECT_NEAR(share, 0.95, tolerance) << trial.name;
    }
}

TEST(IntervalCoverage, Short) {
    expect_coverage(500, 4 * std::sqrt(0.95 * 0.05 / 500));
}

TEST(IntervalCoverage, Long) {
    expect_coverage(4000, 0.015);
}

} // namespace
} // namespace cascade
