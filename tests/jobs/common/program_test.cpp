#include "jobs/common/program.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Invocation understood(const std::vector<std::string>& words) {
    return understand(words, dummy_table());
}

TEST(Program, PagesNeedNoVerbToRun) {
    EXPECT_THAT(understood({"--help"}).page, HasSubstr("verbs:"));
    EXPECT_THAT(understood({"--version"}).page, StartsWith("cascade "));
    EXPECT_THAT(understood({"dummy", "--k", "nonsense", "--help"}).page, StartsWith("cascade dummy"));
    EXPECT_THAT(understood({"dummy", "--dump-config"}).page, StartsWith("[dummy]\n"));
    EXPECT_EQ(understood({"--help"}).verb, nullptr);
}

TEST(Program, MistakesAreUsageErrors) {
    EXPECT_THAT(usage_error([] { understood({}); }), HasSubstr("a verb is needed"));
    EXPECT_THAT(usage_error([] { understood({"dumy"}); }), HasSubstr("unknown verb 'dumy' (did you mean dummy?)"));
    EXPECT_THAT(usage_error([] { understood({"dummy"}); }), HasSubstr("--graph FILE is required"));
    EXPECT_THAT(usage_error([] { understood({"dummy", "--graph", "g", "--k", "101"}); }), HasSubstr("--k 101"));
    EXPECT_THAT(usage_error([] { understood({"dummy", "--graph", "g", "--threads", "0"}); }), HasSubstr("--threads 0"));
    EXPECT_THAT(usage_error([] {
                    understood({"dummy", "--graph", "g", "--memory-per-rank", "0"});
                }),
                HasSubstr("--memory-per-rank 0"));
    EXPECT_THAT(usage_error([] {
                    understood({"dummy", "--graph", "g", "--random-seed", "-1"});
                }),
                HasSubstr("--random-seed -1"));
    EXPECT_THAT(usage_error([] {
                    understood({"dummy", "--graph", "g", "--quiet", "--verbose"});
                }),
                HasSubstr("--quiet and --verbose"));
}

TEST(Program, AGoodLineNamesItsVerb) {
    const Invocation invocation = understood({"dummy", "--graph", "g.h5"});
    EXPECT_EQ(invocation.verb, &kDummyVerb);
    EXPECT_EQ(invocation.options.text("graph"), "g.h5");
    EXPECT_EQ(invocation.page, "");
}

} // namespace
} // namespace cascade::testing
