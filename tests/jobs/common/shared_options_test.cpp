#include "jobs/common/shared_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

std::vector<std::string> names(const std::vector<OptionSpec>& options) {
    std::vector<std::string> result;
    for (const OptionSpec& option : options)
        result.emplace_back(option.name);
    return result;
}

TEST(SharedOptions, OutAndLayoutWhereTheyMeanSomething) {
    Verb verb = kDummyVerb;
    verb.restartable = true;
    EXPECT_EQ(shared_options(verb).size(), all_shared_options().size());
    for (const char* name : {"checkpoint", "checkpoint-every", "resume", "time-limit"})
        EXPECT_THAT(names(shared_options(kDummyVerb)), ::testing::Not(::testing::Contains(name)));
    EXPECT_THAT(names(shared_options(kLookVerb)), ::testing::Not(::testing::Contains("out")));
    EXPECT_THAT(names(shared_options(kLookVerb)), ::testing::Not(::testing::Contains("layout")));
    EXPECT_THAT(names(shared_options(kLookVerb)), ::testing::Contains("threads"));
}

TEST(SharedOptions, AVerbWithoutRanksTakesNoneThatSpeakOfThem) {
    Verb verb = kLookVerb;
    verb.run = RunAlone([](const Options&) { return 0; });
    EXPECT_THAT(names(shared_options(verb)), ::testing::ElementsAre("config", "dump-config"));
    verb.run = PrintPage([](const Options&, VerbTable) { return std::string(); });
    EXPECT_THAT(names(shared_options(verb)), ::testing::IsEmpty());
}

TEST(SharedOptions, AVerbsOwnOptionComesFirst) {
    Verb verb = kLookVerb;
    verb.options = {{"random-seed", "N", "7", "Its own."}};
    EXPECT_THAT(names(shared_options(verb)), ::testing::Not(::testing::Contains("random-seed")));
}

} // namespace
} // namespace cascade::testing
