#include "engine/store/edge_heading.hpp"
#include "tests/engine/store/text_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

EdgeHeading heading(const std::string& text, const EdgeTextOptions& options = {}, const std::string& path = "a.txt") {
    return read_heading(path, std::make_unique<testing::TextStream>(text), options);
}

TEST(EdgeHeading, PassesOverMarkAndLines) {
    EXPECT_EQ(heading("1 2\n").begin, 0);
    EXPECT_EQ(heading("\xef\xbb\xbf"
                      "1 2\n")
                  .begin,
              3);
    EdgeTextOptions options;
    options.header_lines = 2;
    EXPECT_EQ(heading("ab\r\ncd\n1 2\n", options).begin, 7);
    EXPECT_EQ(heading("ab\n", options).begin, 3);
    EXPECT_EQ(heading("", options).begin, 0);
}

TEST(EdgeHeading, GuessesNoNumberOfEdgesFromALabelOfManyDigits) {
    EdgeTextOptions options;
    options.ids = IdKind::text;
    EXPECT_EQ(heading("2 9223372036859999999999999999\n", options).maybe_edge_count, std::nullopt);
    EXPECT_EQ(heading("2 17\n", options).maybe_edge_count, 17);
}

TEST(EdgeHeading, FindsColumnsByNumberAndName) {
    EdgeTextOptions options;
    options.weights = true;
    options.columns = {"3", "1", "2"};
    EXPECT_EQ(heading("1 2 3\n", options).format.source, 2);
    EXPECT_EQ(heading("1 2 3\n", options).begin, 0);
    options.columns = {"from", "to", "p"};
    const EdgeHeading named = heading("# note\nto from p\n1 2 .5\n", options);
    EXPECT_EQ(named.begin, 17);
    EXPECT_EQ(named.format.source, 1);
    EXPECT_EQ(named.format.target, 0);
    EXPECT_EQ(named.format.weight, 2);
    EXPECT_THROW(heading("a b c\n", options), TextFailure);
}

TEST(EdgeHeading, CsvHeadingIsRecognised) {
    const EdgeHeading named = heading("id;target;source\n9;1;2\n", {}, "x.csv.zst");
    EXPECT_EQ(named.begin, 17);
    EXPECT_EQ(named.format.delimiter, ';');
    EXPECT_EQ(named.format.source, 2);
    EXPECT_EQ(heading("u,v\n1,2\n", {}, "x.csv").begin, 4);
    EXPECT_EQ(heading("1\t2\n", {}, "x.csv").begin, 0);
    EXPECT_EQ(heading("1\t2\n", {}, "x.csv").format.delimiter, '\t');
}

TEST(EdgeHeading, TheFormatIsToldByBannerAndName) {
    const std::string matrix = "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 1\n1 2\n";
    for (const char* path : {"a.txt", "a.csv", "a.mtx.gz", "a.graph"}) {
        const EdgeHeading found = heading(matrix, {}, path);
        ASSERT_TRUE(found.matrix) << path;
        EXPECT_EQ(found.begin, 57);
        EXPECT_EQ(found.direction, EdgeDirection::undirected);
        EXPECT_EQ(found.text_ids, false);
    }
    EXPECT_TRUE(heading("2 1\n2\n1\n", {}, "a.graph").metis);
    EXPECT_TRUE(heading("2 1\n2\n1\n", {}, "a.metis.zst").metis);
    EXPECT_THROW(heading("2 1\n", {}, "a.mtx"), TextFailure);
    const EdgeHeading list = heading(matrix, {.format = EdgeFormat::edges});
    EXPECT_FALSE(list.matrix || list.metis);
    EXPECT_EQ(list.direction, EdgeDirection::unsaid);
    EXPECT_EQ(heading("1 2\n", {.format = EdgeFormat::cliques}).direction, EdgeDirection::undirected);
}

TEST(EdgeHeading, NotesANumberThatMayBeACount) {
    EXPECT_EQ(heading("# c\n15 58\n0 1\n").maybe_edge_count, 58);
    EXPECT_EQ(heading("15 58 3\n").maybe_edge_count, std::nullopt);
}

TEST(EdgeHeading, ColumnNumbersCountFromOne) {
    EXPECT_EQ(column_number("1"), 0);
    EXPECT_EQ(column_number("0"), std::nullopt);
    EXPECT_EQ(column_number("1x"), std::nullopt);
}

} // namespace
} // namespace cascade
