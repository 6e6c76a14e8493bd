#include "jobs/common/options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

TEST(Options, TypedGettersNameTheOption) {
    const Options options = parsed({"--k", "1e2", "--epsilon=0.25"});
    EXPECT_EQ(options.whole("k", 1, 100), 100u);
    EXPECT_EQ(options.real("epsilon", 0, 1), 0.25);
    EXPECT_THAT(usage_error([&] { options.whole("k", 1, 99); }), HasSubstr("--k 1e2: a whole number from 1 to 99"));
    EXPECT_THAT(usage_error([&] { options.real("epsilon", 0.5, 1); }), HasSubstr("--epsilon 0.25"));
    EXPECT_THAT(usage_error([&] { options.size("probability"); }), HasSubstr("--probability wc: a size"));
    EXPECT_THAT(usage_error([&] { options.seconds("probability"); }), HasSubstr("--probability wc: a time"));
    EXPECT_THAT(usage_error([&] { options.text("graph"); }), HasSubstr("--graph FILE"));
}

TEST(Options, DefaultsAreThereButNotGiven) {
    const Options options = parsed({"--k", "7", "--strict"});
    EXPECT_TRUE(options.given("k"));
    EXPECT_FALSE(options.given("epsilon"));
    EXPECT_TRUE(options.has("epsilon"));
    EXPECT_FALSE(options.has("graph"));
    EXPECT_TRUE(options.flag("strict"));
    EXPECT_FALSE(options.flag("force"));
    EXPECT_THROW(options.has("no-such"), InternalError);
    EXPECT_FALSE(options.declared("no-such"));
}

TEST(Options, ResolvedKeepsDeclarationOrder) {
    const auto all = parsed({"--input", "b", "a", "--graph", "g"}).resolved();
    std::vector<std::string> text;
    for (const auto& [name, value] : all)
        text.push_back(name + "=" + value);
    EXPECT_THAT(text, ::testing::ElementsAre("graph=g", "k=10", "epsilon=0.1", "probability=wc", "input=b", "input=a",
                                             "random-seed=1", "layout=auto", "exchange=auto", "exchange-cap=1G"));
}

} // namespace
} // namespace cascade::testing
