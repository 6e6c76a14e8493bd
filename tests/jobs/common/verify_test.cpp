#include "jobs/common/audience_options.hpp"
#include "jobs/common/verify.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/machines.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace cascade::testing {
namespace {

/// What a star's centre reaches: 1 + 19 / 2.
constexpr double kReached = 10.5;

/// Claims that the centre of a star of 20 with probability 1/2 reaches `spread`, 1 more or less at 95 %.
nlohmann::ordered_json verify_star(Context& context, const PartitionedGraph& graph, double spread,
                                   const std::vector<std::string>& words) {
    Verb verb = kDummyVerb;
    verb.options = with_verify(with_audience_options(verb.options));
    const Options options = parsed(words, verb);
    Job job{context, options, std::nullopt, "dummy"};
    DiffusionOptions diffusion;
    diffusion.probability = {ProbabilityKind::constant, 0.5, 0.5};
    nlohmann::ordered_json summary;
    verify_spread(job, graph, diffusion, {}, Audience(graph.vertex_count()), std::vector<VertexId>{0},
                  {spread, spread - 1, spread + 1}, summary);
    return summary;
}

TEST(Verify, AgreesWithWhatIsTrue) {
    on_every_machine(star(20), [](Context& context, const PartitionedGraph& graph) {
        const auto summary = verify_star(context, graph, kReached, {"--graph", "g", "--verify"});
        if (!context.world.is_root())
            return;
        ASSERT_EQ(summary["verify"].size(), 1u);
        EXPECT_EQ(summary["verify"][0]["number"], "spread");
        EXPECT_NEAR(summary["verify"][0]["mean"].get<double>(), kReached, 1);
        EXPECT_LT(summary["verify"][0]["standard_errors_apart"].get<double>(), 4);
    });
}

TEST(Verify, AWrongNumberEndsTheRunOnEveryRank) {
    on_every_machine(star(20), [](Context& context, const PartitionedGraph& graph) {
        try {
            verify_star(context, graph, kReached + 4, {"--graph", "g", "--verify"});
            FAIL() << "a wrong spread was accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::internal);
            EXPECT_TRUE(error.agreed());
            EXPECT_THAT(error.what(), ::testing::HasSubstr("--verify: spread is 14.5"));
        }
    });
}

TEST(Verify, WithoutTheOptionNothingIsAsked) {
    on_every_machine(star(20), [](Context& context, const PartitionedGraph& graph) {
        EXPECT_TRUE(verify_star(context, graph, 1e9, {"--graph", "g"}).is_null());
    });
}

TEST(Verify, NumbersWithoutChanceMustBeEqual) {
    EXPECT_EQ(standard_errors_apart({"active", 7, 0}, 7, 0), 0);
    EXPECT_EQ(standard_errors_apart({"active", 7, 0}, 8, 0), std::numeric_limits<double>::infinity());
    EXPECT_DOUBLE_EQ(standard_errors_apart({"active", 7, 0.3}, 8, 0.4), 2);
}

} // namespace
} // namespace cascade::testing
