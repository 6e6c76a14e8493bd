#include "jobs/common/checkpoints.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

const Verb& restartable_verb() {
    static const Verb verb = [] {
        Verb made = kDummyVerb;
        made.restartable = true;
        return made;
    }();
    return verb;
}

Options options_of(std::vector<std::string> words) {
    words.insert(words.end(), {"--graph", "g.h5"});
    return parsed(words, restartable_verb());
}

struct Counter final : Restartable {
    std::uint64_t count = 0;
    void state(Archive& archive) override { archive.value("count", count); }
};

/// One attempt of a job that counts to `end` and rests at each number.
struct Attempt {
    Attempt(std::vector<std::string> words) : options(options_of(std::move(words))) {}

    void count_to(std::uint64_t end) {
        const std::unique_ptr<Checkpoints> checkpoints = open_checkpoints(job, {.digest = "ab"});
        restarts = [&] { return context.resume(counter) ? checkpoints->before().restarts : 0; }();
        while (counter.count < end) {
            ++counter.count;
            context.rest(counter);
        }
        checkpoints->finished();
    }

    /// The error that ends it.
    Error stopped_at(std::uint64_t end) {
        try {
            count_to(end);
        } catch (const Error& error) {
            return error;
        }
        return Error(ExitCode::done, "was not stopped");
    }

    Options options;
    Context context{.world = world()};
    Job job{context, options, std::nullopt, "dummy"};
    Counter counter;
    std::uint64_t restarts = 0;
};

class CheckpointsTest : public ::testing::Test {
protected:
    void SetUp() override { listen_to_signals(); }
    void TearDown() override {
        forget_wish();
        wished(world());
    }

    Scratch scratch;
    std::string store = scratch / "store";
};

TEST_F(CheckpointsTest, Usr1SavesAndEndsAndTheNextAttemptGoesOn) {
    Attempt first({"--checkpoint", store, "--k", "5"});
    if (world().is_root())
        std::raise(SIGUSR1);
    const Error stop = first.stopped_at(10);
    EXPECT_EQ(stop.code(), ExitCode::stopped_early);
    EXPECT_TRUE(stop.agreed());
    EXPECT_THAT(stop.what(), HasSubstr("run the same command again"));
    EXPECT_EQ(first.counter.count, 1U);
    forget_wish();

    const Error other = Attempt({"--checkpoint", store, "--k", "6"}).stopped_at(10);
    EXPECT_EQ(other.code(), ExitCode::usage);
    EXPECT_THAT(other.what(), HasSubstr("--k 6"));
    const Error seed = Attempt({"--checkpoint", store, "--k", "5", "--random-seed", "9"}).stopped_at(10);
    EXPECT_THAT(seed.what(), HasSubstr("--random-seed 9"));

    Attempt second({"--checkpoint", store, "--k", "5", "--threads", "1", "--quiet"}); // these may differ
    second.counter.count = 77;
    second.count_to(10);
    EXPECT_EQ(second.counter.count, 10U);
    EXPECT_EQ(second.restarts, 1U);
    world().barrier();
    EXPECT_FALSE(std::filesystem::exists(store)) << "a finished job leaves no checkpoint";
}

TEST_F(CheckpointsTest, AFileCountsByWhatIsInIt) {
    const std::string one = scratch / "one", two = scratch / "two", three = scratch / "three";
    if (world().is_root()) {
        put(one, "1\n");
        put(two, "1\n");
        put(three, "2\n");
    }
    world().barrier();
    if (world().is_root())
        std::raise(SIGUSR1);
    EXPECT_EQ(Attempt({"--checkpoint", store, "--input", one}).stopped_at(3).code(), ExitCode::stopped_early);
    forget_wish();
    EXPECT_EQ(Attempt({"--checkpoint", store, "--input", three}).stopped_at(3).code(), ExitCode::usage);
    const Error gone = Attempt({"--checkpoint", store, "--input", scratch / "gone"}).stopped_at(3);
    EXPECT_EQ(gone.code(), ExitCode::missing_input);
    EXPECT_THAT(gone.what(), HasSubstr("gone: No such file"));
    EXPECT_EQ(Attempt({"--checkpoint", store, "--input", two}).stopped_at(3).code(), ExitCode::done);
}

TEST_F(CheckpointsTest, NeverBeginsAnewAndEveryRestMaySave) {
    Attempt first({"--checkpoint", store, "--checkpoint-every", "0"});
    try {
        first.count_to(4);
    } catch (const Error& error) {
        ADD_FAILURE() << error.what();
    }
    if (world().is_root())
        std::raise(SIGUSR1);
    Attempt({"--checkpoint", store}).stopped_at(3);
    forget_wish();
    Attempt anew({"--checkpoint", store, "--resume", "never"});
    anew.count_to(2);
    EXPECT_EQ(anew.restarts, 0U);
    EXPECT_EQ(anew.counter.count, 2U);
}

TEST_F(CheckpointsTest, WhatIsDamagedIsNoReasonToBeginAnew) {
    if (world().is_root())
        std::raise(SIGUSR1);
    EXPECT_EQ(Attempt({"--checkpoint", store}).stopped_at(3).code(), ExitCode::stopped_early);
    forget_wish();
    const std::string manifest = store + "/generation-000001/MANIFEST.json";
    if (world().is_root())
        put(manifest, content_of(manifest) + "x");
    world().barrier();
    const Error refused = Attempt({"--checkpoint", store}).stopped_at(3);
    EXPECT_EQ(refused.code(), ExitCode::bad_input);
    EXPECT_THAT(refused.what(), HasSubstr("--resume never"));
    EXPECT_TRUE(std::filesystem::exists(manifest)) << "somebody may want to mend it";
    EXPECT_EQ(Attempt({"--checkpoint", store, "--resume", "never"}).stopped_at(3).code(), ExitCode::done);
}

TEST_F(CheckpointsTest, ATimeLimitEndsTheRunInTime) {
    const Error stop = Attempt({"--checkpoint", store, "--time-limit", "00:00:02"}).stopped_at(1'000'000'000);
    EXPECT_EQ(stop.code(), ExitCode::stopped_early);
    EXPECT_THAT(stop.what(), HasSubstr("time limit"));
}

TEST_F(CheckpointsTest, WithoutADirectoryUsr1IsInVain) {
    Attempt attempt({});
    if (world().is_root())
        std::raise(SIGUSR1);
    EXPECT_EQ(attempt.stopped_at(3).code(), ExitCode::done);
    EXPECT_EQ(attempt.counter.count, 3U);
}

TEST_F(CheckpointsTest, OptionsThatMakeNoSenseAreRefused) {
    const auto complaint = [](std::vector<std::string> words) {
        return usage_error([&] { validate_checkpoint_options(options_of(std::move(words))); });
    };
    EXPECT_EQ(complaint({"--checkpoint", "d", "--checkpoint-every", "0.5", "--time-limit", "01:00:00"}), "");
    EXPECT_THAT(complaint({"--time-limit", "01:00:00"}), HasSubstr("--time-limit: needs --checkpoint"));
    EXPECT_THAT(complaint({"--checkpoint", "d", "--resume", "maybe"}), HasSubstr("--resume maybe"));
    EXPECT_THAT(complaint({"--checkpoint", "d", "--checkpoint-every", "-1"}), HasSubstr("--checkpoint-every"));
    EXPECT_THAT(complaint({"--checkpoint", "d", "--time-limit", "0"}), HasSubstr("--time-limit 0"));
}

} // namespace
} // namespace cascade::testing
