#include "jobs/common/graph_run.hpp"
#include "jobs/common/layout.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

GraphFile large_file() {
    GraphFile file;
    file.path = "g.h5";
    file.info.vertices = 1000000;
    file.info.edges = 20000000;
    return file;
}

TEST(Layout, SpellingsOfTheOption) {
    EXPECT_EQ(parse_layout("auto", 6), std::nullopt);
    EXPECT_EQ(parse_layout("replicated", 6)->text(), "1x6");
    EXPECT_EQ(parse_layout("partitioned", 6)->text(), "6x1");
    EXPECT_EQ(parse_layout("2x3", 6)->shards, 2);
    EXPECT_EQ(parse_layout("2x3", 6)->groups, 3);
    EXPECT_EQ(parse_layout("1x1", 1)->text(), "1x1");
}

TEST(Layout, RefusesWhatDoesNotFitTheRanks) {
    for (const char* text : {"2x2", "4x6", "65536x65536"})
        EXPECT_THAT(usage_error([&] { parse_layout(text, 6); }),
                    HasSubstr("--layout " + std::string(text) + ": S times G"));
    for (const char* text :
         {"", "x", "2x", "x3", "2*3", "-2x-3", "best", "2x3x1", "0x6", "6x0", "18446744073709551615x6"}) {
        EXPECT_THAT(usage_error([&] { parse_layout(text, 6); }), HasSubstr("SxG")) << text;
        EXPECT_THAT(usage_error([&] { check_layout_text(text); }), HasSubstr("SxG")) << text;
    }
    for (const char* text : {"auto", "replicated", "partitioned", "7x9"})
        EXPECT_EQ(usage_error([&] { check_layout_text(text); }), "");
    EXPECT_THAT(usage_error([] { check_layout_text("partitoned"); }), HasSubstr("(did you mean partitioned?)"));
}

TEST(Layout, AutoTakesTheFewestShardsThatFit) {
    const GraphFile file = large_file();
    const GraphNeeds needs{.in = true, .out = false};
    EXPECT_EQ(automatic_layout(6, {&file, 1}, needs, 0).text(), "1x6") << "no limit";
    for (const int shards : {1, 2, 3, 6}) {
        const Layout expected{6 / shards, shards};
        const std::uint64_t budget = kBareRankBytes + 2 * graph_bytes_per_rank(file, expected, needs);
        EXPECT_EQ(automatic_layout(6, {&file, 1}, needs, budget).text(), expected.text());
    }
}

TEST(Layout, AutoFillsTheBudgetBeforeItGivesUp) {
    const GraphFile file = large_file();
    const GraphNeeds needs{.in = true, .out = true};
    const std::uint64_t least = kBareRankBytes + graph_bytes_per_rank(file, {1, 4}, needs);
    EXPECT_EQ(automatic_layout(4, {&file, 1}, needs, least).text(), "4x1");
    try {
        automatic_layout(4, {&file, 1}, needs, least - 1);
        FAIL() << "a graph over the budget was accepted";
    } catch (const MemoryError& error) {
        EXPECT_THAT(error.what(), HasSubstr("--memory-per-rank"));
        EXPECT_THAT(error.what(), HasSubstr(std::to_string(least)));
    }
}

TEST(Layout, ErrorsAreSharedByAllRanks) {
    const GraphFile file = large_file();
    const Options wrong = parsed({"--layout", "1000x1000"});
    try {
        resolve_layout(world(), wrong, {&file, 1}, {}, 0);
        FAIL() << "1000x1000 was accepted";
    } catch (const Error& error) {
        EXPECT_TRUE(error.agreed());
        EXPECT_EQ(error.code(), ExitCode::usage);
    }
    EXPECT_EQ(resolve_layout(world(), parsed({}), {&file, 1}, {}, 0).groups, world().size());
    EXPECT_EQ(resolve_layout(world(), parsed({"--layout", "partitioned"}), {&file, 1}, {}, 0).shards, world().size());
}

} // namespace
} // namespace cascade::testing
