#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/world_block.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/memory_archive.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace cascade {
namespace {

using namespace testing;

/// Everything a result says, put together on rank 0.
struct BlockOutcome {
    std::vector<Distribution> newly_active, active;
    std::vector<std::vector<Distribution>> levels;
    std::vector<WorldCount> activations;
    std::vector<std::uint64_t> cells;
    std::vector<std::vector<std::int64_t>> replicates, forest;
    std::vector<std::vector<Distribution>> producers;
    bool operator==(const BlockOutcome&) const = default;
};
BlockOutcome block_outcome(const Communicator& comm, const PartitionedGraph& graph, const ForwardResult& result) {
    BlockOutcome answer{result.newly_active, result.active, {}, {}, {}, result.replicates, result.forest, {}};
    for (const HopLevel& level : result.levels)
        answer.levels.push_back(level.hops);
    for (const auto* classes : {&result.groups, &result.seeds})
        for (const auto& hops : *classes)
            for (const ReachCell& cell : hops)
                answer.cells.insert(answer.cells.end(),
                                    {cell.newly, cell.first, static_cast<std::uint64_t>(cell.squares_grown)});
    if (const auto& by = result.producers)
        answer.producers = {by->adopters, by->with_next, by->trying, by->tries, by->producers, by->tries_with_active};
    answer.activations = gather(comm, graph.group == 0 ? result.activations.span() : std::span<const WorldCount>());
    return answer;
}

/// Every kind of answer at once, on whatever machine: groups of v mod 3, links, replicates, coins of acceptance.
BlockOutcome everything(Context& context, const PartitionedGraph& graph, ForwardOptions options) {
    VertexClasses classes{BigArray<std::uint32_t>(graph.owned_count()), 3};
    std::vector<Admission::Acceptance> acceptance;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v) {
        const VertexId id = graph.to_global(v);
        classes.class_of[v] = id % 4 == 3 ? kNoClass : static_cast<std::uint32_t>(id % 4);
        acceptance.push_back({id, id % 5 == 0 ? 0.6 : 1.0});
    }
    const std::vector<VertexId> blocked = {7};
    const Admission admission(graph, blocked, acceptance);
    options.admission = &admission;
    options.groups = &classes;
    options.replicates = true;
    options.trace = true;
    options.forest_worlds = 70;
    return block_outcome(context.world, graph,
                         run_forward(context, graph, options, std::vector<VertexId>{3, 0, 3, 11}));
}

TEST(WorldBlock, TheMachineDoesNotShow) {
    const SmallGraph shape = testing::random_directed(50, 220, 4, true);
    std::vector<ForwardOptions> all;
    for (const ForwardModel model : {ForwardModel::ic, ForwardModel::lt, ForwardModel::threshold, ForwardModel::si,
                                     ForwardModel::sis, ForwardModel::sir, ForwardModel::seir}) {
        all.push_back(options_of(model, is_epidemic(model) ? "uniform:0,0.3" : "wc", 300));
        all.back().recovery = 0.3;
        all.back().latency = 0.5;
        all.back().max_hops = 15;
    }
    all.push_back(all.front());
    all.back().quality = 0.7;
    all.back().hop_factors = {1, 0.7, 0.5};
    all.push_back(all[5]);
    all.back().hop_factors = {1, 0.9, 0.5};
    for (const std::size_t epidemic : {3U, 4U, 6U}) {
        all.push_back(all[epidemic]);
        all.back().activity_decay = 0.6;
    }
    for (const double respread : {0.0, 0.6}) {
        all.push_back(all.front());
        all.back().respread = respread;
    }
    all.back().hop_factors = {1, 0.9};
    for (const ForwardOptions& options : all) {
        const BlockOutcome expected = testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return everything(context, graph, options);
        });
        EXPECT_FALSE(expected.forest[0].empty());
        EXPECT_FALSE(expected.cells.empty());
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const BlockOutcome answer = everything(context, graph, options);
            if (world().is_root()) {
                EXPECT_TRUE(answer == expected) << static_cast<int>(options.model);
            }
        });
    }
}

TEST(WorldBlock, AStopIsInvisible) {
    const SmallGraph shape = random_directed(50, 220, 4, true);
    for (const auto& [model, respread] :
         {std::pair(ForwardModel::ic, std::optional<double>()), {ForwardModel::sir, {}}, {ForwardModel::ic, 0.4}}) {
        ForwardOptions options = options_of(model, "constant:0.2", 1500);
        options.recovery = 0.4;
        options.respread = respread;
        const BlockOutcome expected = on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return everything(context, graph, options);
        });
        Memory memory;
        std::uint64_t stops = 0;
        for (bool done = false; !done;)
            for (const Layout& layout : layouts_of(world())) {
                Context context = on_threads(1 + static_cast<int>(stops % 3));
                const PartitionedGraph graph = distribute(world(), shape, layout);
                Stops restart(world(), memory, 1);
                context.restart = &restart;
                try {
                    const BlockOutcome answer = everything(context, graph, options);
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

/// The rows of world 0 among all replicates.
std::vector<std::vector<std::int64_t>> rows_of_first_world(const ForwardResult& result) {
    std::vector<std::vector<std::int64_t>> rows;
    for (std::size_t i = 0; i < result.replicates[0].size(); ++i)
        if (result.replicates[0][i] == 0) {
            std::vector<std::int64_t>& row = rows.emplace_back();
            for (const std::vector<std::int64_t>& column : result.replicates)
                row.push_back(column[i]);
        }
    return rows;
}

/// Its records are packed into bytes, those of 64 worlds are not.
TEST(WorldBlock, AWorldAloneIsTheFirstOfMany) {
    const SmallGraph shape = testing::random_directed(400, 3000, 21);
    const std::vector<VertexId> seeds = {4, 5, 99};
    std::map<std::string, ForwardOptions> models = {{"ic", options_of(ForwardModel::ic, "constant:0.3", 1)},
                                                    {"opinions", options_of(ForwardModel::ic, "constant:0.3", 1)},
                                                    {"respread", options_of(ForwardModel::ic, "constant:0.1", 1)},
                                                    {"traced", options_of(ForwardModel::ic, "constant:0.3", 1)},
                                                    {"lt", options_of(ForwardModel::lt, "wc", 1)},
                                                    {"sis", epidemic(ForwardModel::sis, 0.3, 0.4, 12, 1)},
                                                    {"sir", epidemic(ForwardModel::sir, 0.3, 0.4, 100, 1)},
                                                    {"seir", epidemic(ForwardModel::seir, 0.3, 0.4, 100, 1)}};
    models["opinions"].quality = 0.6;
    models["respread"].respread = 0.5;
    models["traced"].trace = true;
    models["seir"].latency = 0.5;
    for (auto& [what, options] : models) {
        options.replicates = true;
        const ForwardResult one = alone(shape, options, seeds);
        options.worlds = 64;
        const ForwardResult many = alone(shape, options, seeds);
        EXPECT_EQ(rows_of_first_world(one), rows_of_first_world(many)) << what;
        const auto active = std::accumulate(one.activations.begin(), one.activations.end(), WorldCount{0});
        EXPECT_EQ(static_cast<double>(active), one.active.back().mean()) << what;
        EXPECT_GT(active, 50U) << what << ": too few to be packed";
    }
}

TEST(WorldBlock, EveryReductionIsThePlainModel) {
    const SmallGraph shape = testing::random_directed(60, 300, 12);
    const std::vector<VertexId> seeds = {4, 5};
    const ForwardOptions plain = options_of(ForwardModel::ic, "wc", 3000);
    const ForwardResult expected = alone(shape, plain, seeds);
    std::map<std::string, ForwardOptions> reductions = {{"quality 1", plain}, {"factors 1", plain}, {"traced", plain}};
    reductions["quality 1"].quality = 1;
    reductions["factors 1"].hop_factors = {1, 1, 1};
    reductions["traced"].trace = true;
    for (const auto& [what, options] : reductions) {
        const ForwardResult result = alone(shape, options, seeds);
        EXPECT_EQ(result.active, expected.active) << what;
        EXPECT_EQ(result.newly_active, expected.newly_active) << what;
        EXPECT_TRUE(std::equal(result.activations.begin(), result.activations.end(), expected.activations.begin()))
            << what;
    }
    // SIR in which everybody recovers after one step is the cascade in law, not in coins.
    const ForwardResult once = alone(shape, epidemic(ForwardModel::sir, 0.2, 1, 100, 20000), seeds);
    const ForwardResult cascade_law = alone(shape, options_of(ForwardModel::ic, "constant:0.2", 20000), seeds);
    const double error = std::sqrt((once.active.back().variance() + cascade_law.active.back().variance()) / 20000);
    EXPECT_LT(std::abs(once.active.back().mean() - cascade_law.active.back().mean()), 4 * error);
}

} // namespace
} // namespace cascade
