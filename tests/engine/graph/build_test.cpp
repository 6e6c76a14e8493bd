// Graphs from edge lists: whole answers for drawn graphs, and the same answer whatever the ranks and the order.

#include "engine/comm/collectives.hpp"
#include "engine/core/error.hpp"
#include "engine/graph/build.hpp"
#include "engine/random/draw.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::world;

struct TextEdge {
    OriginalId u, v;
    float weight = 0;
};

/// A graph brought together on every rank, in original ids.
struct Whole {
    GraphInfo info;
    std::vector<OriginalId> ids;
    std::vector<std::tuple<OriginalId, OriginalId, float>> out, in; ///< (tail, head), in the order of lists
    std::uint64_t loops = 0, merged = 0;

    bool operator==(const Whole& other) const {
        return ids == other.ids && out == other.out && in == other.in && loops == other.loops &&
               merged == other.merged && info.edges == other.info.edges && info.identity_ids == other.info.identity_ids;
    }
};

template <class T>
std::vector<T> everywhere(const std::vector<T>& mine) {
    std::vector<T> all = gather(world(), std::span<const T>(mine));
    broadcast(world(), all);
    return all;
}

struct Triple {
    std::uint64_t row, neighbour;
    float weight;
};

std::vector<Triple> triples(const GraphSlice& slice, const AdjacencyLists& lists) {
    std::vector<Triple> mine;
    for (LocalVertex v = 0; v < lists.count(); ++v)
        for (EdgeId e = lists.begin_of(v); e < lists.end_of(v); ++e)
            mine.push_back({slice.first + v, lists.neighbours[e], slice.info.weighted ? lists.weights[e] : 0});
    return everywhere(mine);
}

Whole whole(const GraphSlice& slice) {
    Whole result{slice.info, {}, {}, {}, slice.self_loops_removed, slice.duplicates_merged};
    std::vector<OriginalId> mine(slice.original_ids);
    for (LocalVertex v = 0; slice.info.identity_ids && v < slice.count(); ++v)
        mine.push_back(static_cast<OriginalId>(slice.first + v));
    result.ids = everywhere(mine);
    EXPECT_EQ(result.ids.size(), slice.info.vertices);
    for (const Triple& arc : triples(slice, slice.out))
        result.out.emplace_back(result.ids[arc.row], result.ids[arc.neighbour], arc.weight);
    for (const Triple& arc : triples(slice, slice.in))
        result.in.emplace_back(result.ids[arc.neighbour], result.ids[arc.row], arc.weight);
    EXPECT_EQ(result.out.size(), slice.info.edges);
    return result;
}

Context context_of(int threads = 1) {
    return Context{.world = world(), .threads = threads};
}

/// Edges lie seven together, and every p-th seven on one rank; the place of edge i is i.
EdgeList dealt(const std::vector<TextEdge>& edges, bool weighted = false, const std::vector<OriginalId>& members = {}) {
    EdgeCollector collector(weighted);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (static_cast<int>(i / 7) % world().size() != world().rank())
            continue;
        if (i % 7 == 0)
            collector.begin(i);
        collector.add(edges[i].u, edges[i].v, edges[i].weight);
    }
    EdgeList list;
    list.blocks = collector.take();
    list.weighted = weighted;
    if (world().is_root())
        list.members = members;
    return list;
}

Whole built(EdgeList edges, BuildOptions options = {}, int threads = 1) {
    Context context = context_of(threads);
    return whole(build_graph(context, std::move(edges), options));
}

std::vector<TextEdge> random_edges(std::size_t count, std::uint64_t ids, OriginalId stride, OriginalId shift) {
    std::vector<TextEdge> edges(count);
    const RandomKey key{7, Domain::testing};
    for (std::size_t i = 0; i < count; ++i) {
        const RandomBlock word = random_block(key, i, 0, 0);
        const std::uint64_t u = below(word[0], ids) * below(word[3], ids) / ids; // some hubs
        edges[i] = {static_cast<OriginalId>(u) * stride + shift,
                    static_cast<OriginalId>(below(word[1], ids)) * stride + shift,
                    static_cast<float>(below(word[2], 8)) / 8};
    }
    return edges;
}

std::vector<TextEdge> shuffled(std::vector<TextEdge> edges) {
    const RandomKey key{8, Domain::testing};
    for (std::size_t i = edges.size(); i > 1; --i)
        std::swap(edges[i - 1], edges[below(random_block(key, i, 0, 0)[0], i)]);
    return edges;
}

/// The graph by ordered containers on one rank.
Whole reference(const std::vector<TextEdge>& edges, bool symmetric, DuplicateRule rule) {
    std::map<std::pair<OriginalId, OriginalId>, std::vector<float>> lists;
    std::set<OriginalId> ids;
    Whole result;
    for (const TextEdge& edge : edges) {
        ids.insert({edge.u, edge.v});
        if (edge.u == edge.v) {
            ++result.loops;
            continue;
        }
        std::vector<float>& same = lists[{edge.u, edge.v}];
        bool repeated = !same.empty();
        same.push_back(edge.weight);
        if (symmetric) {
            repeated = repeated || lists.contains({edge.v, edge.u});
            lists[{edge.v, edge.u}].push_back(edge.weight);
        }
        result.merged += repeated;
    }
    result.ids.assign(ids.begin(), ids.end());
    for (const auto& [pair, same] : lists) {
        float weight = same.front();
        if (rule == DuplicateRule::max)
            weight = *std::max_element(same.begin(), same.end());
        if (rule == DuplicateRule::sum)
            weight = std::accumulate(same.begin(), same.end(), 0.0F); // eighths add exactly
        result.out.emplace_back(pair.first, pair.second, weight);
    }
    result.in = result.out;
    std::sort(result.in.begin(), result.in.end(), [](const auto& a, const auto& b) {
        return std::pair(std::get<1>(a), std::get<0>(a)) < std::pair(std::get<1>(b), std::get<0>(b));
    });
    if (symmetric)
        result.in.clear();
    result.info.edges = result.out.size();
    result.info.identity_ids =
        ids.empty() || (*ids.begin() == 0 && *ids.rbegin() == static_cast<OriginalId>(ids.size()) - 1);
    return result;
}

TEST(Build, DiamondWithLoopAndDuplicateIsWritten) {
    const Whole graph = built(dealt({{30, 10}, {-5, 30}, {10, 10}, {-5, 30}, {99, 99}}));
    EXPECT_THAT(graph.ids, ElementsAre(-5, 10, 30, 99));
    EXPECT_THAT(graph.out, ElementsAre(std::tuple(-5, 30, 0), std::tuple(30, 10, 0)));
    EXPECT_THAT(graph.in, ElementsAre(std::tuple(30, 10, 0), std::tuple(-5, 30, 0)));
    EXPECT_EQ(graph.loops, 2);
    EXPECT_EQ(graph.merged, 1);
    EXPECT_FALSE(graph.info.identity_ids);
    EXPECT_TRUE(graph.info.directed);
}

TEST(Build, UndirectedPairGivenBothWaysIsOneEdge) {
    const Whole graph = built(dealt({{0, 1}, {1, 0}, {1, 2}}), {.symmetric = true});
    EXPECT_THAT(graph.out,
                ElementsAre(std::tuple(0, 1, 0), std::tuple(1, 0, 0), std::tuple(1, 2, 0), std::tuple(2, 1, 0)));
    EXPECT_THAT(graph.in, IsEmpty());
    EXPECT_EQ(graph.merged, 1);
    EXPECT_TRUE(graph.info.symmetric);
    EXPECT_TRUE(graph.info.identity_ids);
}

TEST(Build, EmptyListAndMembersAlone) {
    EXPECT_EQ(built(EdgeList{}).info.vertices, 0);
    const Whole graph = built(dealt({}, false, {4, 2, 4}));
    EXPECT_THAT(graph.ids, ElementsAre(2, 4));
    EXPECT_EQ(graph.info.edges, 0);
}

TEST(Build, ExtremeIdsKeepTheirOrder) {
    constexpr OriginalId kLow = std::numeric_limits<OriginalId>::min();
    constexpr OriginalId kHigh = std::numeric_limits<OriginalId>::max();
    const Whole graph = built(dealt({{kHigh, kLow}, {0, kHigh}}));
    EXPECT_THAT(graph.ids, ElementsAre(kLow, 0, kHigh));
    EXPECT_THAT(graph.out, ElementsAre(std::tuple(0, kHigh, 0), std::tuple(kHigh, kLow, 0)));
}

/// How ids lie: dense (bitmap), scattered over 64 bits (hash table).
class BuildLike : public ::testing::TestWithParam<std::tuple<OriginalId, bool, bool, DuplicateRule>> {};

TEST_P(BuildLike, Reference) {
    const auto [stride, symmetric, weighted, rule] = GetParam();
    std::vector<TextEdge> edges = random_edges(4000, 300, stride, -7);
    if (!weighted)
        for (TextEdge& edge : edges)
            edge.weight = 0;
    const Whole expected = reference(edges, symmetric, rule);
    ASSERT_GT(expected.merged, 100);
    EXPECT_TRUE(built(dealt(edges, weighted), {symmetric, rule}) == expected);
    EXPECT_TRUE(built(dealt(edges, weighted), {symmetric, rule}, 3) == expected) << "three threads";
    if (rule != DuplicateRule::first || !weighted) {
        EXPECT_TRUE(built(dealt(shuffled(edges), weighted), {symmetric, rule}) == expected) << "another order of input";
    }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BuildLike,
    ::testing::Combine(::testing::Values(OriginalId{1}, OriginalId{1} << 52), ::testing::Bool(), ::testing::Bool(),
                       ::testing::Values(DuplicateRule::first, DuplicateRule::sum, DuplicateRule::max)));

TEST(Build, FirstWeightIsTheFirstInTheInputOnWhateverRank) {
    const Whole graph =
        built(dealt({{8, 9, 0.5F}, {7, 9, 0.125F}, {9, 8, 0.25F}, {8, 9, 1}}, true), {.symmetric = true});
    EXPECT_EQ(std::get<2>(graph.out[1]), 0.5F);
    EXPECT_EQ(graph.out[1], std::tuple(8, 9, 0.5F));
    EXPECT_EQ(graph.out[3], std::tuple(9, 8, 0.5F));
}

TEST(Build, NoisyOrOfTwoHalvesIsThreeQuarters) {
    const Whole graph = built(dealt({{0, 1, 0.5F}, {0, 1, 0.5F}}, true), {.duplicates = DuplicateRule::noisy_or});
    EXPECT_THAT(graph.out, ElementsAre(std::tuple(0, 1, 0.75F)));
}

TEST(Build, RepeatedPairIsNamedOnEveryRankWhereItIsAnError) {
    try {
        built(dealt({{70, 50}, {60, 40}, {60, 40}, {70, 50}}), {.duplicates = DuplicateRule::error});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::bad_input);
        EXPECT_TRUE(error.agreed());
        EXPECT_THAT(error.what(), HasSubstr("60 40"));
    }
    EXPECT_EQ(built(dealt({{70, 50}, {50, 70}}), {.duplicates = DuplicateRule::error}).info.edges, 2);
}

TEST(Build, SumBeyondFloatIsAnErrorOnEveryRank) {
    EXPECT_THROW(built(dealt({{0, 1, 3e38F}, {0, 1, 3e38F}}, true), {.duplicates = DuplicateRule::sum}), Error);
}

TEST(Build, DegreeOrderPutsHubsFirstAndTiesById) {
    const Whole graph =
        built(dealt({{1, 5}, {2, 5}, {3, 5}, {3, 2}, {3, 2}}, false, {0}), {.order = VertexOrder::degree});
    EXPECT_THAT(graph.ids, ElementsAre(5, 2, 3, 1, 0)); // degrees 3 2 2 1 0; the repeated edge counts once
    EXPECT_THAT(graph.out,
                ElementsAre(std::tuple(2, 5, 0), std::tuple(3, 5, 0), std::tuple(3, 2, 0), std::tuple(1, 5, 0)));
    EXPECT_EQ(graph.merged, 1);
    EXPECT_EQ(graph.info.order, "degree");
}

TEST(Build, DegreeOrderKeepsArcsAndWeights) {
    for (const bool symmetric : {false, true}) {
        const EdgeList none;
        const std::vector<TextEdge> edges = random_edges(2000, 200, 1, 0);
        Whole by_id = built(dealt(edges, true), {symmetric, DuplicateRule::max});
        Whole by_degree = built(dealt(edges, true), {symmetric, DuplicateRule::max, VertexOrder::degree});
        EXPECT_FALSE(by_degree.ids == by_id.ids);
        for (auto* arcs : {&by_id.out, &by_id.in, &by_degree.out, &by_degree.in})
            std::sort(arcs->begin(), arcs->end());
        EXPECT_EQ(by_id.out, by_degree.out);
        EXPECT_EQ(by_id.in, by_degree.in);
    }
}

TEST(Build, SlicesFollowEachOtherAndShareTheArcs) {
    Context context = context_of();
    const GraphSlice slice = build_graph(context, dealt(random_edges(20000, 500, 1, 0)), {});
    EXPECT_EQ(slice.first, exclusive_sum(world(), VertexId{slice.count()}));
    const EdgeId mine = slice.out.arcs() + slice.in.arcs();
    EXPECT_LE(static_cast<double>(mine), 1.5 * 2 * static_cast<double>(slice.info.edges) / world().size());
}

TEST(BuildFromBlocks, KeepsIsolatedVerticesAndIdentity) {
    Context context = context_of();
    const auto blocks = [] {
        EdgeCollector collector(false);
        if (world().rank() == world().size() - 1)
            for (const auto& [u, v] : {std::pair{4, 1}, {4, 1}, {2, 2}, {1, 4}})
                collector.add(u, v);
        return collector.take();
    };
    const Whole directed = whole(build_from_blocks(context, 6, blocks(), false));
    EXPECT_THAT(directed.out, ElementsAre(std::tuple(1, 4, 0), std::tuple(4, 1, 0)));
    EXPECT_EQ(directed.info.vertices, 6);
    EXPECT_EQ(directed.loops, 1);
    const Whole symmetric = whole(build_from_blocks(context, 6, blocks(), true));
    EXPECT_THAT(symmetric.out, ElementsAre(std::tuple(1, 4, 0), std::tuple(4, 1, 0)));
    EXPECT_EQ(symmetric.merged, 2);
    EXPECT_EQ(whole(build_from_blocks(context, 0, {}, true)).info.vertices, 0);
    EXPECT_EQ(whole(build_from_blocks(context, 1, {}, false)).info.vertices, 1);
}

} // namespace
} // namespace cascade
