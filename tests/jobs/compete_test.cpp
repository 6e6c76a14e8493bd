// Rival campaigns as a user meets them: what is written, and that all campaigns together are one plain cascade.

#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace cascade {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using testing::content_of;
using testing::Scratch;
using testing::shell;
using testing::ShellRun;

/// 0 - 1 - 2, seeds at both ends, certain arcs: 1 is all that is left to the tie rule.
class Compete : public ::testing::Test {
protected:
    Compete() {
        std::ofstream(scratch_ / "path.txt") << "0 1\n1 2\n";
        std::ofstream(scratch_ / "left.txt") << "0\n";
        std::ofstream(scratch_ / "right.txt") << "2\n";
        std::ofstream(scratch_ / "groups.csv") << "vertex,group\n0,ends\n1,middle\n2,ends\n";
        EXPECT_EQ(shell("import --quiet --undirected --input " + scratch_ / "path.txt" + " --output " + graph() +
                        " >/dev/null")
                      .code,
                  0);
    }
    std::string graph() const { return scratch_ / "g.h5"; }
    std::string out() const { return scratch_ / "out"; }
    ShellRun compete(const std::string& more) const {
        return shell("compete --quiet --graph " + graph() + " --probability constant:1 --seeds " +
                     (scratch_ / "left.txt") + " --seeds " + (scratch_ / "right.txt") + " --worlds 300 --force --out " +
                     out() + " " + more + " 2>&1");
    }

    Scratch scratch_;
};

TEST_F(Compete, TheTieRuleSaysWhoseTheMiddleIs) {
    ASSERT_EQ(compete("--tie first").code, 0);
    EXPECT_THAT(content_of(out() + "/campaigns.csv"),
                StartsWith("campaign,seeds,active,active_low,active_high,share,share_low,share_high,leads,"));
    EXPECT_THAT(content_of(out() + "/campaigns.csv"), HasSubstr("\n1,1,2,2,2,0.6666666666666666,"));
    EXPECT_THAT(content_of(out() + "/head_to_head.csv"), HasSubstr("\n1,2,1,1,1,1,"));
    ASSERT_EQ(compete("--tie last").code, 0);
    EXPECT_THAT(content_of(out() + "/campaigns.csv"), HasSubstr("\n2,1,2,2,2,0.6666666666666666,"));
    const ShellRun even = compete("");
    ASSERT_EQ(even.code, 0) << even.printed;
    EXPECT_THAT(even.printed, HasSubstr("RESULT verb=compete campaigns=2 active=3 first=1."));
    EXPECT_THAT(content_of(out() + "/summary.json"), HasSubstr("\"tie\": \"proportional\""));
}

TEST_F(Compete, WritesWhatWasAskedFor) {
    const ShellRun run = compete("--tie first --replicates --groups " + (scratch_ / "groups.csv"));
    ASSERT_EQ(run.code, 0) << run.printed;
    EXPECT_THAT(content_of(out() + "/share_by_hop.csv"),
                HasSubstr("campaign,hop,active,active_low,active_high,share,share_low,share_high,leads,"));
    EXPECT_THAT(content_of(out() + "/share_by_group.csv"),
                HasSubstr("\n1,1,1,1,1,1,1,1,1\n")); // the middle is the first's
    EXPECT_THAT(content_of(out() + "/replicates.csv"),
                HasSubstr("world,hop,newly_active,active,campaign_1,campaign_2\n0,"));
    EXPECT_THAT(content_of(out() + "/replicates.csv"), HasSubstr("\n299,1,1,3,2,1\n"));
    EXPECT_THAT(content_of(out() + "/activation_by_hop.csv"), HasSubstr(",campaign_2_q95\n"));
}

TEST_F(Compete, SeedsOfSeveralAreToldOf) {
    const ShellRun run = compete("--seeds " + (scratch_ / "left.txt"));
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed, HasSubstr("warning: --seeds: 1 of 3 seeds stand in several sets; --tie proportional"));
}

TEST_F(Compete, ADryRunWritesNothing) {
    const ShellRun run = compete("--dry-run");
    EXPECT_EQ(run.code, 0) << run.printed;
    EXPECT_FALSE(std::ifstream(out() + "/summary.json").is_open());
}

} // namespace
} // namespace cascade
