#include "engine/store/graph_rows.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/slices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::context_of;
using ::testing::HasSubstr;
using testing::probe_on_root;
using testing::put;
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

/// The slice of a graph whose vertices have these labels.
GraphSlice labelled_slice(const testing::SmallGraph& graph, const std::vector<std::string>& labels) {
    GraphSlice slice = slice_of(world(), graph);
    slice.info.labelled = true;
    for (VertexId v = slice.first; v < slice.first + slice.count(); ++v)
        slice.labels.push_back(labels[v]);
    return slice;
}

std::string refusal_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(GraphRows, LabelsComeBackInEqualShares) {
    const Scratch scratch;
    Context context = context_of(world());
    const std::vector<std::string> names{"#a", "a,\"b\"", "two\nlines", "z", "小米·社群", "😀"};
    for (std::size_t n : {0, 1, 6}) {
        const std::vector<std::string> labels(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(n));
        const std::string path = scratch / fmt::format("{}.h5", n);
        write_graph_file(context, path, labelled_slice(testing::directed(n, {}), labels), false);
        const GraphFile file = probe_on_root(world(), path);
        EXPECT_TRUE(file.info.labelled);
        EXPECT_TRUE(file.info.identity_ids);
        verify_graph_file(context, file);
        for (const Layout& layout : testing::layouts_of(world())) {
            const PartitionedGraph graph = load_graph(context, file, layout, {});
            LabelList all = gather_labels(world(), graph.names.labels);
            broadcast(world(), all);
            ASSERT_EQ(all.size(), n);
            for (std::size_t v = 0; v < n; ++v)
                EXPECT_EQ(all[v], labels[v]);
        }
    }
}

TEST(GraphRows, DamagedLabelsAreFoundByLoadAndByInspect) {
    const Scratch scratch;
    Context context = context_of(world());
    write_graph_file(context, scratch / "good.h5", labelled_slice(testing::path(4), {"aa", "bb", "cc", "dd"}), false);
    const GraphFile good = probe_on_root(world(), scratch / "good.h5");
    const auto offset_of = [&](std::uint64_t i) { return good.label_offsets.offset + i * 8; };
    struct Damage {
        std::uint64_t at;
        char value;
        const char* reason;
    };
    for (const Damage& damage : {Damage{good.labels.offset + 7, 'e', "digest"},
                                 {good.labels.offset + 2, '\xff', "not UTF-8"},
                                 {good.labels.offset + 2, 'x', "ascending"},
                                 {offset_of(0), 1, "starts at 1 instead of 0"},
                                 {offset_of(1), 4, "runs from 4 to 4 of 8 bytes"},
                                 {offset_of(3) + 7, 1, "of 8 bytes"},
                                 {offset_of(4), 7, "end at 7 instead of 8"}}) {
        std::string bytes = content_of(scratch / "good.h5");
        bytes[damage.at] = damage.value;
        world().barrier();
        if (world().is_root())
            put(scratch / "bad.h5", bytes);
        world().barrier();
        const GraphFile bad = probe_on_root(world(), scratch / "bad.h5");
        for (const Layout& layout : testing::layouts_of(world())) {
            const auto load = [&] { load_graph(context, bad, layout, {}); };
            EXPECT_EQ(code_of(load), 65) << damage.reason;
            EXPECT_THAT(refusal_of(load), HasSubstr("vertices/label"));
        }
        EXPECT_THAT(refusal_of([&] { verify_graph_file(context, bad); }), HasSubstr(damage.reason));
        world().barrier();
    }
}

TEST(GraphRows, LabelsAreInTheDigest) {
    const Scratch scratch;
    Context context = context_of(world());
    const auto digest_of_slice = [&](const GraphSlice& slice) {
        return write_graph_file(context, scratch / "g.h5", slice, true);
    };
    const std::string plain = digest_of_slice(slice_of(world(), testing::path(3)));
    const std::string labelled = digest_of_slice(labelled_slice(testing::path(3), {"a", "b", "c"}));
    EXPECT_NE(labelled, plain);
    EXPECT_NE(digest_of_slice(labelled_slice(testing::path(3), {"a", "b", "d"})), labelled);
}

} // namespace
} // namespace cascade
