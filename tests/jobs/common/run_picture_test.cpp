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

/// As it looks some seconds after the last event, 65 s after the last checkpoint.
std::string picture(const RunStory& story, double silence) {
    return run_picture(story, silence, 1065, {});
}

TEST(RunPicture, TellsPhaseCheckpointAndBounds) {
    const std::string text = picture(running(), 2);
    EXPECT_THAT(text, AllOf(HasSubstr("select on 2 ranks x 1 thread, attempt 2\n"), HasSubstr("running   42.00 s\n"),
                            HasSubstr("phase     sampling: 1,000 of 4,000 (25 %)\n"),
                            HasSubstr("saved     2 KiB, 1:05 ago\n"),
                            HasSubstr("certified at least 45, at most 55 (81.8 % of it) from 400 samples\n")));
    EXPECT_THAT(picture(running(), 600), HasSubstr("nothing heard for 10:00"));
}

TEST(RunPicture, AnEndIsTold) {
    RunStory story = running();
    story.exit_reason = "done";
    const std::string text = picture(story, 9999);
    EXPECT_THAT(text, AllOf(HasSubstr("ended     done after 40.00 s\n"), Not(HasSubstr("nothing heard")),
                            Not(HasSubstr("phase"))));
    story.exit_reason.clear();
    story.stopped = "time limit";
    EXPECT_THAT(picture(story, 9999), HasSubstr("stopped   time limit after 40.00 s; the same command goes on"));
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
    const KnownInterval point{200, 5, 5, {}};
    const double infinity = std::numeric_limits<double>::infinity();
    for (const auto& [first, why] : {std::pair{KnownInterval{100, 5, 5, {}}, "no height"},
                                     {KnownInterval{0, 1, 5, {}}, "no place on a scale of doublings"},
                                     {KnownInterval{100, 1, infinity, {}}, "no end"}}) {
        story.intervals = {first};
        EXPECT_EQ(interval_plot(story, 80, 5), "") << "one interval is no course";
        story.intervals = {first, point};
        EXPECT_EQ(interval_plot(story, 80, 5), "") << why;
    }
}

} // namespace
} // namespace cascade::testing
