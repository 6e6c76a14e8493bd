// One identity of several graph files: what is accepted, what is refused and how, and how layers are held together.

#include "engine/comm/collectives.hpp"
#include "engine/store/out_degrees.hpp"
#include "engine/store/vertex_lists.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/slices.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class VertexLists : public ::testing::Test {
protected:
    GraphFile write(const std::string& name, const SmallGraph& graph, const std::vector<OriginalId>& ids = {},
                    const std::vector<std::string>& labels = {}) {
        GraphSlice slice = slice_of(world(), graph, ids);
        slice.info.order = "base";
        if (!labels.empty()) {
            slice.info.labelled = true;
            for (LocalVertex v = 0; v < slice.count(); ++v)
                slice.labels.push_back(labels[slice.first + v]);
        }
        write_graph_file(context_, scratch_ / name, slice, true);
        return probe_on_root(world(), scratch_ / name);
    }
    std::string refusal(const std::vector<GraphFile>& files) {
        try {
            require_one_identity(context_, files);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::bad_input);
            return error.what();
        }
        return "";
    }

    Scratch scratch_;
    Context context_ = context_of(world());
};

TEST_F(VertexLists, EqualListsAndFirstPartsAreOneIdentity) {
    const SmallGraph three = directed(3, {{0, 1}, {2, 1}}), five = directed(5, {{0, 4}, {3, 1}});
    const std::vector<OriginalId> short_ids = {9, 4, 7}, long_ids = {9, 4, 7, -1, 100};
    const GraphFile a = write("a.h5", three, short_ids), b = write("b.h5", five, long_ids),
                    c = write("c.h5", three, short_ids);
    const std::vector<GraphFile> files = {a, b, c};
    EXPECT_EQ(&require_one_identity(context_, files), &files[1]);
    EXPECT_EQ(refusal({write("d.h5", five), write("e.h5", three)}), "");
    EXPECT_EQ(refusal({write("f.h5", three), write("g.h5", five, {0, 1, 2, 8, 5})}), "") << "ids that are places, too";
    EXPECT_EQ(refusal({write("h.h5", three, {}, {"b", "a", "c"}), write("i.h5", five, {}, {"b", "a", "c", "e", "d"})}),
              "");
    EXPECT_EQ(refusal({write("j.h5", directed(0, {})), b}), "");
}

TEST_F(VertexLists, OthersAreRefusedWithBothFilesTheVertexAndTheCure) {
    const SmallGraph three = directed(3, {{0, 1}});
    const GraphFile a = write("a.h5", three, {9, 4, 7}), b = write("b.h5", three, {9, 5, 7});
    const std::string said = refusal({a, b});
    for (const char* word : {"a.h5", "b.h5", "vertex 1 is ", "4", "5", "--base"})
        EXPECT_THAT(said, HasSubstr(word));
    EXPECT_THAT(refusal({a, write("c.h5", three, {}, {"b", "a", "c"})}), HasSubstr("labels"));
    EXPECT_THAT(refusal({write("d.h5", three, {}, {"b", "a", "c"}), write("e.h5", three, {}, {"b", "a", "d"})}),
                HasSubstr("'d'"));
}

TEST_F(VertexLists, AShareIsARunOfTheList) {
    const std::vector<OriginalId> ids = {9, 4, 7, -1, 100};
    const VertexShare share = read_vertex_share(context_, write("a.h5", directed(5, {}), ids));
    EXPECT_EQ(share.total, 5U);
    EXPECT_EQ(gather(world(), std::span<const OriginalId>(share.ids)),
              world().is_root() ? ids : std::vector<OriginalId>());
    const VertexShare places = read_vertex_share(context_, write("b.h5", directed(4, {})));
    EXPECT_EQ(gather(world(), std::span<const OriginalId>(places.ids)),
              world().is_root() ? std::vector<OriginalId>({0, 1, 2, 3}) : std::vector<OriginalId>());
}

TEST_F(VertexLists, LayersAreCutAlikeAndHoldAllVertices) {
    const std::vector<OriginalId> ids = {9, 4, 7, -1, 100, 8, 3};
    const SmallGraph large = directed(7, {{0, 1}, {6, 0}, {5, 6}, {2, 6}});
    const SmallGraph small = directed(3, {{0, 2}, {1, 2}, {2, 0}}, false);
    const std::vector<GraphFile> files = {write("small.h5", small, {9, 4, 7}), write("large.h5", large, ids)};
    SmallGraph padded = small;
    padded.vertices = 7;
    for (const Layout& layout : layouts_of(world())) {
        const std::vector<PartitionedGraph> layers = load_layers(context_, files, layout, {true, true});
        ASSERT_EQ(layers.size(), 2U);
        EXPECT_EQ(layers[0].shards.first, layers[1].shards.first);
        expect_holds(layers[0], padded, {true, true}, ids);
        expect_holds(layers[1], large, {true, true}, ids);
    }
    EXPECT_EQ(OutDegrees(context_, files[0]).of(world(), std::vector<VertexId>{2, 6}),
              (std::vector<std::uint64_t>{1, 0}));
}

} // namespace
} // namespace cascade
