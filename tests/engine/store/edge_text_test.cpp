// Files to edges on any number of ranks and threads: nothing lost or doubled at the cuts, complaints with file:line.

#include "engine/comm/collectives.hpp"
#include "engine/core/error.hpp"
#include "engine/graph/build.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/read_edges.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using EdgeTextTest = testing::ReadEdges;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing;

TEST_F(EdgeTextTest, CutsLoseAndDoubleNothing) {
    for (const char* end : {"\n", "\r\n"}) {
        std::string text = "\xef\xbb\xbf# comment\n";
        std::vector<Pair> expected;
        for (OriginalId i = 0; i < 40; ++i) {
            expected.push_back({i, i * i * i});
            text += std::to_string(i) + " " + std::to_string(i * i * i) + (i % 5 == 0 ? " extra" : "") + end;
        }
        text.erase(text.size() - std::strlen(end)); // the last line has no end
        EXPECT_EQ(everything(read({.inputs = {file("plain", text)}})), expected);
        EXPECT_EQ(everything(read({.inputs = {file("plain", text)}}, 3)), expected);
        EXPECT_EQ(everything(read({.inputs = {file("a.gz", gzipped(text))}})), expected);
        EXPECT_EQ(everything(read({.inputs = {file("no_ending", zstandard(text))}})), expected);
    }
}

TEST_F(EdgeTextTest, EveryTinyFileIsReadOnceWhereverItIsCut) {
    const std::string text = "\xef\xbb\xbf"
                             "1 2\n\n3 4\n5 6";
    EXPECT_THAT(everything(read({.inputs = {file("tiny", text)}})), ElementsAre(Pair{1, 2}, Pair{3, 4}, Pair{5, 6}));
    EXPECT_THAT(everything(read({.inputs = {file("tiny", text)}, .header_lines = 1})),
                ElementsAre(Pair{3, 4}, Pair{5, 6}));
    EXPECT_THAT(everything(read({.inputs = {file("tiny", text)}, .header_lines = 9})), IsEmpty());
    EXPECT_THAT(everything(read({.inputs = {file("empty", "")}})), IsEmpty());
}

TEST_F(EdgeTextTest, PiecesOfManyMebibytesOnThreads) {
    std::string text;
    for (int i = 0; i < 1'300'000; ++i)
        text += std::to_string(i) + " " + std::to_string(i + 1) + "\n";
    const EdgeText read_back = read({.inputs = {file("large", text)}}, 2);
    EXPECT_EQ(read_back.lines, 1'300'000);
    const std::vector<Pair> all = everything(read_back);
    for (std::size_t i = 0; i < all.size(); ++i)
        ASSERT_EQ(all[i].u, static_cast<OriginalId>(i));
}

TEST_F(EdgeTextTest, SeveralFilesAreOneList) {
    const EdgeText text =
        read({.inputs = {file("a", "1 2\n"), file("b.gz", gzipped("3 4\n")), file("c.csv", "u,v\n5,6\n")}});
    EXPECT_THAT(everything(text), ElementsAre(Pair{1, 2}, Pair{3, 4}, Pair{5, 6}));
    EXPECT_EQ(text.lines, 3);
}

TEST_F(EdgeTextTest, ComplaintsNameFileAndLineOnEveryRank) {
    std::string text = "# one\n";
    for (int i = 0; i < 500; ++i)
        text += i == 300 ? "7 seven\n" : i == 400 ? "x\n" : "1 2\r\n";
    for (const std::string& path : {file("bad.txt", text), file("bad.gz", gzipped(text))})
        EXPECT_THAT(error_of({.inputs = {file("good", "1 2\n"), path}}, ExitCode::bad_input),
                    HasSubstr(path + ":302: 'seven'"));
    const std::string two = file("two.txt", "1 2\n1 x\n");
    EXPECT_THAT(error_of({.inputs = {two}}, ExitCode::bad_input), HasSubstr(two + ":2: 'x'"));
    EXPECT_THAT(error_of({.inputs = {file("other", "z\n"), two}}, ExitCode::bad_input), HasSubstr("other:1: "))
        << "the first file's";
    EXPECT_THAT(error_of({.inputs = {two}, .columns = {"a", "b"}}, ExitCode::bad_input),
                HasSubstr("two.txt:1: the heading has no"));
}

TEST_F(EdgeTextTest, FilesThatCannotBeReadHaveTheirOwnCodes) {
    error_of({.inputs = {scratch_ / "absent"}}, ExitCode::missing_input);
    error_of({.inputs = {scratch_ / "."}}, ExitCode::missing_input);
    error_of({.inputs = {file("a", "1 2\n")}, .vertices = scratch_ / "absent"}, ExitCode::missing_input);
    EXPECT_THAT(error_of({.inputs = {file("cut.gz", gzipped("1 2\n").substr(0, 15))}}, ExitCode::bad_input),
                HasSubstr("cut.gz"));
}

TEST_F(EdgeTextTest, MembersComeFromAPlainListOrAColumn) {
    const std::string edges = file("edges", "1 2\n");
    const auto members = [&](const std::string& content) {
        const EdgeText text = read({.inputs = {edges}, .vertices = file("members", content)});
        return gather(world(), std::span<const OriginalId>(text.edges.members));
    };
    const std::vector<OriginalId> plain = members("# c\n5\n-6\r\n7");
    const std::vector<OriginalId> column = members("name,vertex\nx,8\n\"y, z\",9\n");
    if (world().is_root()) {
        EXPECT_THAT(plain, ElementsAre(5, -6, 7));
        EXPECT_THAT(column, ElementsAre(8, 9));
    }
    EXPECT_THAT(error_of({.inputs = {edges}, .vertices = file("bad", "1\n2 3\n")}, ExitCode::bad_input),
                HasSubstr("bad:2: "));
}

TEST_F(EdgeTextTest, WarnsOfAHeadingThatWasReadAsAnEdge) {
    const std::string path = file("hep", "3 2\n0 1\n1 2\n");
    EXPECT_THAT(read({.inputs = {path}}).warnings, ElementsAre(HasSubstr("--header-lines 1")));
    EXPECT_THAT(read({.inputs = {path}, .header_lines = 1}).warnings, IsEmpty());
    EXPECT_THAT(read({.inputs = {file("other", "3 3\n0 1\n1 2\n")}}).warnings, IsEmpty());
}

TEST_F(EdgeTextTest, FirstWeightInTheInputWinsAcrossFilesAndRanks) {
    const std::string a = file("a", "0 1 0.25\n2 1 0.75\n");
    const std::string b = file("b.zst", zstandard("2 1 0.5\n0 1 0.125\n"));
    Context context{.world = world()};
    EdgeText text = read({.inputs = {b, a}, .weights = true});
    const GraphSlice slice = build_graph(context, std::move(text.edges), {});
    double sum = 0;
    for (EdgeId e = 0; e < slice.out.arcs(); ++e)
        sum += static_cast<double>(slice.out.weights[e]);
    EXPECT_EQ(all_reduce_sum(world(), sum), 0.625);
}

TEST_F(EdgeTextTest, FirstWeightWinsInAFileThatRanksShare) {
    std::string text;
    for (int i = 0; i < 4000;
         ++i) // each of ten edges again and again, ever lighter: any other rule takes another weight
        text += std::to_string(i % 10) + " 10 " + std::to_string(4000 - i) + "\n";
    for (const int threads : {1, 3}) {
        Context context{.world = world(), .threads = threads};
        EdgeText edges = read({.inputs = {file("shared", text)}, .weights = true}, threads);
        const GraphSlice slice = build_graph(context, std::move(edges.edges), {});
        double sum = 0;
        for (EdgeId e = 0; e < slice.out.arcs(); ++e)
            sum += static_cast<double>(slice.out.weights[e]);
        EXPECT_EQ(all_reduce_sum(world(), sum), 10 * 4000 - 45) << threads;
    }
}

/// The labels of a graph in canonical order, on every rank.
std::vector<std::string> labels_of(EdgeText text, VertexOrder order = VertexOrder::id) {
    Context context{.world = world()};
    const GraphSlice slice = build_graph(context, std::move(text.edges), {.order = order});
    EXPECT_TRUE(slice.info.labelled);
    EXPECT_TRUE(slice.info.identity_ids);
    LabelList all = gather_labels(world(), slice.labels);
    broadcast(world(), all);
    std::vector<std::string> labels;
    for (std::size_t v = 0; v < all.size(); ++v)
        labels.emplace_back(all[v]);
    return labels;
}

TEST_F(EdgeTextTest, LabelsAreTheSameHoweverTheyAreRead) {
    std::string lines = "\xef\xbb\xbf", records = "\xef\xbb\xbfsource,target\n";
    std::set<std::string> expected{"two\nlines"};
    for (int i = 0; i < 200; ++i) {
        const std::string u = fmt::format("用户{}", i * 37 % 101), v = fmt::format("b{}", i);
        lines += u + "\t" + v + (i % 3 == 0 ? " more\r\n" : "\n");
        records += "\"" + u + "\"," + v + "\n";
        expected.insert({u, v});
    }
    lines += "用户1 two_lines";
    records += "用户1,\"two\nlines\"";
    const std::vector<std::string> quoted(expected.begin(), expected.end());
    expected.erase("two\nlines");
    expected.insert("two_lines");
    const std::vector<std::string> plain(expected.begin(), expected.end());
    for (int threads : {1, 3}) {
        EXPECT_EQ(labels_of(read({.inputs = {file("lines", lines)}}, threads)), plain);
        EXPECT_EQ(labels_of(read({.inputs = {file("lines.gz", gzipped(lines))}}, threads)), plain);
        EXPECT_EQ(labels_of(read({.inputs = {file("records.csv", records)}}, threads)), quoted);
        EXPECT_EQ(labels_of(read({.inputs = {file("records.csv.zst", zstandard(records))}}, threads)), quoted);
    }
    const std::vector<std::string> by_degree = labels_of(read({.inputs = {file("lines", lines)}}), VertexOrder::degree);
    EXPECT_EQ(by_degree.front(), "用户1") << "three arcs, the others have two at most";
    EXPECT_EQ(std::set<std::string>(by_degree.begin(), by_degree.end()), expected);
}

TEST_F(EdgeTextTest, TheFirstLineOfDataSaysWhatIdsAre) {
    const auto is_text = [&](const std::string& name, const std::string& content, IdKind ids = IdKind::automatic) {
        return read({.inputs = {file("empty", "# nothing\n"), file(name, content)}, .ids = ids}).edges.labels !=
               nullptr;
    };
    EXPECT_FALSE(is_text("a", "1 2\n"));
    EXPECT_TRUE(is_text("a", "1 2a\n"));
    EXPECT_TRUE(is_text("a", "1 2\n", IdKind::text));
    EXPECT_FALSE(is_text("a.csv", "who,whom\n1,2\n"));
    EXPECT_TRUE(is_text("a.csv", "From,To\nann,bob\n"));
    EXPECT_EQ(read({.inputs = {file("a.csv", "From,To\nann,bob\n")}}).lines, 1u);
    EXPECT_EQ(read({.inputs = {file("a.csv", "who,whom\nann,bob\n")}}).lines, 2u) << "texts, as the others";
    EXPECT_THAT(error_of({.inputs = {file("b", "1 2\nx 3\n")}}, ExitCode::bad_input), HasSubstr("b:2: 'x'"));
    EXPECT_THAT(error_of({.inputs = {file("b", "a b\nc \xe9\n")}}, ExitCode::bad_input),
                HasSubstr("b:2: the id '\\xe9'"));
    EXPECT_THAT(error_of({.inputs = {file("b", "from to\n1 2\n")}}, ExitCode::bad_input),
                HasSubstr("--header-lines 1"));
}

TEST(ParseColumns, TwoOrThreeParts) {
    EXPECT_THAT(parse_columns("a,b"), ElementsAre("a", "b"));
    EXPECT_THAT(parse_columns("1,2,w"), ElementsAre("1", "2", "w"));
    for (const char* bad : {"", "a", "a,", "a,b,c,d"})
        EXPECT_EQ(code_of([&] { parse_columns(bad); }), 2) << bad;
}

/// Published counts of real files; only where CASCADE_REAL_DATA names their directory.
TEST(RealData, CountsArePublishedOnes) {
    const char* const data = std::getenv("CASCADE_REAL_DATA");
    if (data == nullptr)
        GTEST_SKIP() << "CASCADE_REAL_DATA is not set";
    struct Case {
        const char* path;
        bool undirected;
        std::uint64_t header_lines;
        VertexId vertices;
        EdgeId arcs;
    };
    for (const Case& c : {Case{"/nethept/hep.txt.zst", true, 1, 15'233, 62'752},
                          Case{"/wiki-vote/wiki-Vote.txt.zst", false, 0, 7'115, 103'689},
                          Case{"/soc-epinions1/soc-Epinions1.txt.zst", false, 0, 75'879, 508'837},
                          Case{"/com-dblp/dblp.csv.zst", true, 0, 317'080, 2'099'732}}) {
        Context context{.world = world()};
        EdgeText text =
            read_edge_text(context, {.inputs = {std::string(data) + c.path}, .header_lines = c.header_lines});
        const GraphSlice slice = build_graph(context, std::move(text.edges), {.symmetric = c.undirected});
        EXPECT_EQ(slice.info.vertices, c.vertices) << c.path;
        EXPECT_EQ(slice.info.edges, c.arcs) << c.path;
    }
}

} // namespace
} // namespace cascade
