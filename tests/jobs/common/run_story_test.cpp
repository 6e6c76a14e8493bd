#include "engine/store/json_text.hpp"
#include "jobs/common/run_story.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

RunStory told(std::initializer_list<const char*> lines) {
    RunStory story;
    for (const char* line : lines)
        story.hear(parse_json(line));
    return story;
}

TEST(RunStory, RateAndRestAreThoseOfThePhaseInThisAttempt) {
    RunStory story = told({R"({"t":0,"event":"begin","verb":"select","ranks":2,"threads":3,"unix_time":1000})",
                           R"({"t":1,"event":"phase_begin","phase":"sampling"})",
                           R"({"t":2,"event":"progress","phase":"sampling","done":5000,"total":9000})",
                           R"({"t":4,"event":"progress","phase":"sampling","done":5100,"total":9000})",
                           R"({"t":6,"event":"progress","phase":"sampling","done":5500,"total":9000})"});
    EXPECT_EQ(story.phase, "sampling");
    EXPECT_DOUBLE_EQ(story.rate(), 200) << "of the later half; what was there before the phase does not count";
    EXPECT_DOUBLE_EQ(story.rest().value(), 17.5);
    story.hear(parse_json(R"({"t":0,"event":"begin","verb":"select","ranks":4,"threads":1})"));
    EXPECT_EQ(story.attempts, 2u);
    EXPECT_EQ(story.rate(), 0) << "nothing is known of this attempt";
    EXPECT_FALSE(story.rest().has_value());
    EXPECT_EQ(story.phase, "");
}

TEST(RunStory, TheLastCheckpointOutlivesItsAttempt) {
    const RunStory story =
        told({R"({"t":0,"event":"begin","verb":"select","unix_time":1000})",
              R"({"t":30,"event":"checkpoint","bytes":77})", R"({"t":31,"event":"stopped","why":"time limit"})",
              R"({"t":0,"event":"begin","verb":"select","unix_time":2000})"});
    EXPECT_DOUBLE_EQ(story.checkpoint_unix.value(), 1030);
    EXPECT_EQ(story.checkpoint_bytes, 77u);
    EXPECT_EQ(story.checkpoints, 0u);
    EXPECT_EQ(story.stopped, "") << "it goes on";
}

TEST(RunStory, ARestartRepeatsRounds) {
    const RunStory story =
        told({R"({"t":1,"event":"round","theta":100})", R"({"t":2,"event":"round","theta":200,"lower":10,"upper":30})",
              R"({"t":3,"event":"round","theta":400,"lower":15,"upper":25})",
              R"({"t":2,"event":"round","theta":200,"lower":10,"upper":30})",
              R"({"t":9,"event":"interval","of":"spread","worlds":64,"mean":20,"low":19,"high":21})"});
    ASSERT_EQ(story.intervals.size(), 1u);
    EXPECT_EQ(story.intervals[0].samples, 64) << "one round is no convergence; the interval is followed instead";
    const RunStory both =
        told({R"({"t":2,"event":"round","theta":200,"lower":10,"upper":30})",
              R"({"t":3,"event":"round","theta":400,"lower":15,"upper":25})",
              R"({"t":9,"event":"interval","of":"spread","worlds":64,"mean":20,"low":19,"high":21})"});
    EXPECT_EQ(both.intervals_of, "certificate");
    EXPECT_EQ(both.intervals.size(), 2u);
}

TEST(RunStory, NothingThatATerminalObeysComesThrough) {
    const RunStory story = told({R"({"event":"begin","verb":"select","job_id":"\u001b[2J7\u0000\n\u007f\u009b"})",
                                 R"({"event":"phase_begin","phase":"小米·社群 😀"})"});
    EXPECT_EQ(story.job_id, "?[2J7????");
    EXPECT_EQ(story.phase, "小米·社群 😀") << "other letters stay";
}

TEST(RunStory, StrangeEventsDoNoHarm) {
    const RunStory story = told({R"({"event":"progress","phase":7,"done":"x","total":-1})", R"({"event":"phase_end"})",
                                 R"({"event":"round","theta":null,"lower":1,"upper":2})", R"({"event":"interval"})",
                                 R"({"event":"never heard of"})", R"({"event":"end","exit_reason":"done"})"});
    EXPECT_EQ(story.exit_reason, "done");
    EXPECT_TRUE(story.intervals.empty());
}

} // namespace
} // namespace cascade::testing
