#include "jobs/dictionary/dictionary_page.hpp"
#include "tests/jobs/dictionary/small_dictionary.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(DictionaryPage, OfAVerb) {
    EXPECT_EQ(dictionary_page_of("dummy", small_dictionary()),
              "## dummy\n\n"
              "### `summary.json`\n\n"
              "| name | type | unit | meaning |\n|---|---|---|---|\n"
              "| `seeds[]` | text |  | Ids. |\n"
              "| `net` | i64 | vertices | Difference. Only with --quality. |\n"
              "| `pairs[].first` | u64 |  | A set. Only with two\\|three sets. |\n\n"
              "### `/results/seeds`, `seeds.csv`\n\n"
              "The seeds.\n\n"
              "| name | type | unit | meaning |\n|---|---|---|---|\n"
              "| `rank` | u32 | seeds | Place. |\n"
              "| `coverage` | u64 | samples | Samples. Not in `seeds.csv`. |\n"
              "| `label` | text |  | Label. Only in `seeds.csv`. |\n\n"
              "### `/results/more`\n\n"
              "More. Only with --more.\n\n"
              "| name | type | unit | meaning |\n|---|---|---|---|\n"
              "| `x` | f64 |  | A number. |\n\n");
    EXPECT_EQ(dictionary_page_of("bench", small_dictionary()), "bench writes no result directory.\n");
}

TEST(DictionaryPage, TheWholeEndsInOneLineEnd) {
    const std::string page = dictionary_page(small_dictionary());
    EXPECT_THAT(page, AllOf(HasSubstr("## Every verb\n\n### `summary.json`"), HasSubstr("### Event `round`\n"),
                            HasSubstr("| `summary.json` | `cascade-summary` | 1 |\n"), Not(HasSubstr("\n\n\n"))));
    EXPECT_TRUE(page.ends_with("|\n"));
}

} // namespace
} // namespace cascade::testing
