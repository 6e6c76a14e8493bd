#include "jobs/common/manual_page.hpp"
#include "jobs/common/shared_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ManualPage, TextMeansItselfToTroff) {
    EXPECT_EQ(troff_text("a-b\\c"), "a\\-b\\ec");
    EXPECT_EQ(troff_text(".TH"), "\\&.TH");
    EXPECT_EQ(troff_text("'it's"), "\\&\\(aqit\\(aqs");
    EXPECT_EQ(troff_text("2^S ~ x"), "2\\(haS \\(ti x");
    EXPECT_EQ(troff_text("é…"), "\\[u00E9]\\[u2026]");
    EXPECT_EQ(troff_text("\xC3"), "?") << "a torn letter at the end";
    EXPECT_EQ(troff_text(""), "");
}

TEST(ManualPage, EveryOptionOfEveryVerbHasAnEntry) {
    std::vector<const Verb*> table = dummy_table();
    table.insert(table.end(), verbs().begin(), verbs().end());
    for (const Verb* verb : table) {
        const std::string page = verb_manual_page(*verb);
        EXPECT_THAT(page, HasSubstr(".SH NAME\ncascade\\-" + std::string(verb->name) + " \\- "));
        std::vector<OptionSpec> options = verb->options;
        const std::vector<OptionSpec> shared = shared_options(*verb);
        options.insert(options.end(), shared.begin(), shared.end());
        for (const OptionSpec& option : options)
            EXPECT_THAT(page, HasSubstr("\\fB\\-\\-" + troff_text(option.name) + "\\fR")) << verb->name;
    }
}

TEST(ManualPage, ExamplesStayAsTheyAre) {
    const std::string page = verb_manual_page(kDummyVerb);
    EXPECT_THAT(page, HasSubstr(".EX\ncascade dummy \\-\\-graph g.h5 \\-\\-k 3\n.EE\n"));
    EXPECT_THAT(page, HasSubstr("Graph file. Required.\n"));
    EXPECT_THAT(page, HasSubstr("Default: \\fB10\\fR.\n"));
}

TEST(ManualPage, TheProgramsPageNamesVerbsAndExitCodes) {
    const std::string page = program_manual_page(dummy_table());
    EXPECT_THAT(page, StartsWith(".TH CASCADE 1 "));
    for (const char* part : {".B dummy\n", ".BR cascade\\-look (1)", ".B 75\n", ".B 143\n"})
        EXPECT_THAT(page, HasSubstr(part));
    EXPECT_THAT(page, Not(HasSubstr("\n\n"))) << "an empty line is a paragraph nobody asked for";
}

} // namespace
} // namespace cascade::testing
