#include "jobs/common/markdown.hpp"
#include "jobs/common/option_tables.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(OptionTables, ARowAnOption) {
    const std::string table = option_table(kDummyVerb);
    EXPECT_THAT(table, HasSubstr("`cascade dummy --graph FILE [options]`"));
    EXPECT_THAT(table, HasSubstr("| `--graph FILE` | required | Graph file. |\n"));
    EXPECT_THAT(table, HasSubstr("| `--k K` | `10` | How many. |\n"));
    EXPECT_THAT(table, HasSubstr("| `--strict` |  | A flag. |\n"));
    EXPECT_THAT(table, HasSubstr("| `--input FILE...` |  | Several files. |\n"));
}

TEST(OptionTables, SharedOptionsNameTheirVerbs) {
    const std::string tables = option_tables(dummy_table());
    EXPECT_THAT(tables, HasSubstr("Without it only the RESULT line is printed. | dummy |"));
    EXPECT_THAT(tables, HasSubstr("phase by phase. | all |"));
    EXPECT_THAT(option_tables(verbs()), Not(HasSubstr("phase by phase. | help")));
}

TEST(OptionTables, BarsDoNotEndACell) {
    EXPECT_EQ(markdown_code("auto|on"), "`auto\\|on`");
    EXPECT_EQ(markdown_cell("<a|b> * c"), "\\<a\\|b> \\* c");
}

} // namespace
} // namespace cascade::testing
