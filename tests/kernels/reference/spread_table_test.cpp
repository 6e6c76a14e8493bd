#include "engine/core/error.hpp"
#include "kernels/reference/exact_seeds.hpp"
#include "kernels/reference/spread_table.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

void expect_exact(const Graph& graph, Model model) {
    const SpreadTable table(graph, model);
    for (std::size_t mask = 0; mask < std::size_t{1} << graph.vertices; ++mask) {
        std::vector<VertexId> seeds;
        for (VertexId v = 0; v < graph.vertices; ++v)
            if (mask >> v & 1)
                seeds.push_back(v);
        EXPECT_NEAR(table.spread(seeds), exact_spread(graph, model, seeds).total, 1e-10) << "seeds " << mask;
    }
    for (const std::size_t k : {0, 1, 2, 3, 9})
        EXPECT_NEAR(table.best(k), best_seeds(graph, model, k).spread, 1e-10) << k;
}

TEST(SpreadTable, EqualsTheExactSpreadOfEverySeedSet) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        auto shape = testing::random_directed(3 + seed % 4, 3 + seed, seed, true);
        for (auto& arc : shape.arcs)
            arc.weight /= 6;
        expect_exact(testing::with_constant(shape, 0.3), Model::ic);
        expect_exact(testing::with_weights(shape), Model::ic);
        expect_exact(testing::with_weights(shape), Model::lt);
        expect_exact(testing::with_in_degrees(shape), Model::lt);
    }
}

TEST(SpreadTable, CertainArcsAndNoVertices) {
    expect_exact(testing::with_constant(testing::cycle(4), 1), Model::ic);
    expect_exact(testing::with_constant(testing::star(4), 0), Model::ic);
    expect_exact({}, Model::ic);
    expect_exact({1, {}}, Model::lt);
}

TEST(SpreadTable, RefusesWhatItCannotHold) {
    EXPECT_THROW(SpreadTable({17, {}}, Model::ic), InternalError);
    EXPECT_THROW(SpreadTable({2, {{0, 2, 0.5}}}, Model::ic), InternalError);
    EXPECT_THROW(SpreadTable({2, {{0, 1, 1.5}}}, Model::ic), InternalError);
    EXPECT_THROW(SpreadTable({3, {{0, 2, 0.75}, {1, 2, 0.75}}}, Model::lt), InternalError);
}

} // namespace
} // namespace cascade::reference
