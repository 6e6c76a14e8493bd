#include "engine/store/out_degrees.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/slices.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>

namespace cascade {
namespace {

using testing::Scratch;
using testing::SmallGraph;
using testing::world;

class OutDegreesTest : public ::testing::Test {
protected:
    GraphFile write(const std::string& name, const SmallGraph& graph) {
        write_graph_file(context_, scratch_ / name, testing::slice_of(world(), graph), false);
        return testing::probe_on_root(world(), scratch_ / name);
    }

    const Scratch scratch_;
    Context context_ = testing::context_of(world());
};

std::vector<VertexId> backwards(VertexId vertices) {
    std::vector<VertexId> all(vertices);
    std::iota(all.rbegin(), all.rend(), VertexId{0});
    return all;
}

TEST_F(OutDegreesTest, AreThoseOfTheLists) {
    int number = 0;
    for (const SmallGraph& graph : {testing::directed(1, {}), testing::directed(9, {{1, 7}}), testing::karate(),
                                    testing::random_directed(101, 1500, 2, true)}) {
        const GraphFile file = write(std::to_string(++number), graph);
        const PartitionedGraph loaded = load_graph(context_, file, {world().size(), 1}, {false, true});
        const std::vector<VertexId> all = backwards(loaded.vertex_count());
        const std::vector<std::uint64_t> degrees = OutDegrees(context_, file).of(world(), all);
        ASSERT_EQ(degrees.size(), all.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            EXPECT_EQ(degrees[i], loaded.out().degree(static_cast<LocalVertex>(all[i])));
        for (const Layout& layout : testing::layouts_of(world())) {
            const PartitionedGraph cut = load_graph(context_, file, layout, {});
            const std::vector<std::uint32_t> here = OutDegrees(context_, file).of_selection(world(), cut);
            ASSERT_EQ(here.size(), cut.selection_count());
            for (LocalVertex v = 0; v < here.size(); ++v)
                EXPECT_EQ(here[v], loaded.out().degree(static_cast<LocalVertex>(cut.selection_first() + v)));
        }
        GraphFile inward = file;
        inward.out_pointers = {};
        EXPECT_TRUE(OutDegrees(context_, inward).of(world(), all).empty());
        EXPECT_TRUE(OutDegrees(context_, inward).of_selection(world(), loaded).empty());
    }
}

TEST_F(OutDegreesTest, AddUpOverLayersOfDifferentLength) {
    const std::vector<GraphFile> layers = {write("short", testing::directed(3, {{0, 1}, {0, 2}, {2, 1}})),
                                           write("long", testing::directed(5, {{0, 4}, {4, 1}}))};
    const OutDegrees degrees(context_, layers[0], std::span(layers).subspan(1));
    EXPECT_EQ(degrees.of(world(), std::vector<VertexId>{4, 0, 2}), (std::vector<std::uint64_t>{1, 3, 1}));
    const PartitionedGraph longer = load_graph(context_, layers[1], {1, world().size()}, {});
    const std::vector<std::uint32_t> all = {3, 0, 1, 0, 1};
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(longer.selection_first());
    EXPECT_EQ(degrees.of_selection(world(), longer),
              std::vector<std::uint32_t>(first, first + static_cast<std::ptrdiff_t>(longer.selection_count())));
}

TEST_F(OutDegreesTest, AreCheckedFirstAndOutliveTheFile) {
    const GraphFile file = write("g", testing::random_directed(30, 200, 8));
    const std::string sound = testing::content_of(file.path);
    {
        const OutDegrees held(context_, file);
        world().barrier();
        if (world().is_root())
            std::filesystem::remove(file.path);
        world().barrier();
        EXPECT_EQ(held.of(world(), std::vector<VertexId>{}).size(), 0U);
        EXPECT_EQ(held.of(world(), backwards(30)).size(), 30U);
    }
    std::string damaged = sound;
    damaged[file.out_pointers.offset + 8 * 20] ^= 1;
    if (world().is_root())
        testing::put(file.path, damaged);
    world().barrier();
    EXPECT_EQ(testing::code_of([&] { OutDegrees(context_, file); }), 65);
}

} // namespace
} // namespace cascade
