// The program as a shell meets it: what it prints where, and its exit codes. Verbs have tests of their own.

#include "jobs/common/verb.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>

namespace cascade {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct ShellRun {
    std::string printed;
    int code = -1;
};

/// What the shell prints for `cascade <words>`; words may hold redirections.
ShellRun shell(const std::string& words) {
    ShellRun run;
    std::FILE* pipe = ::popen((CASCADE_PROGRAM " " + words).c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        run.printed.append(buffer.data(), got);
    run.code = WEXITSTATUS(::pclose(pipe));
    return run;
}

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

} // namespace
} // namespace cascade
