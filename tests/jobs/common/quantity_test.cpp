#include "jobs/common/quantity.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace cascade {
namespace {

TEST(Quantity, WholeNumbersAreExact) {
    EXPECT_EQ(parse_whole("0"), 0u);
    EXPECT_EQ(parse_whole("1000000"), 1000000u);
    EXPECT_EQ(parse_whole("1e6"), 1000000u);
    EXPECT_EQ(parse_whole("1.5E+6"), 1500000u);
    EXPECT_EQ(parse_whole("2.50e1"), 25u);
    EXPECT_EQ(parse_whole("3.0"), 3u);
    EXPECT_EQ(parse_whole("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(parse_whole("9007199254740993"), 9007199254740993u);
    EXPECT_EQ(parse_whole("0e999"), 0u);
}

TEST(Quantity, RefusesWhatIsNotWhole) {
    for (const char* text : {"", "-1", "+1", "1<<20", "1.5", "1.55e1", "e6", "1e", "1e-3", ".5", "5.", " 5", "5 ",
                             "0x10", "18446744073709551616", "2e19", "1e9999", "nan", "1_000"})
        EXPECT_EQ(parse_whole(text), std::nullopt) << text;
}

TEST(Quantity, RealNumbersAreFinite) {
    EXPECT_EQ(parse_real("0.1"), 0.1);
    EXPECT_EQ(parse_real("-2e-3"), -2e-3);
    for (const char* text : {"", "nan", "inf", "-inf", "1e999", "0.1x", "1,5"})
        EXPECT_EQ(parse_real(text), std::nullopt) << text;
}

TEST(Quantity, SizesKnowTheirUnits) {
    EXPECT_EQ(parse_size("4096"), 4096u);
    EXPECT_EQ(parse_size("512M"), 512u << 20);
    EXPECT_EQ(parse_size("1.5G"), 3u << 29);
    EXPECT_EQ(parse_size("800KiB"), 800u << 10);
    EXPECT_EQ(parse_size("2GB"), 2000000000u);
    EXPECT_EQ(parse_size("1t"), std::uint64_t{1} << 40);
    for (const char* text : {"", "G", "1.5", "4 G", "4X", "-1G", "1.5.2G", "99999999T", "1e400G"})
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

TEST(Quantity, TimesOfThreeForms) {
    EXPECT_EQ(parse_seconds("01:02:03"), 3723);
    EXPECT_EQ(parse_seconds("5:30"), 330);
    EXPECT_EQ(parse_seconds("1.5"), 90);
    EXPECT_EQ(parse_seconds("100:00:00"), 360000);
    for (const char* text : {"", ":", "5:", "5:3", "5:60", "1:2:3", "1:00:00:00", "-5", "x", "1:00:"})
        EXPECT_EQ(parse_seconds(text), std::nullopt) << text;
}

TEST(Quantity, PrintsForPeople) {
    EXPECT_EQ(format_bytes(17), "17 B");
    EXPECT_EQ(format_bytes(3u << 29), "1.5 GiB");
    EXPECT_EQ(format_count(0), "0");
    EXPECT_EQ(format_count(999), "999");
    EXPECT_EQ(format_count(1768149), "1,768,149");
    EXPECT_EQ(format_duration(0.424), "0.42 s");
    EXPECT_EQ(format_duration(185), "3:05");
    EXPECT_EQ(format_duration(7269), "2:01:09");
}

} // namespace
} // namespace cascade
