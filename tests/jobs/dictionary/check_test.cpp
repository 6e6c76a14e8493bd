#include "jobs/dictionary/check.hpp"
#include "tests/jobs/dictionary/small_dictionary.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A result that is as it should be, by place.
std::vector<WrittenPlace> good() {
    return {{"summary.json",
             {{"verb", "text"},
              {"graph.edges", "u64"},
              {"options.k", "text"},
              {"options.input[]", "text"},
              {"seeds[]", "text"}}},
            {"events.jsonl", {{"event", "text"}}},
            {"events.jsonl:round", {{"theta", "u64"}}},
            {"/results/seeds", {{"rank", "u32"}, {"coverage", "u64"}}},
            {"seeds.csv", {{"rank", "u32"}, {"label", "text"}}}};
}

std::string complaints(const std::vector<WrittenPlace>& written) {
    return complaints_about("dummy", written, small_dictionary());
}

/// What is said when `field` stands at a place, too.
std::string complaints_with(const std::string& place, const WrittenField& field) {
    std::vector<WrittenPlace> written = good();
    note_written(written, place, {field});
    return complaints(written);
}

TEST(Check, NothingIsSaidOfWhatIsDeclared) {
    EXPECT_EQ(complaints(good()), "");
    EXPECT_EQ(complaints_with("/results/more", {"x", "f64"}), "");
    EXPECT_EQ(complaints_with("events.jsonl:round", {"lower", "f64"}), "");
    EXPECT_EQ(complaints_with("summary.json", {"net", "u64"}), "") << "a difference that happens to be positive";
    EXPECT_EQ(complaints_with("summary.json", {"pairs", "list"}), "") << "a list of none";
}

TEST(Check, TheMessageSaysWhatToAddWhere) {
    EXPECT_EQ(complaints_with("/results/seeds", {"score", "f64"}),
              "/results/seeds holds 'score' (f64), which is not declared: add the row {\"score\", f64, \"unit\", "
              "\"Meaning.\"} to the output '/results/seeds' in dummy.cpp\nthen run scripts/generate_docs.sh");
    EXPECT_THAT(complaints_with("summary.json", {"score", "f64"}),
                HasSubstr("to the output 'summary.json' in dummy.cpp"));
    EXPECT_THAT(complaints_with("events.jsonl:round", {"score", "f64"}),
                HasSubstr("to the output 'events.jsonl:round' in shared.cpp"));
    EXPECT_THAT(
        complaints_with("events.jsonl:new", {"x", "u64"}),
        HasSubstr(
            "'events.jsonl:new' (with x u64) is not declared: add an output with this place (or csv) to shared.cpp"));
    EXPECT_THAT(complaints_with("/results/new", {"x", "u64"}), HasSubstr("to dummy.cpp"));
    EXPECT_THAT(complaints_about("other", {{{"/results/new", {{"x", "u64"}}}}}, small_dictionary()),
                HasSubstr("to jobs/dictionary/other.cpp, a new file listed in dictionary.cpp"));
}

TEST(Check, TypesArePreciseButInJson) {
    EXPECT_THAT(complaints_with("/results/seeds", {"rank", "u64"}),
                HasSubstr("holds 'rank' as u64, which the output '/results/seeds' in dummy.cpp declares as u32"));
    EXPECT_THAT(complaints_with("summary.json", {"graph.edges", "i64"}),
                HasSubstr("holds 'graph.edges' as i64, which the output 'summary.json' in shared.cpp declares as u64"));
    EXPECT_THAT(complaints_with("summary.json", {"net", "f64"}), HasSubstr("declares as i64"));
    EXPECT_THAT(complaints_with("summary.json", {"verb", "boolean"}), HasSubstr("declares as text"));
}

TEST(Check, AColumnOfOneFormatIsNoneOfTheOther) {
    EXPECT_THAT(complaints_with("seeds.csv", {"coverage", "u64"}),
                HasSubstr("'coverage' (u64), which is not declared"));
    EXPECT_THAT(complaints_with("/results/seeds", {"label", "text"}),
                HasSubstr("'label' (text), which is not declared"));
}

TEST(Check, WhatIsAlwaysThereIsMissed) {
    std::vector<WrittenPlace> written = good();
    written[0].fields.erase(written[0].fields.begin() + 1);
    written.pop_back();
    EXPECT_THAT(complaints(written),
                AllOf(StartsWith("summary.json lacks 'graph.edges', which the output 'summary.json' in shared.cpp "
                                 "declares as always there"),
                      HasSubstr("'seeds.csv' is not there, which dummy.cpp declares as always written")));
    written.resize(3);
    EXPECT_THAT(complaints(written), HasSubstr("'/results/seeds' is not there"));
}

} // namespace
} // namespace cascade::testing
