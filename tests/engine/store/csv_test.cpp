#include "engine/store/csv.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace cascade {
namespace {

std::string csv_of(const std::vector<Column>& columns) {
    std::vector<const Column*> pointers;
    for (const Column& column : columns)
        pointers.push_back(&column);
    std::string text;
    write_csv(pointers, [&](std::string_view bytes) { text += bytes; });
    return text;
}

TEST(Csv, FieldsAreQuotedOnlyWhereTheyMust) {
    EXPECT_EQ(csv_field("spread"), "spread");
    EXPECT_EQ(csv_field(""), "");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_field("Zoë"), "Zoë");
    EXPECT_EQ(csv_field(" blanks"), "\" blanks\"");
    EXPECT_EQ(csv_field("#tag"), "\"#tag\"") << "would be a comment to our own readers";
}

TEST(Csv, LabelsStandInPlaceOfValues) {
    EXPECT_EQ(
        csv_of({{"vertex", std::vector<std::int64_t>{0, 1}, {"a,b", "小米"}}, {"k", std::vector<std::uint32_t>{1, 2}}}),
        "vertex,k\n\"a,b\",1\n小米,2\n");
}

TEST(Csv, NumbersAreWrittenShortestAndExact) {
    const double inf = std::numeric_limits<double>::infinity();
    EXPECT_EQ(
        csv_of({{"rank", std::vector<std::uint32_t>{1, 4294967295u}},
                {"vertex", std::vector<std::int64_t>{-7, 9007199254740993}},
                {"coverage", std::vector<std::uint64_t>{0, 18446744073709551615u}},
                {"gain", std::vector<double>{0.1, 1.0 / 3.0}}}),
        "rank,vertex,coverage,gain\n1,-7,0,0.1\n4294967295,9007199254740993,18446744073709551615,0.3333333333333333\n");
    EXPECT_EQ(csv_of({{"x", std::vector<double>{75.0, 1e300, -0.0, inf}}}), "x\n75\n1e+300\n-0\ninf\n");
}

TEST(Csv, NoRowsLeaveTheHeader) {
    EXPECT_EQ(csv_of({{"hop", std::vector<std::uint32_t>{}}}), "hop\n");
}

} // namespace
} // namespace cascade
