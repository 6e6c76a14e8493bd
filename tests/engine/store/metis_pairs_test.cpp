#include "engine/store/metis_pairs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace cascade {
namespace {

using ::testing::HasSubstr;

std::uint64_t pairing(const MetisHeading& heading, const std::string& text) {
    std::uint64_t vertices = 0;
    std::uint64_t sum = 0;
    visit_vertex_lines(
        text, 0, std::numeric_limits<std::uint64_t>::max(), heading, vertices, [](std::uint64_t) {},
        [&](const MetisArc& arc) { sum += pairing_of(arc); });
    return sum;
}

/// What is said of a text whose edges do not match.
std::string fault(const MetisHeading& heading, const std::string& text) {
    EXPECT_NE(pairing(heading, text), 0u);
    const TextFailure failure = unpaired_arc([&](const BlockVisitor& visit) { visit(text, 0); }, heading);
    return std::to_string(failure.offset) + ": " + failure.message;
}

TEST(MetisPairs, EdgesInBothLinesCancel) {
    EXPECT_EQ(pairing({.vertices = 4}, "2 3\n1 3\n2 1\n\n"), 0u);
    EXPECT_EQ(pairing({.vertices = 2}, "2 2\n1 1\n"), 0u) << "twice, and twice in the other";
    EXPECT_EQ(pairing({.vertices = 2, .weighted = true}, "2 0.5\n1 5e-1\n"), 0u);
    EXPECT_EQ(pairing({.vertices = 2, .weighted = true}, "2 0\n1 -0\n"), 0u);
}

TEST(MetisPairs, TheArcAtFaultIsNamedWithItsLine) {
    const MetisHeading four{.vertices = 4};
    EXPECT_THAT(fault(four, "2\n1 3\n\n\n"),
                HasSubstr("2: vertex 2 has the neighbour 3, and 3 has not the neighbour 2"));
    EXPECT_THAT(fault(four, "2\n1\n\n3\n"), HasSubstr("5: vertex 4 has the neighbour 3, and 3 has not"));
    EXPECT_THAT(fault(four, "2\n1 1\n\n\n"),
                HasSubstr("2: the edge between 2 and 1 stands more often in the line of 2"));
    EXPECT_THAT(fault({.vertices = 2, .weighted = true}, "2 7\n1 8.0\n"),
                HasSubstr("0: the edge between 1 and 2 has the weight 7 in the line of 1 and 8.0 in the other"));
}

TEST(MetisPairs, AmongMoreVerticesThanRangesTheLowestIsFound) {
    constexpr std::uint64_t kVertices = 200'000;
    std::string text;
    std::string expected;
    for (std::uint64_t v = 1; v <= kVertices; ++v) { // a path, of which two halves are missing
        if (v == 150'000)
            expected = std::to_string(text.size());
        if (v > 1 && v != 150'001 && v != 170'000)
            text += std::to_string(v - 1) + " ";
        text += v < kVertices ? std::to_string(v + 1) + "\n" : "\n";
    }
    EXPECT_THAT(fault({.vertices = kVertices}, text), HasSubstr(expected + ": vertex 150000 has the neighbour 150001"));
}

} // namespace
} // namespace cascade
