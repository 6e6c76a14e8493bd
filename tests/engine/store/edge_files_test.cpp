// Files that announce what they hold, on any number of ranks and threads: matrices and METIS graphs.

#include "engine/graph/build.hpp"
#include "engine/store/edge_files.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/read_edges.hpp"

#include <gmock/gmock.h>

#include <set>

namespace cascade {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;
using EdgeFilesTest = ReadEdges;

std::vector<OriginalId> members(const EdgeText& text) {
    std::vector<OriginalId> all = gather(world(), std::span<const OriginalId>(text.edges.members));
    broadcast(world(), all);
    std::sort(all.begin(), all.end());
    return all;
}

/// An undirected graph on 1 … n in which vertex n and some others stand alone.
struct Example {
    std::uint64_t vertices = 120;
    std::set<Pair> edges; ///< the lower end first

    Example() {
        for (OriginalId u = 1; u < 110; ++u)
            for (OriginalId step : {1, 7, 31})
                if (u * step % 5 != 0 && u + step < 110)
                    edges.insert({u, u + step});
    }
    std::vector<Pair> sorted() const { return {edges.begin(), edges.end()}; }

    std::string list() const {
        std::string text;
        for (const auto& [u, v] : edges)
            text += std::to_string(v) + " " + std::to_string(u) + "\n";
        return text;
    }
    std::string matrix(const std::string& end = "\n") const {
        std::string text = "%%MatrixMarket matrix coordinate pattern symmetric" + end + "% comment" + end;
        text += fmt::format("{} {} {}{}", vertices, vertices, edges.size(), end);
        for (const auto& [u, v] : edges)
            text += fmt::format("{} {}{}{}", v, u, end, u % 11 == 0 ? end : "");
        return text;
    }
    std::string metis(bool weighted = false) const {
        std::string text = fmt::format("% comment\n{} {}{}\n", vertices, edges.size(), weighted ? " 011 2" : "");
        for (OriginalId u = 1; u <= static_cast<OriginalId>(vertices); ++u) {
            text += u % 13 == 0 ? "% in between\n" : "";
            text += weighted ? "1 0" : "";
            for (const auto& [a, b] : edges)
                if (a == u || b == u)
                    text += fmt::format(" {}{}", a == u ? b : a, weighted ? fmt::format(" 0.{}", a) : "");
            text += "\n";
        }
        return text;
    }
};

TEST_F(EdgeFilesTest, AGraphIsTheSameInEachFormatHoweverItIsCut) {
    const Example example;
    const std::string matrix = example.matrix();
    const std::string metis = example.metis();
    std::vector<std::pair<std::string, EdgeFormat>> files;
    for (const auto& [name, text] : {std::pair{"m", matrix}, {"crlf", example.matrix("\r\n")}, {"g.graph", metis}}) {
        files.emplace_back(file(name, text), EdgeFormat::automatic);
        files.emplace_back(file(std::string(name) + ".gz", gzipped(text)), EdgeFormat::automatic);
        files.emplace_back(file(std::string(name) + ".zst", zstandard(text)), EdgeFormat::automatic);
    }
    files.emplace_back(file("plain", metis), EdgeFormat::metis);
    files.emplace_back(file("weighted", example.metis(true)), EdgeFormat::metis);
    for (int threads : {1, 3})
        for (const auto& [path, format] : files) {
            const EdgeText text = read({.inputs = {path}, .format = format}, threads);
            std::vector<Pair> pairs = everything(text);
            for (Pair& pair : pairs)
                pair = {std::min(pair.u, pair.v), std::max(pair.u, pair.v)};
            std::sort(pairs.begin(), pairs.end());
            EXPECT_EQ(pairs, example.sorted()) << path;
            EXPECT_EQ(text.lines, example.edges.size()) << path;
            EXPECT_THAT(text.directions, ElementsAre(EdgeDirection::undirected)) << path;
            EXPECT_THAT(members(text), Contains(120)) << path;
            Context context{.world = world(), .threads = threads};
            EdgeText again = read({.inputs = {path}, .format = format}, threads);
            const GraphSlice slice = build_graph(context, std::move(again.edges), {.symmetric = true});
            EXPECT_EQ(slice.info.vertices, 120u) << path;
            EXPECT_EQ(slice.info.edges, 2 * example.edges.size()) << path;
            EXPECT_EQ(slice.duplicates_merged, 0u) << path;
        }
}

TEST_F(EdgeFilesTest, WeightsOfBothFormatsArrive) {
    const std::string matrix = "%%MatrixMarket matrix coordinate integer general\n3 3 2\n1 2 5\n3 1 -4\n";
    const std::string metis = "3 2 1\n2 0.5 3 2\n1 0.5\n1 2\n";
    const auto weights = [&](const std::string& path) {
        std::vector<float> mine;
        const EdgeText text = read({.inputs = {path}, .weights = true});
        for (const EdgeBlock& block : text.edges.blocks)
            mine.insert(mine.end(), block.weights.begin(), block.weights.end());
        std::vector<float> all = gather(world(), std::span<const float>(mine));
        broadcast(world(), all);
        std::sort(all.begin(), all.end());
        return all;
    };
    EXPECT_THAT(weights(file("a.mtx", matrix)), ElementsAre(-4, 5));
    EXPECT_THAT(weights(file("a.metis", metis)), ElementsAre(.5F, 2));
}

TEST_F(EdgeFilesTest, WhatIsAnnouncedMustBeThere) {
    const std::string banner = "%%MatrixMarket matrix coordinate pattern general\n";
    const auto refused = [&](const std::string& name, const std::string& text) {
        const std::string plain = error_of({.inputs = {file(name, text)}}, ExitCode::bad_input);
        const std::string packed = error_of({.inputs = {file(name, gzipped(text))}}, ExitCode::bad_input);
        EXPECT_EQ(plain, packed);
        return plain;
    };
    EXPECT_THAT(refused("a.mtx", banner + "3 3 2\n1 2\n"), HasSubstr("a.mtx:2: 2 entries are announced, and 1 follow"));
    EXPECT_THAT(refused("a.mtx", banner + "3 3 0\n1 2\n"), HasSubstr("a.mtx:2: 0 entries are announced, and 1 follow"));
    EXPECT_THAT(refused("a.mtx", banner + "% c\n3 3 1\n1 4\n"), HasSubstr("a.mtx:4: '4' is not a row or column"));
    EXPECT_THAT(refused("a.graph", "3 2\n2\n1 3\n2\n\n1\n"), HasSubstr("a.graph:6: a line more than"));
    EXPECT_THAT(refused("a.graph", "4 1\n2\n1\n"),
                HasSubstr("a.graph:1: the heading announces 4 vertices, and the lines "
                          "of 2 follow"));
    EXPECT_THAT(refused("a.graph", "3 1 10\n1 2\n1 1\n"), HasSubstr("announces 3 vertices"));
    EXPECT_THAT(refused("a.graph", "3 2\n2\n1\n\n"),
                HasSubstr("a.graph:1: the heading announces 2 edges, and the lines "
                          "hold 1"));
    EXPECT_THAT(refused("a.graph", "% c\n3 1\n2\n1 3\n\n"),
                HasSubstr("a.graph:4: vertex 2 has the neighbour 3, and 3 has not the neighbour 2"));
    EXPECT_THAT(refused("a.graph", "3 1\n2\n\n\n"), HasSubstr("a.graph:2: vertex 1 has the neighbour 2"));
    EXPECT_THAT(members(read({.inputs = {file("a.graph", "3 1\n2\n1\n")}})), Contains(3)) << "the last line may miss";
}

TEST_F(EdgeFilesTest, AllRowsOfAMatrixAreVertices) {
    const EdgeText text =
        read({.inputs = {file("a", "%%MatrixMarket matrix coordinate real general\n9 9 1\n7 2 0\n")}});
    EXPECT_THAT(text.directions, ElementsAre(EdgeDirection::directed));
    EXPECT_THAT(members(text), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
    EXPECT_THAT(everything(text), ElementsAre(Pair{7, 2}));
    Context context{.world = world(), .memory_per_rank = 1 << 20};
    const std::string path = file("b", "%%MatrixMarket matrix coordinate real general\n999999999999 999999999999 0\n");
    try {
        read_edge_text(context, {.inputs = {path}});
        ADD_FAILURE() << "a million million vertices in a mebibyte";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::out_of_memory);
    }
}

TEST_F(EdgeFilesTest, OptionsAndFilesThatDoNotGoTogether) {
    const std::string matrix = file("a", "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n");
    error_of({.inputs = {matrix}, .ids = IdKind::text}, ExitCode::usage);
    error_of({.inputs = {matrix}, .header_lines = 1}, ExitCode::usage);
    error_of({.inputs = {matrix}, .columns = {"1", "2"}}, ExitCode::usage);
    EXPECT_THAT(error_of({.inputs = {file("names", "ann bob\n"), matrix}}, ExitCode::bad_input),
                HasSubstr("are texts"));
    EXPECT_THAT(read({.inputs = {file("list", "5 6\n"), matrix}}).directions,
                ElementsAre(EdgeDirection::unsaid, EdgeDirection::directed));
    EXPECT_EQ(read({.inputs = {matrix}, .format = EdgeFormat::edges, .header_lines = 2}).lines, 1u);
}

TEST_F(EdgeFilesTest, PackedFilesAreDealtToTheRanks) {
    std::vector<std::string> inputs;
    for (int i = 0; i < 9; ++i)
        inputs.push_back(file(fmt::format("{}.zst", i), zstandard(fmt::format("{} {}\n", i, i + 1))));
    const std::vector<EdgeFile> files = open_edge_files(world(), {.inputs = inputs});
    const std::vector<EdgePiece> pieces = pieces_of_rank(world(), 1, files);
    for (const EdgePiece& piece : pieces)
        EXPECT_EQ(piece.file % static_cast<std::size_t>(world().size()), static_cast<std::size_t>(world().rank()));
    EXPECT_EQ(all_reduce_sum(world(), std::uint64_t{pieces.size()}), 9u);
    EXPECT_THAT(everything(read({.inputs = inputs}, 2)), SizeIs(9));
}

} // namespace
} // namespace cascade
