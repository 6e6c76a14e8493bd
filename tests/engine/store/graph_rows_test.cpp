#include "engine/store/graph_rows.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/slices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace cascade {
namespace {

using testing::context_of;
using ::testing::HasSubstr;
using testing::probe_on_root;
using testing::Scratch;
using testing::slice_of;
using testing::world;

/// Writes a spoilt slice, loads it, and returns the complaint.
std::string complaint(GraphSlice slice, bool verify) {
    const Scratch scratch;
    Context context = context_of(world());
    write_graph_file(context, scratch / "g.h5", slice, false);
    const GraphFile file = probe_on_root(world(), scratch / "g.h5");
    try {
        if (verify)
            verify_graph_file(context, file);
        else
            load_graph(context, file, {1, world().size()}, {true, true});
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::bad_input);
        EXPECT_TRUE(error.agreed());
        return error.what();
    }
    return "";
}

/// The complete graph on eight vertices with `spoil(lists)` done to the out-lists of vertex 5, whoever writes it.
template <class F>
GraphSlice spoilt(F&& spoil) {
    testing::SmallGraph graph = testing::complete(8);
    graph.symmetric = false;
    graph.weighted = true;
    GraphSlice slice = slice_of(world(), graph);
    if (slice.first <= 5 && 5 < slice.first + slice.count())
        spoil(slice.out, slice.out.begin_of(static_cast<LocalVertex>(5 - slice.first)));
    return slice;
}

TEST(GraphRows, NameDatasetAndRow) {
    for (const bool verify : {false, true}) {
        EXPECT_EQ(complaint(spoilt([](AdjacencyLists&, EdgeId) {}), verify), "");
        EXPECT_THAT(complaint(spoilt([](AdjacencyLists& lists, EdgeId e) { lists.neighbours.set(e + 6, 8); }), verify),
                    HasSubstr(": indices_1: row 5:"));
        EXPECT_THAT(complaint(spoilt([](AdjacencyLists& lists, EdgeId e) { lists.neighbours.set(e + 3, 2); }), verify),
                    HasSubstr(": indices_1: row 5:"));
        EXPECT_THAT(complaint(spoilt([](AdjacencyLists& lists, EdgeId e) {
                                  lists.weights[e + 2] = std::numeric_limits<float>::quiet_NaN();
                              }),
                              verify),
                    HasSubstr(": values: row 5: a weight is not a finite number"));
        GraphSlice crossed = spoilt([](AdjacencyLists&, EdgeId) {});
        if (crossed.count() > 1)
            crossed.out.offsets[1] += 100;
        EXPECT_THAT(complaint(std::move(crossed), verify), HasSubstr(": pointers_to_1: row "));
    }
}

TEST(GraphRows, IdsMustAscendInIdOrderOnly) {
    std::vector<OriginalId> ids = {0, 10, 20, 30, 25, 50, 60, 70};
    GraphSlice slice = slice_of(world(), testing::complete(8), ids);
    EXPECT_THAT(complaint(std::move(slice), false), HasSubstr("vertices/id: row 4:"));
    slice = slice_of(world(), testing::complete(8), ids);
    EXPECT_THAT(complaint(std::move(slice), true), HasSubstr("vertices/id: row 4:"));
    slice = slice_of(world(), testing::complete(8), ids);
    slice.info.order = "degree";
    EXPECT_EQ(complaint(std::move(slice), false), "");
}

} // namespace
} // namespace cascade
