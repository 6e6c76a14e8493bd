// The program as a shell meets it: what it prints where, and its exit codes. Verbs have tests of their own.

#include "jobs/common/verb.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using testing::Scratch;
using testing::shell;
using testing::ShellRun;

TEST(Main, PagesGoToStdout) {
    const ShellRun help = shell("--help 2>/dev/null");
    EXPECT_EQ(help.code, 0);
    for (const Verb* verb : verbs())
        EXPECT_THAT(help.printed, HasSubstr("\n  " + std::string(verb->name) + " "));
    const ShellRun version = shell("--version 2>/dev/null");
    EXPECT_EQ(version.code, 0);
    EXPECT_THAT(version.printed, AllOf(HasSubstr("commit"), HasSubstr("MPI"), HasSubstr("HDF5")));
}

TEST(Main, EveryVerbHasHelpAndKnowsItsOptions) {
    for (const Verb* verb : verbs()) {
        const std::string name(verb->name);
        EXPECT_EQ(shell(name + " --help >/dev/null").code, 0) << name;
        const ShellRun wrong = shell(name + " --no-such-option 2>&1 >/dev/null");
        EXPECT_EQ(wrong.code, 2) << name;
        EXPECT_THAT(wrong.printed, HasSubstr("cascade " + name + ": error: unknown option --no-such-option"));
    }
}

TEST(Main, MistakesAreExitTwoAndOnStderr) {
    EXPECT_EQ(shell("2>/dev/null").code, 2);
    const ShellRun wrong = shell("imprt 2>&1 >/dev/null");
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.printed, HasSubstr("unknown verb 'imprt'"));
    EXPECT_EQ(shell("imprt 2>/dev/null").printed, "");
}

TEST(Main, AFullStdoutIsToldByTheExitCode) {
    EXPECT_EQ(shell("--help >/dev/full").code, 74);
}

TEST(Main, AFileThatMayNotGrowIsAnErrorOfWriteAndNoSignal) {
    const Scratch scratch;
    const std::string graph = scratch / "g.h5";
    ASSERT_EQ(shell("generate --quiet --kind gnm --vertices 1000 --edges 8000 --output " + graph + " >/dev/null").code,
              0);
    for (const char* limit : {"ulimit -f 1;", "ulimit -f 8;"}) { // blocks of 512 or 1024 bytes
        const ShellRun made =
            shell("generate --quiet --kind path --scale 16 --output " + (scratch / "big.h5") + " 2>&1", limit);
        EXPECT_EQ(made.code, 74);
        EXPECT_THAT(made.printed, HasSubstr("File too large"));
        const std::string words = "select --quiet --graph " + graph + " --k 50 --out " + (scratch / "out");
        EXPECT_EQ(shell(words + " 2>&1", limit).code, 74) << limit;
    }
}

} // namespace
} // namespace cascade
