#include "engine/store/json_text.hpp"
#include "engine/store/result_writer.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/support/graphs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace cascade {
namespace {

using nlohmann::ordered_json;
using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;
using testing::world;

/// Of every owned vertex forty times its canonical id; a share of four is ten times.
std::vector<std::uint32_t> counts_of(const PartitionedGraph& graph) {
    std::vector<std::uint32_t> counts;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        counts.push_back(40 * static_cast<std::uint32_t>(graph.to_global(v)));
    return counts;
}

/// A result with something of everything.
void write_result(const std::string& directory, bool force, const PartitionedGraph& graph) {
    ResultWriter writer(world(), directory, force);
    writer.event("start", {{"ranks", std::uint64_t(1)}});
    writer.add(Table{"seeds",
                     {{"rank", std::vector<std::uint32_t>{1, 2, 3}},
                      {"vertex", std::vector<std::int64_t>{-5, 9007199254740993, 12}},
                      {"gain", std::vector<double>{0.1, 1.0 / 3.0, 2}},
                      {"coverage", std::vector<std::uint64_t>{0, 18446744073709551615u, 7}}},
                     "seeds.csv"});
    writer.add(Table{"certificate", {{"ratio", std::vector<double>{0.75}}}, ""});
    writer.add(Table{"nothing", {{"x", std::vector<double>{}}}, ""});
    const double nan = std::numeric_limits<double>::quiet_NaN();
    writer.add(Series{"spread",
                      {"k", std::vector<std::uint32_t>{1, 2, 4}},
                      {{"spread", std::vector<double>{2.5, 4, 6.5}}, {"low", std::vector<double>{2, nan, 6}}},
                      "spread_curve.csv"});
    writer.add(Series{"hops", {"hop", std::vector<std::uint32_t>{0}}, {{"active", std::vector<double>{1}}}, ""});
    writer.add_vertices(graph, "share", counts_of(graph), 4);
    writer.event("end", {});
    ordered_json run = {{"options", {{"graph", "Zoë.h5"}}}, {"hosts", std::vector<std::string>(20000, "node")}};
    writer.commit(run, {{"total/sampling", 1, 3, .1, .2, .3, .6}}, {{"seeds", {"-5", "9007199254740993", "12"}}});
}

std::set<std::string> names_in(const std::string& directory) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        names.insert(entry.path().filename());
    return names;
}

TEST(ResultWriter, WritesTheDirectoryOfTheContract) {
    const Scratch scratch;
    const std::string directory = scratch / "deep/er/out";
    write_result(directory, false, testing::partitioned(world(), testing::path(5)));
    if (!world().is_root())
        return;
    EXPECT_THAT(names_in(directory), ::testing::ElementsAre("MANIFEST.json", "events.jsonl", "result.h5", "seeds.csv",
                                                            "spread_curve.csv", "summary.json"));
    EXPECT_EQ(content_of(directory + "/spread_curve.csv"), "k,spread,low\n1,2.5,2\n2,4,nan\n4,6.5,6\n");
    const auto manifest = parse_json(content_of(directory + "/MANIFEST.json"));
    std::vector<std::string> listed;
    for (const auto& file : manifest["files"]) {
        listed.push_back(file["name"]);
        EXPECT_EQ(file["bytes"], std::filesystem::file_size(directory + "/" + listed.back()));
    }
    EXPECT_THAT(listed, ::testing::UnorderedElementsAre("result.h5", "seeds.csv", "spread_curve.csv", "summary.json",
                                                        "events.jsonl"));
}

TEST(ResultWriter, ASecondOneIsRefusedAndTouchesNothing) {
    const Scratch scratch;
    const std::string directory = scratch / "out";
    const PartitionedGraph graph = testing::partitioned(world(), testing::path(5));
    {
        ResultWriter first(world(), directory, false);
        first.add(Table{"seeds", {{"vertex", std::vector<std::int64_t>{7}}}, "seeds.csv"});
        for (const bool force : {false, true})
            EXPECT_EQ(code_of([&] { ResultWriter(world(), directory, force); }), 73);
        first.add_vertices(graph, "share", counts_of(graph), 4);
        first.commit({{"options", 1}}, {}, {{"seeds", 1}});
    }
    if (!world().is_root())
        return;
    EXPECT_EQ(content_of(directory + "/seeds.csv"), "vertex\n7\n");
    EXPECT_THAT(names_in(directory),
                ::testing::ElementsAre("MANIFEST.json", "events.jsonl", "result.h5", "seeds.csv", "summary.json"));
}

TEST(ResultWriter, BytesDoNotDependOnRanksOrLayout) {
    const Scratch scratch;
    const testing::SmallGraph graph = testing::karate();
    std::set<std::string> files;
    int number = 0;
    for (const Layout& layout : testing::layouts_of(world())) {
        const std::string directory = scratch / std::to_string(number++);
        write_result(directory, false, testing::distribute(world(), graph, layout));
        if (world().is_root())
            files.insert(content_of(directory + "/result.h5"));
    }
    EXPECT_LE(files.size(), 1u);
}

TEST(ResultWriter, PythonToolsOpenIt) {
    const Scratch scratch;
    const std::string directory = scratch / "out";
    write_result(directory, false, testing::partitioned(world(), testing::path(40)));
    if (world().size() > 1)
        GTEST_SKIP() << "the same bytes as on one rank";
    if (std::string(CASCADE_SYSTEM_PYTHON).find("NOTFOUND") != std::string::npos)
        GTEST_SKIP() << "no /usr/bin/python3";
    const int status = std::system((CASCADE_SYSTEM_PYTHON " " CASCADE_READ_RESULT " '" + directory + "'").c_str());
    if (WEXITSTATUS(status) == 77)
        GTEST_SKIP() << "python3-pandas, -tables, -xarray, -netcdf4, -h5netcdf or -h5py is missing";
    EXPECT_EQ(status, 0);
}

TEST(ResultWriter, NoVerticesAndMoreRanksThanVertices) {
    const Scratch scratch;
    write_result(scratch / "none", false, testing::partitioned(world(), testing::path(0)));
    write_result(scratch / "two", false, testing::partitioned(world(), testing::path(2)));
    if (world().is_root()) {
        EXPECT_TRUE(std::filesystem::exists(scratch / "none/MANIFEST.json"));
        EXPECT_TRUE(std::filesystem::exists(scratch / "two/MANIFEST.json"));
    }
}

TEST(ResultWriter, AnOldResultStandsUntilTheNewOneIsComplete) {
    const Scratch scratch;
    const std::string directory = scratch / "out";
    const PartitionedGraph graph = testing::partitioned(world(), testing::path(3));
    write_result(directory, false, graph);
    EXPECT_EQ(code_of([&] { ResultWriter(world(), directory, false); }), 73);
    const std::string before = content_of(directory + "/MANIFEST.json");
    const std::set<std::string> names = names_in(directory);
    {
        ResultWriter writer(world(), directory, true); // not committed
        writer.event("start", {});
        writer.add(Table{"other", {{"x", std::vector<double>{1}}}, "seeds.csv"});
    }
    world().barrier();
    EXPECT_EQ(content_of(directory + "/MANIFEST.json"), before);
    if (world().is_root()) {
        EXPECT_EQ(content_of(directory + "/seeds.csv").substr(0, 4), "rank");
        std::set<std::string> now = names_in(directory);
        now.erase("events.jsonl.partial"); // tells what the stopped run did
        EXPECT_EQ(now, names);
    }
    world().barrier();
    {
        ResultWriter writer(world(), directory, true);
        writer.add(Table{"other", {{"x", std::vector<double>{1}}}, "other.csv"});
        writer.commit({}, {}, {});
    }
    if (world().is_root()) {
        EXPECT_THAT(names_in(directory),
                    ::testing::ElementsAre("MANIFEST.json", "events.jsonl", "other.csv", "result.h5", "summary.json"));
    }
}

TEST(ResultWriter, ForeignFilesAndEventsOfAStoppedRunStay) {
    const Scratch scratch;
    const std::string directory = scratch / "out";
    if (world().is_root()) {
        std::filesystem::create_directory(directory);
        put(directory + "/notes.txt", "mine");
        put(directory + "/events.jsonl", "{\"t\":0,\"event\":\"stopped\"}\n");
    }
    world().barrier();
    {
        ResultWriter writer(world(), directory, false);
        writer.event("resumed", {});
        writer.commit({}, {}, {});
    }
    EXPECT_EQ(content_of(directory + "/notes.txt"), "mine");
    const std::string events = content_of(directory + "/events.jsonl");
    EXPECT_LT(events.find("stopped"), events.find("resumed"));
    EXPECT_NE(events.find("resumed"), std::string::npos);
}

TEST(ResultWriter, PlacesThatCannotBeAreCreateErrors) {
    const Scratch scratch;
    EXPECT_EQ(code_of([] { ResultWriter(world(), "/proc/nowhere/out", false); }), 73);
    if (world().is_root())
        put(scratch / "file", "");
    world().barrier();
    EXPECT_EQ(code_of([&] { ResultWriter(world(), scratch / "file", true); }), 73);
    EXPECT_EQ(code_of([&] { ResultWriter(world(), scratch / "file/out", true); }), 73);
}

TEST(ResultWriter, AFullDiskIsToldToAllRanks) {
    const Scratch scratch;
    ResultWriter writer(world(), scratch / "out", false);
    const testing::FileSizeLimit limit(100);
    writer.event("long", {{"text", std::string(200, 'x')}}); // fails on rank 0 and is kept
    EXPECT_EQ(code_of([&] { writer.add(Table{"t", {{"x", std::vector<double>{1}}}, ""}); }), 74);
}

} // namespace
} // namespace cascade
