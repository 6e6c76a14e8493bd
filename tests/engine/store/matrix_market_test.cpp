#include "engine/store/matrix_market.hpp"
#include "tests/engine/store/text_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TextStream;

constexpr std::uint64_t kAll = ~std::uint64_t{0};

MatrixHeading heading(const std::string& text, bool weights = false) {
    LineReader reader(std::make_unique<TextStream>(text));
    return read_matrix_heading(reader, weights);
}

struct Entry {
    OriginalId u, v;
    float weight = 0;
    bool operator==(const Entry&) const = default;
};

std::vector<Entry> entries(const MatrixHeading& matrix, const std::string& text, const LineFormat& format = {},
                           std::uint64_t end = kAll) {
    EdgeCollector edges(format.weight != LineFormat::kNone);
    std::vector<OriginalId> members;
    parse_entries(text, 0, end, matrix, format, {edges, members});
    EXPECT_THAT(members, IsEmpty());
    std::vector<Entry> found;
    for (const EdgeBlock& block : edges.take())
        for (std::size_t i = 0; i < block.narrow.size(); ++i)
            found.push_back({block.base + block.narrow[i].u, block.base + block.narrow[i].v,
                             block.weights.empty() ? 0 : block.weights[i]});
    return found;
}

template <class F>
std::string failure_of(F&& work) {
    try {
        work();
    } catch (const TextFailure& failure) {
        return std::to_string(failure.offset) + ": " + failure.message;
    }
    return "";
}

TEST(MatrixMarket, TheHeadingSaysWhatFollows) {
    const std::string text = "%%MatrixMarket matrix coordinate Real SYMMETRIC\n% a comment\n\n 5\t5 7 \n1 1 .5\n";
    const MatrixHeading matrix = heading(text);
    EXPECT_EQ(matrix.vertices, 5u);
    EXPECT_EQ(matrix.entries, 7u);
    EXPECT_TRUE(matrix.symmetric);
    EXPECT_FALSE(matrix.pattern);
    EXPECT_FALSE(matrix.whole);
    EXPECT_EQ(matrix.line, text.find(" 5\t5"));
    EXPECT_EQ(matrix.begin, text.find("1 1 .5"));
    EXPECT_TRUE(heading("\xef\xbb\xbf%%matrixmarket matrix coordinate pattern general\r\n0 0 0\r\n").pattern);
    EXPECT_TRUE(has_matrix_banner("%%MatrixMarket matrix"));
    EXPECT_FALSE(has_matrix_banner("%%Matrix"));
}

TEST(MatrixMarket, WhatIsNoGraphIsRefused) {
    const auto refused = [](const std::string& text, bool weights = false) {
        return failure_of([&] { heading(text, weights); });
    };
    const std::string banner = "%%MatrixMarket matrix coordinate pattern general\n";
    EXPECT_THAT(refused(""), HasSubstr("the file is empty"));
    EXPECT_THAT(refused("1 2\n"), HasSubstr("the banner is missing"));
    EXPECT_THAT(refused("%%MatrixMarket vector coordinate real general\n"),
                HasSubstr("is not \"%%MatrixMarket matrix"));
    EXPECT_THAT(refused("%%MatrixMarket matrix coordinate real\n"), HasSubstr("is not \"%%MatrixMarket matrix"));
    EXPECT_THAT(refused("%%MatrixMarket matrix array real general\n"), HasSubstr("a graph is a sparse one"));
    EXPECT_THAT(refused("%%MatrixMarket matrix coordinate complex general\n"), HasSubstr("the values are 'complex'"));
    for (const char* symmetry : {"skew-symmetric", "hermitian", "symetric"})
        EXPECT_THAT(refused(std::string("%%MatrixMarket matrix coordinate real ") + symmetry + "\n"),
                    HasSubstr("write it as a general one"));
    EXPECT_THAT(refused(banner + "2 3 1\n"), HasSubstr("49: 2 rows and 3 columns"));
    for (const char* sizes : {"2 2\n", "2 2 1 1\n", "2 2 -1\n", "2 2 x\n"})
        EXPECT_THAT(refused(banner + sizes), HasSubstr("rows columns entries")) << sizes;
    EXPECT_THAT(refused(banner + "% no more\n"), HasSubstr("ends before the sizes"));
    EXPECT_THAT(refused(banner + "2 2 1\n", true), HasSubstr("leave out --weights column"));
}

TEST(MatrixMarket, EntriesAreArcs) {
    const MatrixHeading pattern{.vertices = 4, .pattern = true};
    EXPECT_THAT(entries(pattern, "1 2\n% c\n\n 4\t1 \r\n3 3\n"), ElementsAre(Entry{1, 2}, Entry{4, 1}, Entry{3, 3}));
    EXPECT_THAT(entries(pattern, "1 2\n4 1\n", {.reverse = true}), ElementsAre(Entry{2, 1}, Entry{1, 4}));
    EXPECT_THAT(entries(pattern, "1 2\n4 1\n", {}, 4), ElementsAre(Entry{1, 2}));
    EXPECT_THAT(entries({.vertices = 4}, "1 2 0.5\n2 1 0\n"), ElementsAre(Entry{1, 2}, Entry{2, 1}));
    EXPECT_THAT(entries({.vertices = 4}, "1 2 0.5\n2 1 -1e-3\n", {.weight = 2}),
                ElementsAre(Entry{1, 2, .5F}, Entry{2, 1, -1e-3F}));
    EXPECT_THAT(entries({.vertices = 4, .whole = true}, "1 2 -3\n", {.weight = 2}), ElementsAre(Entry{1, 2, -3}));
}

TEST(MatrixMarket, EntriesThatAreNoneAreRefused) {
    const auto refused = [](const MatrixHeading& matrix, const std::string& text, const LineFormat& format = {}) {
        return failure_of([&] { entries(matrix, text, format); });
    };
    const MatrixHeading pattern{.vertices = 4, .pattern = true};
    for (const char* bad : {"0 1", "1 5", "1 x", "1 -2", "1 2.0", "99999999999999999999 1", "1,2", "1 \r2"})
        EXPECT_THAT(refused(pattern, std::string("1 2\n") + bad + "\n"), HasSubstr("4: ")) << bad;
    EXPECT_THAT(refused(pattern, "1 5\n"), HasSubstr("numbered from 1 to 4"));
    EXPECT_THAT(refused(pattern, "1 2 3\n"), HasSubstr("the line has 3 words"));
    EXPECT_THAT(refused(pattern, "# 1\n"), HasSubstr("'#' is not a row"));
    EXPECT_THAT(refused({.vertices = 4}, "1 2\n"), HasSubstr("\"row column value\", and the line has 2 words"));
    EXPECT_THAT(refused({.vertices = 4}, "1 2 x\n"), HasSubstr("the value 'x' is not a number"));
    EXPECT_THAT(refused({.vertices = 4, .whole = true}, "1 2 .5\n"), HasSubstr("not a whole number"));
    EXPECT_EQ(refused({.vertices = 4}, "1 2 nan\n"), "");
    EXPECT_THAT(refused({.vertices = 4}, "1 2 nan\n", {.weight = 2}), HasSubstr("not a finite number"));
    EXPECT_THAT(refused({.vertices = 4}, "1 2 2\n", {.weight = 2, .probabilities = true}), HasSubstr("outside [0, 1]"));
    EXPECT_THAT(refused(pattern, "1 1\n", {.strict = true}), HasSubstr("--strict refuses"));
}

} // namespace
} // namespace cascade
