// Is what the certificate says true? On random graphs of at most 12 vertices every seed set's spread is known exactly
// (`SpreadTable`). With delta = 1e-6 no run may be wrong: the certified upper bound is not below the optimum, the lower
// not above the spread of the seeds chosen, and the seeds reach at least 1 - 1/e - epsilon of the optimum. Independent
// cascade with one probability and with weights, linear threshold with equal weights and with weights normalised,
// replicated and partitioned.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection.hpp"
#include "kernels/reference/spread_table.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;

struct Trial {
    SmallGraph shape;
    DiffusionOptions diffusion;
    reference::Graph exact;
    std::uint32_t k;
    double epsilon;
};

/// In-weights divided by their sum.
reference::Graph with_normalised_weights(const SmallGraph& shape) {
    reference::Graph graph = testing::with_weights(shape);
    std::vector<double> sum(shape.vertices);
    for (const auto& arc : graph.arcs)
        sum[arc.v] += arc.p;
    for (auto& arc : graph.arcs)
        arc.p /= sum[arc.v];
    return graph;
}

Trial trial_of(std::uint64_t i) {
    const VertexId n = 3 + i % 10;
    Trial trial{testing::random_directed(n, 4 + i * 7 % 15, 1000 + i, true),
                {},
                {},
                1 + static_cast<std::uint32_t>(i / 4 % 3),
                i % 3 == 0 ? 0.05 : 0.2};
    switch (i % 4) {
    case 0:
        trial.diffusion.probability = parse_probability("constant:0.3");
        trial.exact = testing::with_constant(trial.shape, 0.3);
        break;
    case 1:
        trial.diffusion.probability = parse_probability("weights");
        trial.exact = testing::with_weights(trial.shape);
        break;
    case 2:
        trial.diffusion.model = Model::lt;
        trial.exact = testing::with_in_degrees(trial.shape);
        break;
    default:
        trial.diffusion = {Model::lt, parse_probability("weights"), 0, true};
        trial.exact = with_normalised_weights(trial.shape);
    }
    return trial;
}

struct Tally {
    std::uint64_t runs = 0, upper_too_low = 0, lower_too_high = 0, seeds_too_poor = 0;
    double worst_ratio = 1;
};

void try_certificate(std::uint64_t i, Layout layout, Tally& tally) {
    constexpr double kRounding = 1e-6; // weights are floats to the program
    const Trial trial = trial_of(i);
    const reference::SpreadTable table(trial.exact, trial.diffusion.model);
    Context context = testing::on_threads(1);
    const PartitionedGraph graph = testing::distribute(world(), trial.shape, layout);
    const LiveArcs arcs(context, graph, trial.diffusion, Direction::in);
    SelectionOptions options;
    options.k = trial.k;
    options.epsilon = trial.epsilon;
    options.settle = i % 2 == 0 ? 1 : 0.05;
    options.delta = 1e-6;
    options.precision = 0.1;
    options.random_seed = i;
    options.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        options.candidates.set(v);
    options.hit_and_stop = static_cast<HitAndStop>(i % 3);
    const SelectionResult result = select_seeds(context, graph, arcs, options);
    const double reached = table.spread(result.seeds);
    const double best = table.best(trial.k);
    ++tally.runs;
    tally.upper_too_low += result.certificate.upper < best - kRounding;
    tally.lower_too_high += result.certificate.lower > reached + kRounding;
    tally.seeds_too_poor += reached / best < kOneMinusInverseE - trial.epsilon;
    tally.worst_ratio = std::min(tally.worst_ratio, reached / best);
}

void expect_true_certificates(std::uint64_t graphs) {
    for (const Layout& layout : testing::layouts_of(world())) {
        Tally tally;
        for (std::uint64_t i = 0; i < graphs; ++i)
            try_certificate(i, layout, tally);
        if (world().is_root())
            fmt::print("layout {}: {} runs, upper bound too low {}, lower too high {}, seeds too poor {}; worst seeds "
                       "reach {:.4f} of the best\n",
                       layout.text(), tally.runs, tally.upper_too_low, tally.lower_too_high, tally.seeds_too_poor,
                       tally.worst_ratio);
        EXPECT_EQ(tally.upper_too_low, 0U);
        EXPECT_EQ(tally.lower_too_high, 0U);
        EXPECT_EQ(tally.seeds_too_poor, 0U);
        EXPECT_EQ(tally.runs, graphs);
    }
}

TEST(Certificate, Short) {
    expect_true_certificates(40);
}

TEST(Certificate, Long) {
    expect_true_certificates(1000);
}

} // namespace
} // namespace cascade
