#include "engine/comm/collectives.hpp"
#include "kernels/sampling/rr_sets.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::PlainWorlds;
using testing::SmallGraph;
using testing::world;

struct Member {
    SampleId sample;
    VertexId vertex;
    auto operator<=>(const Member&) const = default;
};

/// Collects up to each of `ends` in turn; all memberships of all ranks in order, on rank 0.
std::vector<Member> collect(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                            const ExploreOptions& options, const std::vector<SampleId>& ends,
                            const SeedClasses* sentinels = nullptr) {
    const LiveArcs arcs(context, graph, diffusion, Direction::in);
    std::vector<Member> mine;
    std::uint64_t announced = 0;
    SampleId begin = 0;
    for (const SampleId end : ends) {
        announced += collect_rr_sets(
                         context, graph, arcs, {options}, begin, end,
                         [&](std::span<const std::span<const Membership>> parts) {
                             for (const auto& part : parts)
                                 for (const Membership item : part) {
                                     EXPECT_LT(item.vertex, graph.selection_count());
                                     EXPECT_TRUE(item.sample >= begin && item.sample < end);
                                     mine.push_back({item.sample, graph.selection_first() + item.vertex});
                                 }
                         },
                         sentinels)
                         .memberships;
        begin = end;
    }
    EXPECT_EQ(announced, all_reduce_sum(world(), std::uint64_t{mine.size()}));
    std::vector<Member> all = gather(world(), std::span<const Member>(mine));
    std::sort(all.begin(), all.end());
    return all;
}

void expect_plain_sets(const SmallGraph& shape, const DiffusionOptions& diffusion, const ExploreOptions& options,
                       const std::vector<SampleId>& ends) {
    const auto sets = PlainWorlds(shape, diffusion, Direction::in).rr_sets(options.key, ends.back(), options.horizon);
    std::vector<Member> expected;
    for (SampleId s = 0; s < sets.size(); ++s)
        for (const VertexId v : sets[s])
            expected.push_back({s, v});
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const std::vector<Member> all = collect(context, graph, diffusion, options, ends);
        if (world().is_root()) {
            EXPECT_TRUE(all == expected) << all.size() << " memberships, " << expected.size() << " expected";
        }
    });
}

DiffusionOptions diffusion_of(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, model == Model::lt};
}

TEST(RrSets, AreWhatReachesTheRootOverLiveArcs) {
    const ExploreOptions options{{1, Domain::selection}};
    for (const SmallGraph& shape : {testing::directed(1, {}), testing::path(2), testing::directed(6, {}),
                                    testing::star(9), testing::karate(), testing::random_directed(45, 200, 3)})
        for (const auto& [model, text] :
             {std::pair(Model::ic, "wc"), {Model::ic, "constant:0.3"}, {Model::lt, "wc"}, {Model::ic, "trivalency"}})
            expect_plain_sets(shape, diffusion_of(model, text), options, {1500});
    expect_plain_sets(testing::random_directed(45, 200, 3, true), diffusion_of(Model::ic, "weights"), options, {1500});
    expect_plain_sets(testing::random_directed(45, 200, 3, true), diffusion_of(Model::lt, "weights"), options, {1500});
}

TEST(RrSets, GrowInPortionsToTheSamePool) {
    expect_plain_sets(testing::karate(), diffusion_of(Model::ic, "constant:0.2"), {{2, Domain::selection}},
                      {0, 1, 8, 1000, 3001});
}

TEST(RrSets, EndAtTheHorizon) {
    for (const std::uint32_t horizon : {0U, 1U, 3U})
        expect_plain_sets(testing::karate(), diffusion_of(Model::ic, "constant:0.4"), {{1, Domain::selection}, horizon},
                          {700});
}

TEST(RrSets, CertainArcsGiveWholeAncestries) {
    expect_plain_sets(testing::path(13), diffusion_of(Model::ic, "constant:1"), {{1, Domain::selection}}, {300});
    expect_plain_sets(testing::complete(9), diffusion_of(Model::ic, "constant:1"), {{1, Domain::selection}}, {300});
    expect_plain_sets(testing::complete(9), diffusion_of(Model::ic, "constant:0"), {{1, Domain::selection}}, {300});
}

void expect_truncated(const SmallGraph& shape, const DiffusionOptions& diffusion,
                      const std::vector<std::vector<VertexId>>& lists) {
    const ExploreOptions options{{4, Domain::selection}};
    constexpr SampleId kEnd = 1500;
    const auto sets = PlainWorlds(shape, diffusion, Direction::in).rr_sets(options.key, kEnd, options.horizon);
    for (const std::vector<VertexId>& list : lists) {
        std::vector<Member> expected;
        std::uint64_t truncated = 0;
        for (SampleId s = 0; s < kEnd; ++s) {
            const bool hit = std::any_of(sets[s].begin(), sets[s].end(), [&](VertexId v) {
                return std::find(list.begin(), list.end(), v) != list.end();
            });
            truncated += hit;
            if (!hit)
                for (const VertexId v : sets[s])
                    expected.push_back({s, v});
        }
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const SeedClasses sentinels(graph, std::vector<std::vector<VertexId>>{list});
            const std::vector<Member> all = collect(context, graph, diffusion, options, {700, kEnd}, &sentinels);
            if (world().is_root()) {
                EXPECT_TRUE(all == expected) << all.size() << " memberships, " << expected.size() << " expected";
            }
            const LiveArcs arcs(context, graph, diffusion, Direction::in);
            const RrSetCounts counts = collect_rr_sets(
                context, graph, arcs, {options}, 0, kEnd, [](auto) {}, &sentinels);
            EXPECT_EQ(counts.truncated, truncated);
            EXPECT_EQ(counts.memberships, expected.size());
        });
    }
}

TEST(RrSets, WithSentinelsThoseThatReachOneAreCountedAndNotKept) {
    expect_truncated(testing::karate(), diffusion_of(Model::ic, "constant:0.2"), {{33}, {0, 33, 16}, {16}, {}});
    // three live arcs a vertex: large samples, which are searched towards the sentinels
    expect_truncated(testing::random_directed(120, 3600, 5), diffusion_of(Model::ic, "constant:0.1"),
                     {{7}, {81, 7, 119}});
}

TEST(RrSets, APoolBeyondThirtyTwoBitsIsRefused) {
    Context context = testing::on_threads(1);
    const PartitionedGraph graph = testing::partitioned(world(), testing::path(3));
    const LiveArcs arcs(context, graph, diffusion_of(Model::ic, "wc"), Direction::in);
    EXPECT_THROW(collect_rr_sets(context, graph, arcs, {}, 0, SampleId{1} << 32,
                                 [](std::span<const std::span<const Membership>>) {}),
                 InternalError);
}

} // namespace
} // namespace cascade
