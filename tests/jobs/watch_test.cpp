// The picture of a job as a shell gets it: of one that has not begun, one that runs, one that was stopped, and a result.

#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace cascade {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using testing::Scratch;
using testing::shell;
using testing::ShellRun;

void append(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::app) << text;
}

TEST(Watch, OnceBeforeAJobHasBegunIsMissingInput) {
    const Scratch scratch;
    const ShellRun run = shell("watch " + (scratch / "later") + " --once 2>&1");
    EXPECT_EQ(run.code, 66);
    EXPECT_THAT(run.printed, HasSubstr("no job has begun here yet"));
}

TEST(Watch, WaitsFollowsAndEndsWithTheJob) {
    const Scratch scratch;
    const std::string events = scratch / "job/events.jsonl";
    const std::string writer =
        "(sleep 0.7; mkdir " + (scratch / "job") +
        "; echo '{\"t\":0,\"event\":\"begin\",\"verb\":\"estimate\",\"ranks\":1,\"threads\":1}' >> " + events +
        "; printf '{\"t\":1,\"event\":\"e' >> " + events + "; sleep 0.7; echo 'nd\",\"exit_reason\":\"done\"}' >> " +
        events + ") &";
    const ShellRun run = shell("watch " + (scratch / "job") + " --every 0.1 2>&1", writer);
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed,
                AllOf(HasSubstr("waiting for its events.jsonl"), HasSubstr("estimate on 1 rank x 1 thread\nrunning"),
                      HasSubstr("ended     done after 1.00 s")));
}

TEST(Watch, AJobThatWasStoppedAndOneThatIsReplaced) {
    const Scratch scratch;
    append(scratch / "events.jsonl", "{\"t\":0,\"event\":\"begin\",\"verb\":\"select\",\"ranks\":1,\"threads\":1}\n"
                                     "{\"t\":5,\"event\":\"stopped\",\"why\":\"signal USR1\"}\n");
    const std::string once = "watch " + (scratch / "") + " --once 2>&1";
    EXPECT_THAT(shell(once).printed, HasSubstr("stopped   signal USR1 after 5.00 s"));
    append(scratch / "events.jsonl.partial",
           "{\"t\":0,\"event\":\"begin\",\"verb\":\"simulate\",\"ranks\":1,\"threads\":1}\n");
    EXPECT_THAT(shell(once).printed, HasSubstr("simulate on 1 rank"));
}

TEST(Watch, AResultShowsHowItClosedIn) {
    const Scratch scratch;
    const std::string graph = scratch / "g.h5";
    ASSERT_EQ(shell("generate --quiet --kind gnm --vertices 300 --edges 1200 --output " + graph + " >/dev/null").code,
              0);
    const std::string out = scratch / "out";
    ASSERT_EQ(
        shell("simulate --quiet --graph " + graph + " --seeds degree:3 --worlds 5000 --out " + out + " >/dev/null")
            .code,
        0);
    const ShellRun run = shell("watch " + out + " 2>&1");
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed, AllOf(HasSubstr("simulate on 1 rank"), HasSubstr("ended     done"), HasSubstr("active "),
                                   HasSubstr("(95 %) from ")));
    std::filesystem::remove(out + "/events.jsonl");
    EXPECT_EQ(shell("watch " + out + " 2>/dev/null").code, 65) << "a result without events is not waited for";
}

TEST(Watch, BadWords) {
    EXPECT_EQ(shell("watch 2>/dev/null").code, 2);
    EXPECT_EQ(shell("watch a b 2>/dev/null").code, 2);
    EXPECT_EQ(shell("watch a --every 0 2>/dev/null").code, 2);
    EXPECT_EQ(shell("watch a --threads 2 2>/dev/null").code, 2) << "it has no ranks and takes none of their options";
}

} // namespace
} // namespace cascade
