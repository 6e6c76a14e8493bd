// help: the pages for people, and the same tables in the forms that are installed.

#include "jobs/common/verb.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using testing::shell;

TEST(Help, SaysWhatTheOptionSays) {
    EXPECT_EQ(shell("help").printed, shell("--help").printed);
    EXPECT_THAT(shell("help").printed, StartsWith("cascade "));
    for (const Verb* verb : verbs()) {
        const std::string name(verb->name);
        EXPECT_EQ(shell("help " + name).printed, shell(name + " --help").printed);
        EXPECT_THAT(shell("help " + name).printed, StartsWith("cascade " + name + " - "));
    }
}

TEST(Help, EveryForm) {
    EXPECT_THAT(shell("help --format man").printed, StartsWith(".TH CASCADE 1"));
    EXPECT_THAT(shell("help --format man select").printed, StartsWith(".TH CASCADE\\-SELECT 1"));
    EXPECT_THAT(shell("help --format markdown").printed, HasSubstr("## Shared options"));
    EXPECT_THAT(shell("help --format markdown select").printed, StartsWith("## select\n"));
    EXPECT_THAT(shell("help --format dictionary").printed, StartsWith("# Data dictionary\n"));
    EXPECT_THAT(shell("help --format dictionary select").printed, StartsWith("## select\n"));
    EXPECT_EQ(shell("help --format dictionary bench").printed, "bench writes no result directory.\n");
    EXPECT_THAT(shell("help --format dictionary-json").printed, HasSubstr("\"outputs\": ["));
    for (const char* text : {"summary", "events", "manifest", "run"})
        EXPECT_THAT(shell(std::string("help --format schema:") + text).printed,
                    StartsWith("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\""));
    EXPECT_THAT(shell("help --format completion").printed, HasSubstr("complete -F _cascade cascade\n"));
    EXPECT_THAT(shell("help --format verbs").printed, StartsWith("import\ngenerate\n"));
}

TEST(Help, MistakesAreToldWithTheNearestWord) {
    EXPECT_EQ(shell("help selcet 2>/dev/null").code, 2);
    EXPECT_THAT(shell("help selcet 2>&1").printed, HasSubstr("unknown verb 'selcet' (did you mean select?)"));
    EXPECT_THAT(shell("help --format mna 2>&1").printed, HasSubstr("(did you mean man?)"));
    EXPECT_THAT(
        shell("help --format schema:sumary 2>&1").printed,
        HasSubstr("there is no such schema; one of schema:summary, schema:events, schema:manifest, schema:run"));
    EXPECT_THAT(shell("help --format completion select 2>&1").printed, HasSubstr("is for the whole program"));
    EXPECT_THAT(shell("help select estimate 2>&1").printed, HasSubstr("unexpected argument 'estimate'"));
    EXPECT_THAT(shell("help --threads 2 2>&1").printed, HasSubstr("unknown option --threads"));
    EXPECT_THAT(shell("--hlep 2>&1").printed, HasSubstr("(did you mean --help?)"));
    EXPECT_THAT(shell("select --hlep 2>&1").printed, HasSubstr("(did you mean --help?)"));
    EXPECT_THAT(shell("select g.h5 --k 3 2>&1").printed,
                HasSubstr("unexpected argument 'g.h5'; options begin with --, e.g. --graph g.h5"));
    EXPECT_THAT(shell("simulate --graph g.h5 --seeds degre:3 2>&1").printed, HasSubstr("(did you mean degree?)"));
    EXPECT_EQ(shell("help >/dev/full").code, 74);
}

} // namespace
} // namespace cascade
