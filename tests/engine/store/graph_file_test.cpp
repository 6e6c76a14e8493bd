#include "engine/random/draw.hpp"
#include "engine/store/graph_file.hpp"
#include "engine/store/h5.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/slices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::context_of;
using testing::expect_holds;
using ::testing::HasSubstr;
using testing::probe_on_root;
using testing::put;
using testing::Scratch;
using testing::slice_of;
using testing::SmallGraph;
using testing::world;

struct Sample {
    const char* name;
    SmallGraph graph;
    std::vector<OriginalId> ids;
};

std::vector<OriginalId> large_ids(VertexId n) {
    std::vector<OriginalId> ids(n);
    for (VertexId v = 0; v < n; ++v)
        ids[v] = -5 + static_cast<OriginalId>(v * v) * 10'000'000'019;
    return ids;
}

std::vector<Sample> samples() {
    return {{"empty", testing::directed(0, {}), {}},
            {"empty_undirected", testing::undirected(0, {}), {}},
            {"one_vertex", testing::directed(1, {}), {}},
            {"one_vertex_with_id", testing::directed(1, {}), {42}},
            {"isolated", testing::directed(9, {{1, 7}}), {}},
            {"no_arcs_weighted", testing::directed(3, {}, true), {}},
            {"diamond", testing::diamond(), {7, 8, 10, 99}},
            {"karate", testing::karate(), {}},
            {"star", testing::star(50), {}},
            {"weighted", testing::random_directed(40, 300, 1, true), large_ids(40)},
            {"weighted_undirected", testing::undirected(3, {{0, 1, 0.5F}, {1, 2, 0.25F}}, true), {}},
            {"random", testing::random_directed(101, 1500, 2), {}}};
}

std::string message_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        names.push_back(entry.path().filename().string());
    return names;
}

TEST(GraphFile, EveryGraphComesBackUnderEveryLayout) {
    const Scratch scratch;
    Context context = context_of(world());
    for (const Sample& sample : samples()) {
        SCOPED_TRACE(sample.name);
        const std::string path = scratch / (std::string(sample.name) + ".h5");
        const std::string digest = write_graph_file(context, path, slice_of(world(), sample.graph, sample.ids), false);
        const GraphFile file = probe_on_root(world(), path);
        EXPECT_EQ(file.info.digest, digest);
        EXPECT_EQ(file.source, "a drawing");
        EXPECT_EQ(file.self_loops_removed, 3U);
        EXPECT_EQ(file.duplicates_merged, 5U);
        EXPECT_EQ(file.info.identity_ids, sample.ids.empty());
        verify_graph_file(context, file);
        for (const Layout& layout : testing::layouts_of(world()))
            for (const GraphNeeds& needs : {GraphNeeds{true, false}, GraphNeeds{true, true}, GraphNeeds{false, true}}) {
                const PartitionedGraph loaded = load_graph(context, file, layout, needs);
                expect_holds(loaded, sample.graph, needs, sample.ids);
            }
    }
}

TEST(GraphFile, BytesDoNotDependOnRanks) {
    const Scratch scratch;
    const SmallGraph graph = testing::random_directed(57, 400, 3, true);
    Context together = context_of(world());
    const std::string digest = write_graph_file(together, scratch / "together.h5", slice_of(world(), graph), false);
    const Communicator self = world().split(world().rank());
    Context alone = context_of(self);
    const std::string path = scratch / fmt::format("alone{}.h5", world().rank());
    EXPECT_EQ(write_graph_file(alone, path, slice_of(self, graph), false), digest);
    EXPECT_EQ(content_of(path), content_of(scratch / "together.h5"));
}

TEST(GraphFile, DigestKnowsTheContentOnly) {
    const Scratch scratch;
    Context context = context_of(world());
    const SmallGraph graph = testing::random_directed(20, 50, 4, true);
    const auto digest_of_slice = [&](GraphSlice slice) {
        return write_graph_file(context, scratch / "g.h5", slice, true);
    };
    const std::string digest = digest_of_slice(slice_of(world(), graph));
    GraphSlice elsewhere = slice_of(world(), graph);
    elsewhere.source = "another file, longer name";
    EXPECT_EQ(digest_of_slice(std::move(elsewhere)), digest);
    SmallGraph heavier = graph;
    heavier.arcs[7].weight += 0.25F;
    EXPECT_NE(digest_of_slice(slice_of(world(), heavier)), digest);
    std::vector<OriginalId> ids(20);
    std::iota(ids.begin(), ids.end(), 1);
    EXPECT_NE(digest_of_slice(slice_of(world(), graph, ids)), digest);
}

TEST(GraphFile, RefusesToReplaceUnlessForced) {
    const Scratch scratch;
    Context context = context_of(world());
    const std::string path = scratch / "g.h5";
    const GraphSlice first = slice_of(world(), testing::diamond());
    const GraphSlice second = slice_of(world(), testing::karate());
    write_graph_file(context, path, first, false);
    const std::string before = content_of(path);
    world().barrier();
    EXPECT_EQ(code_of([&] { write_graph_file(context, path, second, false); }), 73);
    EXPECT_EQ(content_of(path), before);
    world().barrier();
    write_graph_file(context, path, second, true);
    EXPECT_EQ(probe_on_root(world(), path).info.vertices, 34U);
    EXPECT_EQ(code_of([&] { write_graph_file(context, scratch / "no/such/place.h5", first, false); }), 73);
    EXPECT_EQ(code_of([&] { write_graph_file(context, scratch / "", first, true); }), 73);
    EXPECT_THAT(names_in(scratch / ""), ::testing::ElementsAre("g.h5"));
}

TEST(GraphFile, AFullDiskIsFoundBeforeRanksWrite) {
    const Scratch scratch;
    Context context = context_of(world());
    const GraphSlice slice = slice_of(world(), testing::random_directed(500, 3000, 5));
    for (const rlim_t limit : {0, 3000, 20'000}) {
        const testing::FileSizeLimit full(limit);
        EXPECT_EQ(code_of([&] { write_graph_file(context, scratch / "g.h5", slice, false); }), 74) << limit;
    }
    world().barrier(); // the rank that opened the file takes it away
    EXPECT_TRUE(names_in(scratch / "").empty());
}

TEST(GraphFile, DatasetsOfManyBlocks) {
    const Scratch scratch;
    Context context = context_of(world());
    constexpr VertexId n = 700'000; // pointers 5.6 MB, indices 8.4 MB: block borders within and across slabs
    const Partition shares = Partition::equal(n, world().size());
    GraphSlice slice;
    slice.first = shares.begin_of(world().rank());
    const VertexId count = shares.count_of(world().rank());
    for (AdjacencyLists* lists : {&slice.out, &slice.in}) {
        lists->offsets = BigArray<EdgeId>(count + 1);
        lists->neighbours = NeighbourArray(3 * count, n);
        for (VertexId v = 0; v < count; ++v) {
            std::array<VertexId, 3> list{};
            for (VertexId i = 0; i < 3; ++i)
                list[i] = (slice.first + v + (lists == &slice.out ? i + 1 : n - 1 - i)) % n;
            std::sort(list.begin(), list.end());
            lists->offsets[v + 1] = 3 * (v + 1);
            for (VertexId i = 0; i < 3; ++i)
                lists->neighbours.set(3 * v + i, list[i]);
        }
    }
    slice.info.vertices = n;
    slice.info.edges = 3 * n;
    const std::string path = scratch / "g.h5";
    write_graph_file(context, path, slice, false);
    const GraphFile file = probe_on_root(world(), path);
    verify_graph_file(context, file);
    for (const Layout& layout : testing::layouts_of(world())) {
        const PartitionedGraph graph = load_graph(context, file, layout, {true, true});
        for (LocalVertex v = 0; v < graph.owned_count(); v += 1000)
            EXPECT_EQ(
                graph.out().neighbours[graph.out().begin_of(v)],
                std::min({(graph.to_global(v) + 1) % n, (graph.to_global(v) + 2) % n, (graph.to_global(v) + 3) % n}));
    }
    for (const DatasetPlace& place : {file.in_pointers, file.in_indices}) { // one bit in the last block
        std::string damaged = content_of(path);
        world().barrier();
        damaged[place.offset + place.count * place.width - 3] ^= 1;
        if (world().is_root())
            put(scratch / "damaged.h5", damaged);
        world().barrier();
        for (const Layout& layout : testing::layouts_of(world()))
            EXPECT_EQ(code_of([&] { load_graph(context, probe_on_root(world(), scratch / "damaged.h5"), layout, {}); }),
                      65);
    }
}

TEST(GraphFile, ReportsWhatIsNotAGraphFile) {
    const Scratch scratch;
    const auto code = [&](const std::string& path) { return code_of([&] { probe_on_root(world(), path); }); };
    if (world().is_root()) {
        put(scratch / "edges.txt", "1 2\n2 3\n");
        put(scratch / "empty", "");
        h5_start();
        const H5File foreign(H5Fcreate((scratch / "foreign.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             "create");
        put(scratch / "locked.h5", "x");
        std::filesystem::permissions(scratch / "locked.h5", std::filesystem::perms::none);
    }
    world().barrier();
    EXPECT_EQ(code(scratch / "missing.h5"), 66);
    EXPECT_EQ(code(scratch / ""), 66);
    EXPECT_EQ(code(scratch / "edges.txt"), 65);
    EXPECT_EQ(code(scratch / "empty"), 65);
    EXPECT_EQ(code(scratch / "foreign.h5"), 65);
    EXPECT_EQ(code("/dev/null"), 65);
    EXPECT_THAT(message_of([&] { probe_on_root(world(), scratch / "edges.txt"); }), HasSubstr("cascade import"));
    if (::geteuid() != 0) {
        EXPECT_EQ(code(scratch / "locked.h5"), 77);
    }
}

/// Changes a copy of a good file through HDF5 and expects the probe to refuse it for `reason`.
void expect_refused(const Scratch& scratch, const char* reason, const std::function<void(hid_t)>& change) {
    const std::string path = scratch / "changed.h5";
    if (world().is_root()) {
        put(path, content_of(scratch / "good.h5"));
        const H5File file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open");
        change(file);
    }
    world().barrier();
    EXPECT_EQ(code_of([&] { probe_on_root(world(), path); }), 65) << reason;
    EXPECT_THAT(message_of([&] { probe_on_root(world(), path); }), HasSubstr(reason));
    world().barrier();
}

TEST(GraphFile, RefusesUnusualStructures) {
    const Scratch scratch;
    Context context = context_of(world());
    write_graph_file(context, scratch / "good.h5", slice_of(world(), testing::random_directed(10, 40, 6)), false);
    const auto replace = [](hid_t file, const char* name, hid_t type, hsize_t count, hid_t how) {
        H5Ldelete(file, name, H5P_DEFAULT);
        const H5Space space(H5Screate_simple(1, &count, nullptr), "shape");
        const H5Properties early(H5Pcreate(H5P_DATASET_CREATE), "make");
        H5Pset_alloc_time(early, H5D_ALLOC_TIME_EARLY);
        if (how == H5P_DEFAULT && count < 1000)
            how = early;
        H5Dataset(H5Dcreate2(file, name, type, space, H5P_DEFAULT, how, H5P_DEFAULT), "create");
    };
    expect_refused(scratch, "soft or external link", [](hid_t file) {
        H5Lmove(file, "indices_1", file, "moved", H5P_DEFAULT, H5P_DEFAULT);
        H5Lcreate_soft("/moved", file, "indices_1", H5P_DEFAULT, H5P_DEFAULT);
    });
    expect_refused(scratch, "soft or external link", [](hid_t file) {
        H5Ldelete(file, "in", H5P_DEFAULT);
        H5Lcreate_external("good.h5", "/in", file, "in", H5P_DEFAULT, H5P_DEFAULT);
    });
    expect_refused(scratch, "missing", [](hid_t file) { H5Ldelete(file, "in/indices_1", H5P_DEFAULT); });
    expect_refused(scratch, "do not go together", [](hid_t file) { H5Ldelete(file, "in", H5P_DEFAULT); });
    expect_refused(scratch, "not stored contiguously", [&](hid_t file) {
        const H5Properties chunked(H5Pcreate(H5P_DATASET_CREATE), "make");
        const hsize_t chunk = 8;
        H5Pset_chunk(chunked, 1, &chunk);
        replace(file, "indices_1", H5T_STD_U32LE, 40, chunked);
    });
    expect_refused(scratch, "another file", [&](hid_t file) {
        const H5Properties external(H5Pcreate(H5P_DATASET_CREATE), "make");
        H5Pset_external(external, "/etc/passwd", 0, 160);
        replace(file, "indices_1", H5T_STD_U32LE, 40, external);
    });
    expect_refused(scratch, "more than the file can hold",
                   [&](hid_t file) { replace(file, "indices_1", H5T_STD_U32LE, hsize_t{1} << 40, H5P_DEFAULT); });
    expect_refused(scratch, "asks for 40",
                   [&](hid_t file) { replace(file, "indices_1", H5T_STD_U32LE, 39, H5P_DEFAULT); });
    expect_refused(scratch, "little-endian",
                   [&](hid_t file) { replace(file, "indices_1", H5T_STD_U32BE, 40, H5P_DEFAULT); });
    expect_refused(scratch, "wrong type",
                   [&](hid_t file) { replace(file, "indices_1", H5T_IEEE_F32LE, 40, H5P_DEFAULT); });
    expect_refused(scratch, "JSON", [](hid_t file) {
        H5Adelete(file, "binsparse");
        h5_write_text(file, "binsparse", R"({"binsparse":{"version":"0.1","format":"CSR","shape":[10,)");
    });
    expect_refused(scratch, "binsparse version", [](hid_t file) {
        H5Adelete(file, "binsparse");
        h5_write_text(file, "binsparse", R"({"binsparse":{"version":"7","format":"CSR","shape":[10,10]}})");
    });
}

TEST(GraphFile, ABinsparseFileOfOthersIsRead) {
    const Scratch scratch;
    Context context = context_of(world());
    const SmallGraph graph = testing::random_directed(10, 40, 6);
    const std::string path = scratch / "g.h5";
    write_graph_file(context, path, slice_of(world(), graph), false);
    const auto describe = [&](const char* text) {
        if (world().is_root()) {
            const H5File file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open");
            H5Adelete(file, "binsparse");
            h5_write_text(file, "binsparse", text);
        }
        world().barrier();
    };
    describe(R"({"binsparse":{"version":"0.1","format":"CSR","shape":[10,10],"number_of_stored_values":40}})");
    const GraphFile file = probe_on_root(world(), path);
    EXPECT_EQ(file.schema_version, 0);
    EXPECT_TRUE(file.info.digest.empty());
    verify_graph_file(context, file);
    expect_holds(load_graph(context, file, {1, world().size()}, {true, true}), graph, {true, true});
    if (world().is_root()) {
        const H5File h5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open");
        H5Ldelete(h5, "in", H5P_DEFAULT);
    }
    world().barrier();
    const GraphFile half = probe_on_root(world(), path);
    expect_holds(load_graph(context, half, {1, world().size()}, {false, true}), graph, {false, true});
    EXPECT_THAT(message_of([&] {
                    load_graph(context, half, {1, world().size()}, {true, false});
                }),
                HasSubstr("no /in"));
}

/// Everything a job would do with the file, under the layout `trial` chooses; 0 or the exit code.
int use(Context& context, const std::string& path, std::uint64_t trial, const SmallGraph& graph,
        const std::vector<OriginalId>& ids) {
    const std::vector<Layout> layouts = testing::layouts_of(world());
    return code_of([&] {
        const GraphFile file = probe_on_root(world(), path);
        const PartitionedGraph loaded = load_graph(context, file, layouts[trial % layouts.size()], {true, true});
        expect_holds(loaded, graph, {true, true}, ids);
    });
}

TEST(GraphFile, NoDamageGoesUnseenAndNoneCrashes) {
    const Scratch scratch;
    Context context = context_of(world());
    const SmallGraph graph = testing::random_directed(30, 200, 7, true);
    const std::vector<OriginalId> ids = large_ids(30);
    write_graph_file(context, scratch / "good.h5", slice_of(world(), graph, ids), false);
    const std::string good = content_of(scratch / "good.h5");
    const RandomKey key{11, Domain::testing};
    const int trials = world().size() <= 2 ? 300 : 60;
    int found = 0;
    for (std::uint64_t trial = 0; trial < static_cast<std::uint64_t>(trials); ++trial) {
        std::string damaged = good;
        const RandomBlock draw = random_block(key, trial, 0, 0);
        if (trial % 10 == 9)
            damaged.resize(below(draw[0], good.size()));
        else
            damaged[below(draw[0], good.size())] ^= static_cast<char>(1 << below(draw[1], 8));
        world().barrier();
        if (world().is_root())
            put(scratch / "damaged.h5", damaged);
        world().barrier();
        const int code = use(context, scratch / "damaged.h5", trial, graph, ids);
        EXPECT_THAT(code, ::testing::AnyOf(0, 65)) << "trial " << trial;
        found += code == 65;
    }
    EXPECT_GT(found, trials / 2);
}

TEST(GraphFile, VerifyFindsWhatALoadDoesNotTouch) {
    const Scratch scratch;
    Context context = context_of(world());
    const std::string path = scratch / "g.h5";
    write_graph_file(context, path, slice_of(world(), testing::random_directed(30, 200, 8, true)), false);
    const GraphFile file = probe_on_root(world(), path);
    std::string damaged = content_of(path);
    world().barrier();
    damaged[file.out_values.offset + 17] ^= 1;
    if (world().is_root())
        put(path, damaged);
    world().barrier();
    EXPECT_EQ(code_of([&] { load_graph(context, file, {1, world().size()}, {true, false}); }), 0);
    EXPECT_EQ(code_of([&] { load_graph(context, file, {1, world().size()}, {true, true}); }), 65);
    EXPECT_EQ(code_of([&] { verify_graph_file(context, file); }), 65);
}

TEST(GraphFile, EstimatesTheMemoryOfALoad) {
    const Scratch scratch;
    Context context = context_of(world());
    for (const SmallGraph& graph : {testing::random_directed(2000, 20'000, 9, true), testing::cycle(3000)}) {
        write_graph_file(context, scratch / "g.h5", slice_of(world(), graph), true);
        const GraphFile file = probe_on_root(world(), scratch / "g.h5");
        for (const Layout& layout : testing::layouts_of(world()))
            for (const GraphNeeds& needs : {GraphNeeds{true, false}, GraphNeeds{true, true}}) {
                const auto bytes = std::uint64_t{load_graph(context, file, layout, needs).bytes()};
                const auto fullest = static_cast<double>(all_reduce_max(world(), bytes));
                EXPECT_NEAR(static_cast<double>(graph_bytes_per_rank(file, layout, needs)), fullest, 0.1 * fullest);
            }
    }
}

TEST(GraphFile, PythonReadsIt) {
    if (world().size() > 1)
        GTEST_SKIP() << "one rank is enough";
    const std::string python = CASCADE_SYSTEM_PYTHON;
    if (std::system((python + " -c 'import h5py, numpy' 2>/dev/null").c_str()) != 0)
        GTEST_SKIP() << "h5py is not installed for " << python;
    const Scratch scratch;
    Context context = context_of(world());
    for (const SmallGraph& graph : {testing::random_directed(30, 200, 10, true), testing::karate()}) {
        const std::string path = scratch / "g.h5";
        write_graph_file(context, path, slice_of(world(), graph), true);
        std::string arcs;
        for (const testing::Arc& arc : graph.arcs)
            arcs += fmt::format("{} {} {}\n", arc.u, arc.v, graph.weighted ? arc.weight : 1.0F);
        put(scratch / "arcs.txt", arcs);
        EXPECT_EQ(
            std::system(fmt::format("{} {} {} {}", python, CASCADE_READ_GRAPH, path, scratch / "arcs.txt").c_str()), 0);
    }
}

} // namespace
} // namespace cascade
