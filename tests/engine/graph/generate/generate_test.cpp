#include "engine/comm/collectives.hpp"
#include "engine/graph/generate/generate.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;
using Pair = std::pair<VertexId, VertexId>;

/// Every arc of the graph in order, on rank 0.
std::vector<Pair> arcs_of(const GraphSlice& slice) {
    std::vector<VertexId> mine;
    for (LocalVertex v = 0; v < slice.count(); ++v)
        for (EdgeId e = slice.out.begin_of(v); e < slice.out.end_of(v); ++e) {
            mine.push_back(slice.first + v);
            mine.push_back(slice.out.neighbours[e]);
        }
    const std::vector<VertexId> all = gather<VertexId>(world(), mine);
    std::vector<Pair> arcs;
    for (std::size_t i = 0; i < all.size(); i += 2)
        arcs.emplace_back(all[i], all[i + 1]);
    return arcs;
}

GraphSlice make(const GenerateOptions& options, int threads = 1) {
    Context context{world(), threads};
    return generate_graph(context, options);
}

void expect_arcs(const GenerateOptions& options, const std::vector<Pair>& arcs) {
    const GraphSlice slice = make(options);
    EXPECT_EQ(slice.info.vertices, options.vertices);
    EXPECT_EQ(slice.info.edges, arcs.size());
    EXPECT_EQ(slice.info.symmetric, !options.directed);
    EXPECT_EQ(slice.self_loops_removed, 0u);
    EXPECT_EQ(slice.duplicates_merged, 0u);
    const std::vector<Pair> got = arcs_of(slice);
    if (world().is_root()) {
        EXPECT_EQ(got, arcs);
    }
}

TEST(Generate, SmallGraphsWhole) {
    expect_arcs({.kind = GraphKind::path, .vertices = 3}, {{0, 1}, {1, 0}, {1, 2}, {2, 1}});
    expect_arcs({.kind = GraphKind::path, .vertices = 3, .directed = true}, {{0, 1}, {1, 2}});
    expect_arcs({.kind = GraphKind::star, .vertices = 3}, {{0, 1}, {0, 2}, {1, 0}, {2, 0}});
    expect_arcs({.kind = GraphKind::ring, .vertices = 3}, {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}});
    expect_arcs({.kind = GraphKind::ring, .vertices = 3, .directed = true}, {{0, 1}, {1, 2}, {2, 0}});
    expect_arcs({.kind = GraphKind::grid, .vertices = 4, .directed = true}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
    expect_arcs({.kind = GraphKind::grid, .vertices = 5, .directed = true}, {{0, 1}, {0, 3}, {1, 2}, {1, 4}, {3, 4}});
    expect_arcs({.kind = GraphKind::grid, .vertices = 4, .directed = true, .columns = 4}, {{0, 1}, {1, 2}, {2, 3}});
    expect_arcs({.kind = GraphKind::complete, .vertices = 3}, {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}});
    expect_arcs({.kind = GraphKind::complete, .vertices = 3, .directed = true},
                {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}});
}

TEST(Generate, OneVertexOfEveryKind) {
    for (const GraphKindEntry& entry : kGraphKinds) {
        const std::uint64_t drawn = entry.random ? 5 : 0;
        const GraphSlice slice = make({.kind = entry.kind, .vertices = 1, .edges = drawn});
        EXPECT_EQ(slice.info.vertices, 1u) << entry.name;
        EXPECT_EQ(slice.info.edges, 0u) << entry.name;
        EXPECT_EQ(slice.self_loops_removed, drawn) << entry.name;
    }
}

TEST(Generate, RandomKindsDoNotDependOnRanksOrThreads) {
    const Communicator alone = world().split(world().rank());
    for (const GraphKindEntry& entry : kGraphKinds) {
        const GenerateOptions options{.kind = entry.kind,
                                      .vertices = 64,
                                      .edges = entry.random ? 900u : 0u,
                                      .random_seed = 11,
                                      .directed = entry.directed};
        const GraphSlice slice = make(options, 2);
        const std::vector<Pair> arcs = arcs_of(slice);
        Context serial{alone};
        const GraphSlice whole = generate_graph(serial, options);
        EXPECT_EQ(slice.info.edges, whole.info.edges) << entry.name;
        EXPECT_EQ(slice.duplicates_merged, whole.duplicates_merged) << entry.name;
        EXPECT_EQ(slice.self_loops_removed, whole.self_loops_removed) << entry.name;
        std::vector<Pair> expected;
        for (LocalVertex v = 0; v < whole.count(); ++v)
            for (EdgeId e = whole.out.begin_of(v); e < whole.out.end_of(v); ++e)
                expected.emplace_back(v, whole.out.neighbours[e]);
        if (world().is_root()) {
            EXPECT_EQ(arcs, expected) << entry.name;
        }
        if (entry.random) {
            EXPECT_GT(whole.info.edges, 300u) << entry.name;
            EXPECT_GT(whole.duplicates_merged, 0u) << entry.name;
        }
    }
}

// Uniform ends: n = 64, m = 900 drawn. Loops are Binomial(900, 1/64): 14 +- 3.7.
TEST(Generate, GnmIsUniform) {
    const GraphSlice slice = make({.kind = GraphKind::gnm, .vertices = 64, .edges = 900, .directed = true});
    EXPECT_NEAR(static_cast<double>(slice.self_loops_removed), 14, 5 * 3.7);
    EXPECT_EQ(slice.info.edges + slice.self_loops_removed + slice.duplicates_merged, 900u);
    const GraphSlice other =
        make({.kind = GraphKind::gnm, .vertices = 64, .edges = 900, .random_seed = 2, .directed = true});
    const bool same = arcs_of(slice) == arcs_of(other);
    EXPECT_NE(same, world().is_root()); // other ranks see nothing
}

TEST(Generate, NeedCountsEdgesOfEveryKind) {
    // A ring of 100: pointers and both ways of 100 edges, in one set; directed, a set for each direction.
    EXPECT_EQ(generate_need({.kind = GraphKind::ring, .vertices = 100}, 1).file_bytes, 8192u + 101 * 8 + 200 * 4);
    EXPECT_EQ(generate_need({.kind = GraphKind::ring, .vertices = 100, .directed = true}, 1).file_bytes,
              8192u + 2 * (101 * 8 + 100 * 4));
    for (const GraphKindEntry& entry : kGraphKinds) {
        const GenerateOptions options{.kind = entry.kind, .vertices = 4096, .edges = entry.random ? 1'000'000u : 0u};
        const std::uint64_t alone = generate_need(options, 1).bytes_per_rank;
        EXPECT_LT(generate_need(options, 4).bytes_per_rank, alone) << entry.name;
        EXPECT_GT(alone, 25'000'000u + 4096 * 24) << entry.name;
    }
}

TEST(Generate, KindsAreFoundByName) {
    for (const GraphKindEntry& entry : kGraphKinds) {
        EXPECT_EQ(find_kind(entry.name), &entry_of(entry.kind));
    }
    EXPECT_EQ(find_kind("lattice"), nullptr);
    EXPECT_EQ(make({.kind = GraphKind::social, .vertices = 10, .edges = 4}).source,
              "generate social vertices=10 edges=4 random-seed=1 communities=3 mixing=0.3");
}

} // namespace
} // namespace cascade
