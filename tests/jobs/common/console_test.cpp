#include "jobs/common/console.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

/// What a console printed.
template <class F>
std::string printed(bool active, Loudness loudness, bool terminal, F&& f) {
    std::FILE* file = std::tmpfile();
    {
        Console console(active, loudness, terminal, file);
        f(console);
    }
    std::rewind(file);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

void say_three(Console& console) {
    console.say("a note");
    console.tell("a detail");
    console.warn("a thing");
}

TEST(Console, LoudnessAndRank) {
    EXPECT_EQ(printed(true, Loudness::normal, false, say_three), "a note\nwarning: a thing\n");
    EXPECT_EQ(printed(true, Loudness::quiet, false, say_three), "warning: a thing\n");
    EXPECT_EQ(printed(true, Loudness::verbose, false, say_three), "a note\na detail\nwarning: a thing\n");
    EXPECT_EQ(printed(false, Loudness::verbose, false, say_three), "");
}

void report_twice(Console& console) {
    console.progress("sampling", 1, 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    for (int i = 0; i < 100; ++i)
        console.progress("sampling", 5, 10);
    console.say("done");
}

TEST(Console, ProgressIsRareAndRewritten) {
    const std::string text = printed(true, Loudness::normal, true, report_twice);
    EXPECT_THAT(text, ::testing::StartsWith("\rsampling 5 of 10 (50 %)"));
    EXPECT_THAT(text, ::testing::EndsWith("\r\x1b[Kdone\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2) << "one report and one clearing";
    EXPECT_EQ(printed(true, Loudness::normal, false, report_twice), "done\n") << "a log gets a line every 30 s";
    EXPECT_EQ(printed(true, Loudness::quiet, true, report_twice), "");
}

TEST(Console, ProgressTellsRateAndRest) {
    EXPECT_EQ(progress_text("sampling", 1000, 4000, 2), "sampling 1,000 of 4,000 (25 %), 500/s, 6.00 s left");
    EXPECT_EQ(progress_text("sampling", 1000, 0, 2), "sampling 1,000, 500/s");
    EXPECT_EQ(progress_text("sampling", 0, 10, 2), "sampling 0 of 10 (0 %)");
    EXPECT_EQ(progress_text("sampling", 10, 10, 0), "sampling 10 of 10 (100 %)");
    EXPECT_EQ(progress_text("sampling", 1000, 4000, 2, 800), "sampling 1,000 of 4,000 (25 %), 100/s, 30.00 s left")
        << "what was there before does not count as speed";
    EXPECT_EQ(progress_text("sampling", 800, 4000, 2, 800), "sampling 800 of 4,000 (20 %)");
}

TEST(Console, ProgressTellsTheAgeOfTheCheckpoint) {
    const auto save_and_report = [](Console& console) {
        console.saved();
        report_twice(console);
    };
    EXPECT_THAT(printed(true, Loudness::normal, true, save_and_report), HasSubstr(", saved 0.2"));
    EXPECT_THAT(printed(true, Loudness::normal, true, report_twice), ::testing::Not(HasSubstr("saved")));
}

TEST(Console, WarningsAreKept) {
    std::FILE* file = std::tmpfile();
    Console root(true, Loudness::quiet, false, file), other(false, Loudness::quiet, false, file);
    for (Console* console : {&root, &other})
        console->warn("a thing");
    EXPECT_EQ(root.warnings(), std::vector<std::string>{"a thing"});
    EXPECT_TRUE(other.warnings().empty());
    std::fclose(file);
}

TEST(Console, TheResultLine) {
    const Options options = parsed({});
    Context context{.world = world(), .threads = 2};
    const Job job{context, options, std::nullopt, "dummy"};
    EXPECT_EQ(
        result_line(job, {{"k", std::uint64_t{5}}, {"spread", 0.1}, {"digest", std::string("ab")}}, 1.25),
        fmt::format("RESULT verb=dummy k=5 spread=0.1 digest=ab seconds=1.250 ranks={} threads=2", world().size()));
}

TEST(Console, NobodyListening) {
    const Options options = parsed({});
    Context context{.world = world()};
    const Job job{context, options, std::nullopt, "dummy"};
    say(job, "to {}", "nobody");
    warn(job, "to nobody");
    EXPECT_EQ(job.console, nullptr);
}

} // namespace
} // namespace cascade::testing
