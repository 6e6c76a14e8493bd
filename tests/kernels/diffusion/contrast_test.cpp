#include "kernels/diffusion/contrast.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/memory_archive.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;
using Sets = std::vector<std::vector<VertexId>>;

ForwardOptions options_of(std::string_view probability, std::uint64_t worlds) {
    ForwardOptions options;
    options.diffusion.probability = parse_probability(probability);
    options.worlds = worlds;
    return options;
}

ContrastResult alone(const SmallGraph& shape, const ForwardOptions& options, const Sets& sets) {
    return testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return run_contrast(context, graph, options, sets);
    });
}

TEST(Contrast, ASetAgainstItselfIsZeroInEveryWorld) {
    for (const ForwardModel model : {ForwardModel::ic, ForwardModel::lt, ForwardModel::sir}) {
        ForwardOptions options = options_of(model == ForwardModel::lt ? "wc" : "constant:0.2", 500);
        options.model = model;
        options.recovery = 0.5;
        const ContrastResult result = alone(testing::karate(), options, {{33, 0}, {0, 33}});
        ASSERT_EQ(result.differences.size(), 1U);
        for (const Distribution& hop : result.differences[0].hops)
            EXPECT_EQ(hop.values(), (std::vector<Distribution::Entry>{{0, 500}}));
        EXPECT_EQ(result.active[0], result.active[1]);
    }
}

TEST(Contrast, DifferencesAreThoseOfTheReplicates) {
    const SmallGraph shape = testing::random_directed(40, 160, 3);
    ForwardOptions options = options_of("constant:0.25", 300);
    const Sets sets = {{1, 2}, {3}, {4, 5, 6}};
    const ContrastResult result = alone(shape, options, sets);
    options.replicates = true;
    std::vector<std::map<std::int64_t, std::int64_t>> end(sets.size());
    for (std::size_t set = 0; set < sets.size(); ++set) {
        const ForwardResult single = testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return run_forward(context, graph, options, sets[set]);
        });
        for (std::size_t i = 0; i < single.replicates[0].size(); ++i)
            end[set][single.replicates[0][i]] = single.replicates[3][i];
        EXPECT_EQ(result.active[set], single.active);
    }
    ASSERT_EQ(result.differences.size(), 3U);
    for (const PairedDifference& pair : result.differences) {
        Distribution expected;
        WinShares shares;
        for (std::int64_t w = 0; w < 300; ++w) {
            const std::int64_t difference = end[pair.first][w] - end[pair.second][w];
            expected.add(difference);
            ++(difference > 0 ? shares.wins : difference == 0 ? shares.ties : shares.losses);
        }
        EXPECT_EQ(pair.hops.back(), expected);
        EXPECT_EQ(win_shares(expected).wins, shares.wins);
        EXPECT_EQ(win_shares(expected).ties, shares.ties);
        EXPECT_EQ(win_shares(expected).losses, shares.losses);
    }
}

TEST(Contrast, TheMachineDoesNotShow) {
    const SmallGraph shape = testing::random_directed(50, 220, 4);
    const ForwardOptions options = options_of("wc", 700);
    const Sets sets = {{3, 0}, {17}};
    const ContrastResult expected = alone(shape, options, sets);
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const ContrastResult answer = run_contrast(context, graph, options, sets);
        if (world().is_root()) {
            EXPECT_EQ(answer.active, expected.active);
            EXPECT_EQ(answer.differences[0].hops, expected.differences[0].hops);
        }
    });
}

} // namespace
} // namespace cascade
