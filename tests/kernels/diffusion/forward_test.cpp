#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/forward.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/memory_archive.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;

ForwardOptions options_of(ForwardModel model, std::string_view probability, std::uint64_t worlds) {
    ForwardOptions options;
    options.model = model;
    options.diffusion.probability = parse_probability(probability);
    options.worlds = worlds;
    return options;
}

/// A result with its activations put together from all shards; on rank 0.
struct ForwardOutcome {
    std::vector<std::map<std::uint64_t, std::uint64_t>> newly_active, active;
    std::vector<WorldCount> activations;
    bool operator==(const ForwardOutcome&) const = default;
};
ForwardOutcome forward_outcome(const Communicator& comm, const PartitionedGraph& graph, const ForwardResult& result) {
    ForwardOutcome answer;
    for (const auto& [hops, into] :
         {std::pair(&result.newly_active, &answer.newly_active), {&result.active, &answer.active}})
        for (const Distribution& hop : *hops) {
            into->emplace_back();
            for (const auto& [value, worlds] : hop.values())
                into->back()[static_cast<std::uint64_t>(value)] = worlds;
        }
    const auto mine = graph.group == 0 ? result.activations.span() : std::span<const WorldCount>();
    answer.activations = gather(comm, mine);
    return answer;
}

ForwardOutcome on_one_rank(const SmallGraph& shape, const ForwardOptions& options, const std::vector<VertexId>& seeds) {
    return testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return forward_outcome(context.world, graph, run_forward(context, graph, options, seeds));
    });
}

/// Distance of the mean spread from the exact one in standard errors. On rank 0.
double distance(const ForwardResult& result, double exact) {
    const Distribution& end = result.active.back();
    const double error = std::sqrt(end.variance() / static_cast<double>(end.worlds()));
    return error == 0 ? (std::abs(end.mean() - exact) < 1e-9 ? 0 : 1e9) : (end.mean() - exact) / error;
}

TEST(Forward, TheMachineDoesNotShow) {
    const std::vector<VertexId> seeds = {3, 0, 3};
    for (const SmallGraph& shape : {testing::path(4), testing::karate(), testing::random_directed(50, 220, 4, true)})
        for (const auto& [model, text] : {std::pair(ForwardModel::ic, "wc"),
                                          {ForwardModel::ic, "constant:0.2"},
                                          {ForwardModel::lt, "wc"},
                                          {ForwardModel::ic, "trivalency"}}) {
            const ForwardOptions options = options_of(model, text, 2500);
            const ForwardOutcome expected = on_one_rank(shape, options, seeds);
            testing::on_every_machine(shape, [&, text = text](Context& context, const PartitionedGraph& graph) {
                const ForwardOutcome answer =
                    forward_outcome(world(), graph, run_forward(context, graph, options, seeds));
                if (world().is_root()) {
                    EXPECT_TRUE(answer == expected) << text;
                }
            });
        }
}

TEST(Forward, TellsHowSureItIsAlready) {
    const ForwardOptions options = options_of(ForwardModel::ic, "constant:0.2", 2500);
    testing::on_every_machine(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
        std::vector<double> worlds;
        context.event = [&](std::string_view event, std::initializer_list<EventField> fields) {
            std::map<std::string_view, double> numbers;
            for (const EventField& field : fields)
                if (!std::holds_alternative<std::string>(field.value))
                    numbers[field.name] = std::visit(
                        [](const auto& value) -> double {
                            if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>)
                                return static_cast<double>(value);
                            return 0;
                        },
                        field.value);
            if (event != "interval")
                return;
            EXPECT_LE(numbers.at("low"), numbers.at("mean"));
            EXPECT_GE(numbers.at("high"), numbers.at("mean"));
            EXPECT_GT(numbers.at("mean"), 1.0) << "the seed and more";
            EXPECT_TRUE(worlds.empty() || numbers.at("worlds") >= 2 * worlds.back());
            worlds.push_back(numbers.at("worlds"));
        };
        const std::vector<VertexId> seeds = {0};
        run_forward(context, graph, options, seeds);
        EXPECT_EQ(worlds.empty(), !context.world.is_root()) << "rank 0 tells";
    });
}

TEST(Forward, TheMachineDoesNotShowWithWeightsAgainstThresholds) {
    SmallGraph shape = testing::random_directed(50, 300, 6, true);
    ForwardOptions options = options_of(ForwardModel::lt, "weights", 2500);
    options.diffusion.normalise = true;
    const ForwardOutcome expected = on_one_rank(shape, options, {1, 2, 3});
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const ForwardOutcome answer =
            forward_outcome(world(), graph, run_forward(context, graph, options, std::vector<VertexId>{1, 2, 3}));
        if (world().is_root()) {
            EXPECT_TRUE(answer == expected);
        }
    });
}

TEST(Forward, KarateSpreadsHopByHopAsKnown) {
    const std::vector<double> cumulative = {1, 2.7, 3.14313, 3.38874, 3.46805};
    Context context = testing::on_threads(2);
    const PartitionedGraph graph = testing::replicated(world(), testing::karate());
    const ForwardResult result =
        run_forward(context, graph, options_of(ForwardModel::ic, "constant:0.1", 200000), std::vector<VertexId>{33});
    if (!world().is_root())
        return;
    for (std::size_t hop = 0; hop < cumulative.size(); ++hop) {
        const double error = std::sqrt(result.active[hop].variance() / 200000);
        EXPECT_LE(std::abs(result.active[hop].mean() - cumulative[hop]), 4 * error + (hop > 1 ? 0.001 : 0))
            << "hop " << hop;
    }
    EXPECT_LT(std::abs(distance(result, 3.501992)), 4);
}

TEST(Forward, HopsEndAtTheLimit) {
    ForwardOptions options = options_of(ForwardModel::ic, "constant:1", 30);
    for (const std::uint32_t limit : {0U, 1U, 3U, 20U}) {
        options.max_hops = limit;
        testing::on_every_machine(testing::path(8), [&](Context& context, const PartitionedGraph& graph) {
            const ForwardOutcome answer =
                forward_outcome(world(), graph, run_forward(context, graph, options, std::vector<VertexId>{2}));
            const std::uint64_t last = std::min<std::uint64_t>(limit, 5);
            if (!world().is_root())
                return;
            ASSERT_EQ(answer.active.size(), last + 1);
            for (std::uint64_t hop = 0; hop <= last; ++hop) {
                EXPECT_EQ(answer.newly_active[hop], (std::map<std::uint64_t, std::uint64_t>{{1, 30}}));
                EXPECT_EQ(answer.active[hop], (std::map<std::uint64_t, std::uint64_t>{{hop + 1, 30}}));
            }
            for (VertexId v = 0; v < 8; ++v)
                EXPECT_EQ(answer.activations[v], v >= 2 && v <= 2 + last ? 30U : 0U);
        });
    }
}

TEST(Forward, LimitedHopsArePrefixesOfUnlimitedOnes) {
    ForwardOptions options = options_of(ForwardModel::lt, "wc", 2000);
    const ForwardOutcome all = on_one_rank(testing::karate(), options, {33, 0});
    options.max_hops = 2;
    const ForwardOutcome two = on_one_rank(testing::karate(), options, {33, 0});
    ASSERT_EQ(two.active.size(), 3U);
    for (std::size_t hop = 0; hop < 3; ++hop)
        EXPECT_EQ(two.active[hop], all.active[hop]);
}

TEST(Forward, EveryHopKnowsEveryWorldAndSumsUp) {
    testing::on_every_machine(testing::cycle(15), [](Context& context, const PartitionedGraph& graph) {
        const ForwardResult result =
            run_forward(context, graph, options_of(ForwardModel::ic, "constant:0.6", 777), std::vector<VertexId>{4});
        const std::uint64_t mine =
            std::accumulate(result.activations.begin(), result.activations.end(), std::uint64_t{0});
        const std::uint64_t activations = all_reduce_sum(graph.group_comm, mine);
        if (!world().is_root()) {
            return;
        }
        double sum = 0;
        for (std::size_t hop = 0; hop < result.active.size(); ++hop) {
            EXPECT_EQ(result.active[hop].worlds(), 777U);
            EXPECT_EQ(result.newly_active[hop].worlds(), 777U);
            sum += result.newly_active[hop].mean();
            EXPECT_NEAR(result.active[hop].mean(), sum, 1e-9);
        }
        EXPECT_NEAR(static_cast<double>(activations) / 777, sum, 1e-9);
    });
}

TEST(Forward, AHopThatOnlyLaterWorldsReachKnowsTheEarlierOnes) {
    // Far along the path few worlds go, so that portions of worlds end at different hops.
    const ForwardOptions options = options_of(ForwardModel::ic, "constant:0.5", 200000);
    const ForwardOutcome answer = on_one_rank(testing::path(60), options, {0});
    ASSERT_GT(answer.active.size(), 10U);
    for (std::size_t hop = 0; hop < answer.active.size(); ++hop) {
        std::uint64_t worlds = 0;
        for (const auto& [value, count] : answer.newly_active[hop])
            worlds += count;
        EXPECT_EQ(worlds, options.worlds) << "hop " << hop;
    }
}

TEST(Forward, NoSeedsNoWorldsNoVerticesAreAnswered) {
    for (const SmallGraph& shape : {testing::directed(0, {}), testing::directed(1, {}), testing::path(3)})
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const ForwardResult none = run_forward(context, graph, options_of(ForwardModel::ic, "wc", 10), {});
            EXPECT_TRUE(none.active.empty() || none.active.back().mean() == 0);
            const ForwardResult unasked = run_forward(context, graph, options_of(ForwardModel::lt, "wc", 0), {});
            EXPECT_TRUE(unasked.active.empty());
            EXPECT_EQ(unasked.activations.size(), graph.owned_count());
        });
}

TEST(Forward, AllInNeighboursActivateAThresholdVertexForSure) {
    const ForwardOutcome answer = on_one_rank(testing::diamond(), options_of(ForwardModel::lt, "wc", 500), {0});
    EXPECT_EQ(answer.active.back(), (std::map<std::uint64_t, std::uint64_t>{{4, 500}}));
}

TEST(Forward, GoesOnElsewhereAsIfNeverStopped) {
    const SmallGraph shape = testing::random_directed(60, 240, 4, true);
    const std::vector<VertexId> seeds = {3, 0, 17};
    for (const ForwardModel model : {ForwardModel::ic, ForwardModel::lt}) {
        const ForwardOptions options = options_of(model, "wc", 20000); // more than all threads take at once
        const ForwardOutcome expected = on_one_rank(shape, options, seeds);
        testing::Memory memory;
        std::uint64_t stops = 0;
        bool done = false;
        while (!done)
            for (const Layout& layout : testing::layouts_of(world())) { // another machine after each stop
                Context context = testing::on_threads(1 + static_cast<int>(stops % 3));
                const PartitionedGraph graph = testing::distribute(world(), shape, layout);
                testing::Stops restart(world(), memory, 1 + stops % 2);
                context.restart = &restart;
                try {
                    const ForwardOutcome answer =
                        forward_outcome(world(), graph, run_forward(context, graph, options, seeds));
                    done = true;
                    if (world().is_root()) {
                        EXPECT_TRUE(answer == expected) << "layout " << layout.text();
                    }
                    break;
                } catch (const Error& error) {
                    ASSERT_EQ(error.code(), ExitCode::stopped_early);
                    ASSERT_LT(++stops, 1000U);
                }
            }
        EXPECT_GT(stops, 1U);
    }
}

TEST(Forward, StopsWhereTheIntervalIsNarrowEnough) {
    ForwardOptions options = options_of(ForwardModel::ic, "wc", 1 << 20);
    options.precision = 0.05;
    const ForwardOutcome expected = on_one_rank(testing::karate(), options, {33});
    testing::on_every_machine(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
        const ForwardResult result = run_forward(context, graph, options, std::vector<VertexId>{33});
        EXPECT_TRUE(std::has_single_bit(result.worlds));
        EXPECT_LT(result.worlds, options.worlds);
        EXPECT_GE(result.worlds, 1024U);
        EXPECT_EQ(context.samples_drawn, result.worlds);
        const ForwardOutcome answer = forward_outcome(world(), graph, result);
        if (world().is_root()) {
            EXPECT_LE(result.active.back().half_width(), 0.05 * result.active.back().mean());
            EXPECT_TRUE(answer == expected);
        }
    });
}

} // namespace
} // namespace cascade
