#include "engine/store/metis_lines.hpp"
#include "tests/engine/store/text_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TextStream;

constexpr std::uint64_t kAllLines = ~std::uint64_t{0};

MetisHeading metis_heading(const std::string& text, bool weights = false) {
    LineReader reader(std::make_unique<TextStream>(text));
    return read_metis_heading(reader, weights);
}

struct Arc {
    std::uint64_t u, v;
    float weight = 1;
    bool operator==(const Arc&) const = default;
};

struct Parsed {
    std::vector<Arc> arcs;
    std::vector<std::uint64_t> alone;
    std::uint64_t vertices = 0;
};

Parsed parse(const MetisHeading& heading, const std::string& text, std::uint64_t end = kAllLines, std::uint64_t before = 0) {
    Parsed parsed{{}, {}, before};
    visit_vertex_lines(
        text, 0, end, heading, parsed.vertices, [&](std::uint64_t vertex) { parsed.alone.push_back(vertex); },
        [&](const MetisArc& arc) {
            parsed.arcs.push_back({arc.vertex, arc.neighbour, arc.value});
        });
    return parsed;
}

template <class F>
std::string metis_failure_of(F&& work) {
    try {
        work();
    } catch (const TextFailure& failure) {
        return std::to_string(failure.offset) + ": " + failure.message;
    }
    return "";
}

TEST(MetisLines, TheHeadingSaysWhatStandsInALine) {
    const MetisHeading plain = metis_heading("% a comment\n 7\t11 \r\n2\n");
    EXPECT_EQ(plain.vertices, 7u);
    EXPECT_EQ(plain.edges, 11u);
    EXPECT_EQ(plain.numbers, 0u);
    EXPECT_FALSE(plain.weighted);
    EXPECT_EQ(plain.line, 12u);
    EXPECT_EQ(plain.begin, 20u);
    const auto numbers = [](const char* fmt) { return metis_heading(std::string("7 11 ") + fmt + "\n").numbers; };
    EXPECT_TRUE(metis_heading("7 11 1\n").weighted);
    EXPECT_TRUE(metis_heading("7 11 001\n", true).weighted);
    EXPECT_EQ(numbers("10"), 1u);
    EXPECT_EQ(numbers("11 3"), 3u);
    EXPECT_EQ(numbers("110 2"), 3u);
    EXPECT_EQ(numbers("100"), 1u);
    EXPECT_EQ(numbers("000 0"), 0u);
}

TEST(MetisLines, WrongHeadingsAreRefused) {
    const auto refused = [](const std::string& text, bool weights = false) {
        return metis_failure_of([&] { metis_heading(text, weights); });
    };
    EXPECT_THAT(refused(""), HasSubstr("the heading is missing"));
    EXPECT_THAT(refused("% c\n"), HasSubstr("the heading is missing"));
    for (const char* bad : {"7", "7 x", "-7 1", "1 2 1 1 1", ""})
        EXPECT_THAT(refused(std::string("% c\n") + bad + "\n"), HasSubstr("4: '")) << bad;
    for (const char* bad : {"2", "1000", "x", "-1"})
        EXPECT_THAT(refused(std::string("7 11 ") + bad + "\n"), HasSubstr("fmt is '")) << bad;
    for (const char* bad : {"1 1", "10 0", "10 x", "10 1000001"})
        EXPECT_THAT(refused(std::string("7 11 ") + bad + "\n"), HasSubstr("ncon is '")) << bad;
    EXPECT_THAT(refused("7 11\n", true), HasSubstr("leave out --weights column"));
}

TEST(MetisLines, ALineIsAVertex) {
    const MetisHeading plain{.vertices = 4};
    const std::string text = "2 3\n% c\n1\r\n\n 1\t\n";
    const Parsed parsed = parse({.vertices = 5}, text, kAllLines);
    EXPECT_THAT(parsed.arcs, ElementsAre(Arc{1, 2}, Arc{1, 3}, Arc{2, 1}, Arc{4, 1}));
    EXPECT_THAT(parsed.alone, ElementsAre(3u));
    EXPECT_EQ(parsed.vertices, 4u);
    EXPECT_EQ(parse(plain, text + "\n \n").vertices, 4u) << "blank lines at the end";
    EXPECT_THAT(parse(plain, "1\n3\n", 2, 1).arcs, ElementsAre(Arc{2, 1}));
    EXPECT_EQ(count_vertex_lines(text, 0, kAllLines), 4u);
    EXPECT_EQ(count_vertex_lines(text, 0, 8), 1u);
    EXPECT_EQ(count_vertex_lines(text, 0, 9), 2u);
}

TEST(MetisLines, NumbersOfVerticesArePassedOver) {
    const MetisHeading both{.vertices = 3, .numbers = 2, .weighted = true};
    const Parsed parsed = parse(both, "5 0 2 1.5 3 2\n7 1 1 1.5\n9 9\n");
    EXPECT_THAT(parsed.arcs, ElementsAre(Arc{1, 2, 1.5F}, Arc{1, 3, 2}, Arc{2, 1, 1.5F}));
    EXPECT_THAT(parsed.alone, ElementsAre(3u));
}

TEST(MetisLines, WrongLinesAreRefused) {
    const auto refused = [](const MetisHeading& heading, const std::string& text) {
        return metis_failure_of([&] { parse(heading, "\n" + text + "\n"); });
    };
    const MetisHeading plain{.vertices = 3};
    for (const char* bad : {"0", "4", "1 x", "-1", "1,3", "1.0", "18446744073709551617", "1 \r3"})
        EXPECT_THAT(refused(plain, bad), HasSubstr("1: '")) << bad;
    EXPECT_THAT(refused(plain, "4"), HasSubstr("'4' is no neighbour of vertex 2; vertices are numbered from 1 to 3"));
    EXPECT_THAT(refused(plain, "1 2"), HasSubstr("vertex 2 is its own neighbour"));
    EXPECT_THAT(refused(plain, "\n\n1"), HasSubstr("3: a line more than the 3 vertices"));
    const MetisHeading weighted{.vertices = 3, .weighted = true};
    EXPECT_THAT(metis_failure_of([&] { parse(weighted, "2\n"); }), HasSubstr("the last neighbour has no weight"));
    EXPECT_THAT(metis_failure_of([&] { parse(weighted, "2 x\n"); }), HasSubstr("the weight 'x' is not a finite number"));
    EXPECT_THAT(metis_failure_of([&] { parse(weighted, "2 inf\n"); }), HasSubstr("the weight 'inf' is not a finite number"));
    EXPECT_THAT(refused({.vertices = 3, .numbers = 2}, ""), HasSubstr("0: '' where number 1 of 2"));
    EXPECT_THAT(metis_failure_of([&] { parse({.vertices = 3, .numbers = 2}, "1\n"); }), HasSubstr("where number 2 of 2"));
}

TEST(MetisLines, ALineMayBeAsLongAsItsNeighbours) {
    EXPECT_EQ((MetisHeading{.vertices = 3}.longest_line()), LineReader::kLongestLine);
    EXPECT_GE((MetisHeading{.vertices = 10'000'000}.longest_line()), 90'000'000u);
    LineReader reader(std::make_unique<TextStream>(std::string(5'000'000, '1') + "\n2\n"), 0, 0, 6'000'000);
    EXPECT_EQ(reader.next().size(), 5'000'003u);
    LineReader strict(std::make_unique<TextStream>(std::string(5'000'000, '1') + "\n2\n"), 0, 0, 3'000'000);
    EXPECT_THROW(strict.next(), TextFailure);
}

} // namespace
} // namespace cascade
