#include "jobs/common/help.hpp"
#include "jobs/common/shared_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

void expect_narrow(const std::string& page) {
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 100u) << line;
}

TEST(Help, EveryVerbHasItsLine) {
    const std::string page = program_help(dummy_table());
    for (const Verb* verb : dummy_table())
        EXPECT_THAT(page, HasSubstr("  " + std::string(verb->name) + " "));
    expect_narrow(page);
}

TEST(Help, EveryOptionOfEveryVerbIsThere) {
    std::vector<const Verb*> table = dummy_table();
    table.insert(table.end(), verbs().begin(), verbs().end());
    for (const Verb* verb : table) {
        const std::string page = verb_help(*verb);
        for (const OptionSpec& option : verb->options)
            EXPECT_THAT(page, HasSubstr("  --" + std::string(option.name)));
        for (const OptionSpec& option : shared_options(*verb))
            EXPECT_THAT(page, HasSubstr("  --" + std::string(option.name)));
        EXPECT_THAT(page, HasSubstr("shared options:"));
        expect_narrow(page);
    }
}

TEST(Help, DefaultsAndDutiesAreTold) {
    const std::string page = verb_help(kDummyVerb);
    EXPECT_THAT(page, HasSubstr("  --k K                     How many. [default: 10]"));
    EXPECT_THAT(page, HasSubstr("Graph file. Required."));
    EXPECT_THAT(page, HasSubstr("\n  cascade dummy --graph g.h5 --k 3\n")) << "examples stay as they are";
}

TEST(Help, WrapsAtWords) {
    EXPECT_EQ(wrapped("aa bb cc", 5, 2, 0), "aa bb\n  cc");
    EXPECT_EQ(wrapped("aa bb", 5, 2, 3), "aa\n  bb");
    EXPECT_EQ(wrapped("abcdefgh i", 4, 0, 0), "abcdefgh\ni");
    EXPECT_EQ(wrapped("", 5, 2, 0), "");
    EXPECT_EQ(wrapped("éé éé", 5, 0, 0), "éé éé") << "columns, not bytes";
}

TEST(Help, VersionNamesWhatItWasBuiltWith) {
    for (const char* part : {"cascade ", "commit ", "compiler ", "MPI ", "HDF5 ", "features "})
        EXPECT_THAT(version_text(), HasSubstr(part));
}

} // namespace
} // namespace cascade::testing
