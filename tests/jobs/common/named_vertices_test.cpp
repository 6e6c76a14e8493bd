#include "jobs/common/named_vertices.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using testing::world;

NamedVertices labels(std::initializer_list<std::string_view> texts) {
    NamedVertices named{.labelled = true, .ids = {}, .labels = {}};
    for (std::string_view text : texts)
        named.labels.push_back(text);
    return named;
}

TEST(NamedVertices, TheFirstOfEqualNamesStays) {
    const NamedVertices once = distinct(labels({"b", "a", "b", "c", "a"}));
    ASSERT_EQ(once.size(), 3u);
    EXPECT_EQ(once.labels[2], "c");
    EXPECT_THAT(distinct({.labelled = false, .ids = {5, 3, 5}, .labels = {}}).ids, ElementsAre(5, 3));
}

TEST(NamedVertices, EveryRankGetsTheRoots) {
    NamedVertices named = world().is_root() ? labels({"x", "y z"}) : NamedVertices{};
    broadcast(world(), named);
    ASSERT_TRUE(named.labelled);
    EXPECT_EQ(named.labels[1], "y z");
    EXPECT_EQ(named.shown(1), "'y z'");
}

TEST(NamedVertices, AColumnShowsLabelsAndHoldsCanonicalIds) {
    PartitionedGraph graph = testing::partitioned(world(), testing::path(3));
    const std::vector<VertexId> vertices{2, 0};
    const Column plain = vertex_column(world(), graph, "vertex", vertices);
    EXPECT_TRUE(plain.labels.empty());
    EXPECT_EQ(shown_value(plain, 0), "2");
    graph.info.labelled = true;
    if (world().is_root())
        for (const char* label : {"a", "b", "c"})
            graph.names.labels.push_back(label);
    const Column column = vertex_column(world(), graph, "vertex", vertices);
    EXPECT_THAT(std::get<std::vector<std::int64_t>>(column.values), ElementsAre(2, 0));
    EXPECT_THAT(column.labels, ElementsAre("c", "a"));
    EXPECT_EQ(shown_value(column, 1), "a");
    EXPECT_THAT(find_vertices(world(), graph, labels({"c", "x"})), ElementsAre(2u, kNoVertex));
}

} // namespace
} // namespace cascade
