// Vertices by their names and names by their vertices, whichever rank knows them.

#include "engine/graph/vertex_names.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using testing::world;

/// A path of five vertices called by `labels`.
PartitionedGraph labelled(const std::vector<std::string>& labels, const std::string& order) {
    PartitionedGraph graph = testing::partitioned(world(), testing::path(5));
    const Partition shares = Partition::equal(5, world().size());
    graph.info.labelled = true;
    graph.info.order = order;
    graph.names.first = shares.begin_of(world().rank());
    for (VertexId v = graph.names.first; v < shares.end_of(world().rank()); ++v)
        graph.names.labels.push_back(labels[v]);
    return graph;
}

LabelList list_of(std::initializer_list<std::string_view> texts) {
    LabelList list;
    for (std::string_view text : texts)
        list.push_back(text);
    return list;
}

TEST(VertexNames, LabelsInAnyOrderOfTheFile) {
    for (const auto& [labels, order] : {std::pair{std::vector<std::string>{"a", "b\nb", "c", "d", "小"}, "id"},
                                        {{"d", "小", "b\nb", "a", "c"}, "degree"}}) {
        const PartitionedGraph graph = labelled(labels, order);
        const std::vector<VertexId> wanted{4, 0, 4, 2};
        EXPECT_THAT(vertex_names(world(), graph, wanted), ElementsAre(labels[4], labels[0], labels[4], labels[2]));
        std::vector<VertexId> found = find_labels(world(), graph, list_of({"小", "b\nb", "zz", "a", "", "小"}));
        for (std::size_t i : {0, 1, 3, 5})
            EXPECT_EQ(labels.at(found.at(i)), (std::array{"小", "b\nb", "", "a", "", "小"}[i])) << order;
        EXPECT_EQ(found[2], kNoVertex);
        EXPECT_EQ(found[4], kNoVertex);
        EXPECT_TRUE(vertex_names(world(), graph, {}).empty());
    }
}

TEST(VertexNames, IntegerIdsAreTheirDigits) {
    const PartitionedGraph graph = testing::partitioned(world(), testing::path(3));
    EXPECT_THAT(vertex_names(world(), graph, std::vector<VertexId>{2, 0}), ElementsAre("2", "0"));
}

TEST(VertexNames, AMessageShowsALabelInOneLine) {
    EXPECT_EQ(shown_label("a\nb"), "'a\\x0ab'");
    EXPECT_EQ(shown_label(std::string(50, 'x')), "'" + std::string(40, 'x') + "…'");
    EXPECT_EQ(shown_label(std::string(39, 'x') + "小米"), "'" + std::string(39, 'x') + "…'") << "no half character";
}

} // namespace
} // namespace cascade
