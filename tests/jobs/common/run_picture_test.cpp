#include "jobs/common/run_picture.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <sstream>

namespace cascade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RunStory running() {
    RunStory story;
    story.verb = "select";
    story.ranks = 2;
    story.threads = 1;
    story.attempts = 2;
    story.now = 40;
    story.phase = "sampling";
    story.unit = "sampling";
    story.done = 1000;
    story.total = 4000;
    story.checkpoint_bytes = 2048;
    story.checkpoint_unix = 1000;
    story.intervals_of = "certificate";
    story.intervals = {{100, 10, 90, {}}, {200, 30, 80, {}}, {400, 45, 55, {}}};
    return story;
}

TEST(RunPicture, TellsPhaseCheckpointAndBounds) {
    const std::string text = run_picture(running(), 2, 1065, {});
    EXPECT_THAT(text, AllOf(HasSubstr("select on 2 ranks x 1 thread, attempt 2\n"), HasSubstr("running   42.00 s\n"),
                            HasSubstr("phase     sampling: 1,000 of 4,000 (25 %)\n"),
                            HasSubstr("saved     2 KiB, 1:05 ago\n"),
                            HasSubstr("certified at least 45, at most 55 (81.8 % of it) from 400 samples\n")));
    EXPECT_THAT(run_picture(running(), 600, 1065, {}), HasSubstr("nothing heard for 10:00"));
}

TEST(RunPicture, AnEndIsTold) {
    RunStory story = running();
    story.exit_reason = "done";
    const std::string text = run_picture(story, 9999, 1065, {});
    EXPECT_THAT(text, AllOf(HasSubstr("ended     done after 40.00 s\n"), Not(HasSubstr("nothing heard")),
                            Not(HasSubstr("phase"))));
    story.exit_reason.clear();
    story.stopped = "time limit";
    EXPECT_THAT(run_picture(story, 9999, 1065, {}),
                HasSubstr("stopped   time limit after 40.00 s; the same command goes on"));
}

TEST(IntervalPlot, BarsCloseInFromTheLeft) {
    EXPECT_EQ(interval_plot(running(), 24, 5), "          90 ┤┬\n"
                                               "             ││   ┬\n"
                                               "          50 ┤│   │    ─\n"
                                               "             ││   ┴\n"
                                               "          10 ┤┴\n"
                                               "              100 400 samples\n");
}

TEST(IntervalPlot, NothingWhereThereIsNothingToSee) {
    RunStory story = running();
    EXPECT_EQ(interval_plot(story, 12, 5), "") << "no room";
    story.intervals.resize(1);
    EXPECT_EQ(interval_plot(story, 80, 5), "");
    story.intervals = {{100, 5, 5, {}}, {200, 5, 5, {}}};
    EXPECT_EQ(interval_plot(story, 80, 5), "") << "no height";
    story.intervals = {{0, 1, 5, {}}, {200, 5, 5, {}}};
    EXPECT_EQ(interval_plot(story, 80, 5), "");
    story.intervals = {{100, 1, std::numeric_limits<double>::infinity(), {}}, {200, 5, 5, {}}};
    EXPECT_EQ(interval_plot(story, 80, 5), "");
}

} // namespace
} // namespace cascade::testing
