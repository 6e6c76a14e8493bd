#include "jobs/common/audience_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::usage_error;

Options parsed(std::vector<std::string> words) {
    words.insert(words.end(), {"--graph", "g.h5", "--k", "1"});
    return testing::parsed(words, kSelectVerb);
}

std::string complaint(const std::vector<std::string>& words) {
    return usage_error([&] { check_audience_options(parsed(words)); });
}

TEST(AudienceOptions, FactorsAreNumbersFrom0To1) {
    EXPECT_THAT(listed_factors(parsed({"--hop-decay", "1,.6,0.3,0"}), "hop-decay"), ElementsAre(1, 0.6, 0.3, 0));
    EXPECT_THAT(complaint({"--hop-decay", "1,,0"}), HasSubstr("--hop-decay 1,,0: '' is not a factor"));
    EXPECT_THAT(complaint({"--hop-decay", "1.5"}), HasSubstr("'1.5' is not a factor"));
    EXPECT_THAT(complaint({"--hop-decay", "nan"}), HasSubstr("'nan' is not a factor"));
}

TEST(AudienceOptions, WhatCountsMayNotRise) {
    EXPECT_EQ(complaint({"--hop-decay", "0.5,0.5,0"}), "");
    EXPECT_THAT(complaint({"--hop-decay", "0.5,0.6"}), HasSubstr("0.6 at hop 2 is more than 0.5 at the hop before"));
}

TEST(AudienceOptions, WhatDoesNotGoTogether) {
    EXPECT_EQ(complaint({"--quality", "0.5", "--max-hops", "3"}), "");
    EXPECT_EQ(complaint({"--hop-decay", "0.5", "--max-hops", "0"}), "");
    EXPECT_THAT(complaint({"--quality", "0.5", "--hop-decay", "1"}), HasSubstr("--hop-decay and --quality"));
    EXPECT_THAT(complaint({"--quality", "0.5", "--model", "lt"}), HasSubstr("not an option of --model lt"));
    EXPECT_THAT(complaint({"--quality", "0"}), HasSubstr("--quality 0"));
    EXPECT_THAT(complaint({"--max-hops", "1.5"}), HasSubstr("--max-hops 1.5"));
}

TEST(AudienceOptions, TheUnitIsNamed) {
    EXPECT_EQ(unit_of_spread(parsed({})), "vertices");
    EXPECT_EQ(unit_of_spread(parsed({"--weights", "w.csv", "--max-hops", "2"})), "weight within 2 hops");
    EXPECT_EQ(unit_of_spread(parsed({"--quality", "0.5"})), "vertices, content ones");
}

} // namespace
} // namespace cascade
