// Forward jobs as a user meets them: what they write, and that a set against itself differs by nothing.

#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace cascade {
namespace {

using ::testing::HasSubstr;

using testing::content_of;
using testing::Scratch;
using testing::shell;
using testing::ShellRun;

std::string made_graph(const Scratch& scratch) {
    const std::string graph = scratch / "g.h5";
    EXPECT_EQ(
        shell("generate --quiet --kind social --vertices 500 --edges 3000 --output " + graph + " >/dev/null").code, 0);
    return graph;
}

TEST(Contrast, ASetAgainstItselfDiffersByNothing) {
    const Scratch scratch;
    const std::string out = scratch / "out";
    const ShellRun run =
        shell("contrast --quiet --graph " + made_graph(scratch) +
              " --seeds degree:5 --seeds degree:5 --seeds random:2 --worlds 200 --out " + out + " 2>&1");
    ASSERT_EQ(run.code, 0) << run.printed;
    EXPECT_THAT(run.printed, HasSubstr("RESULT verb=contrast sets=3 difference=0 worlds=200"));
    EXPECT_THAT(content_of(out + "/differences.csv"), HasSubstr("\n1,2,0,0,0,0,0,1,0\n"));
    EXPECT_THAT(content_of(out + "/sets.csv"), HasSubstr("set,seeds,active,active_low,active_high\n1,5,"));
    EXPECT_THAT(content_of(out + "/active_by_hop.csv"), HasSubstr("set,hop,active,active_low,active_high,active_q05,"));
    EXPECT_THAT(content_of(out + "/active_by_hop.csv"), HasSubstr("\n3,0,2,2,2,2,2,2\n"));
    EXPECT_THAT(content_of(out + "/summary.json"), HasSubstr("\"first_wins_low\""));
}

TEST(Simulate, WritesWhatWasAskedFor) {
    const Scratch scratch;
    const std::string graph = made_graph(scratch);
    const std::string groups = scratch / "groups.csv";
    std::ofstream(groups) << "vertex,group\n0,10\n1,9\n2,10\n";
    const std::string out = scratch / "out";
    const ShellRun run = shell("simulate --quiet --graph " + graph +
                               " --seeds degree:5 --worlds 100 --model seir --beta 0.1 --gamma 0.5 --alpha 0.5 "
                               "--tree full --tree-worlds 2 --replicates --groups " +
                               groups + " --out " + out + " 2>&1");
    ASSERT_EQ(run.code, 0) << run.printed;
    EXPECT_THAT(content_of(out + "/activation_by_hop.csv"), HasSubstr(",exposed_q95\n"));
    EXPECT_THAT(content_of(out + "/reach_by_group.csv"), HasSubstr("group,hop,newly_active,active,"));
    EXPECT_THAT(content_of(out + "/first_passage.csv"), HasSubstr("group,worlds_reached,share,"));
    EXPECT_THAT(content_of(out + "/adoptions_by_seed.csv"), HasSubstr("vertex,adoptions,"));
    EXPECT_THAT(content_of(out + "/forest.csv"), HasSubstr("world,hop,vertex,parent,seed\n0,0,"));
    EXPECT_THAT(content_of(out + "/replicates.csv"), HasSubstr("\n99,"));
    std::string names = content_of(out + "/summary.json");
    std::erase_if(names, [](char c) { return c == ' ' || c == '\n'; });
    EXPECT_THAT(names, HasSubstr("\"groups\":[\"9\",\"10\"]")); // ascending as numbers
}

TEST(Simulate, ThePrecisionDecidesTheWorlds) {
    const Scratch scratch;
    const ShellRun run = shell("simulate --quiet --graph " + made_graph(scratch) +
                               " --seeds degree:5 --worlds 1e6 --precision 0.05 2>&1");
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed, HasSubstr("worlds=1024 "));
}

} // namespace
} // namespace cascade
