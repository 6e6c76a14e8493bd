#include "kernels/influence/bounds.hpp"
#include "kernels/influence/opimc.hpp"
#include "kernels/influence/selection.hpp"
#include "kernels/reference/spread_table.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/memory_archive.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/selections.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace cascade {
namespace {

using testing::ask;
using testing::ask_here;
using testing::diffusion_of;
using testing::expect_same;
using testing::expect_same_on_every_machine;
using testing::fixed_question;
using testing::imm_question;
using testing::Question;
using testing::question_of;
using testing::Seeds;
using testing::SmallGraph;
using testing::world;

TEST(Selection, FindsTheBestOfTheKarateClub) {
    const std::vector<std::set<VertexId>> best = {{33}, {0, 33}, {0, 32, 33}, {0, 1, 32, 33}};
    const std::vector<double> exact = {3.501992, 6.424545, 8.086450, 9.492898};
    for (std::uint32_t k = 1; k <= 4; ++k) {
        const SelectionResult result =
            ask_here(testing::karate(), fixed_question(diffusion_of(Model::ic, "constant:0.1"), k, 400000));
        EXPECT_EQ(std::set<VertexId>(result.seeds.begin(), result.seeds.end()), best[k - 1]);
        EXPECT_LE(std::abs(result.spread.back().spread - exact[k - 1]), 4 * result.spread.back().half_width() / kZ95);
        EXPECT_LE(result.certificate.lower, exact[k - 1]);
        EXPECT_GE(result.certificate.upper, exact[k - 1]);
        EXPECT_EQ(result.certificate.theta, 400000U);
        EXPECT_EQ(result.certificate.rounds, 1U);
    }
}

TEST(Selection, TheMachineDoesNotShow) {
    for (const auto& [model, text] : {std::pair(Model::ic, "wc"), {Model::lt, "wc"}}) {
        Question question = question_of(diffusion_of(model, text), 4);
        question.options.epsilon = 0.3;
        question.options.settle = 0.05;
        expect_same_on_every_machine(testing::random_directed(60, 240, 1), question);
    }
    for (const HitAndStop hit_and_stop : {HitAndStop::automatic, HitAndStop::on, HitAndStop::off}) {
        Question dense = question_of(diffusion_of(Model::ic, "constant:0.7"), 2);
        dense.options.hit_and_stop = hit_and_stop;
        dense.options.settle = -1; // never satisfied: on to the last round
        dense.options.epsilon = 0.2;
        const SelectionResult result = expect_same_on_every_machine(testing::random_directed(20, 60, 1), dense);
        EXPECT_EQ(result.sentinels > 0, hit_and_stop != HitAndStop::off) << static_cast<int>(hit_and_stop);
        EXPECT_GE(result.certificate.ratio, kOneMinusInverseE - dense.options.epsilon);
    }
    expect_same_on_every_machine(testing::random_directed(60, 240, 1, true),
                                 fixed_question(diffusion_of(Model::lt, "weights"), 3, 3000));
    expect_same_on_every_machine(testing::karate(), fixed_question(diffusion_of(Model::ic, "constant:0.1"), 5, 3000));
}

TEST(Selection, ImmDrawsWhatItsFormulasSay) {
    const Question question = imm_question(diffusion_of(Model::ic, "constant:0.1"), 2, 0.3);
    const SelectionResult result = expect_same_on_every_machine(testing::karate(), question);
    EXPECT_EQ(std::set<VertexId>(result.seeds.begin(), result.seeds.end()), (std::set<VertexId>{0, 33}));
    // The best two reach 6.42: above (1 + epsilon') 34/16 = 3.03 and below (1 + epsilon') 34/8 = 6.05 but for the luck of
    // the draw, so the search ends in its third or fourth round and the bound is 6.42 / 1.424, give or take its noise.
    const ImmPlan plan = imm_plan(34, 2, 0.3, 0.01, 34, 2);
    const double exact = 6.424545;
    EXPECT_GE(result.certificate.rounds, 4U); // the last draw is one more
    EXPECT_LE(result.certificate.rounds, 5U);
    const auto theta = static_cast<double>(result.certificate.theta);
    EXPECT_NEAR(theta * exact / (1 + plan.epsilon_search) / plan.lambda_final, 1, 0.1);
    EXPECT_LE(result.certificate.lower, exact);
    EXPECT_GE(result.certificate.upper, exact);
    EXPECT_EQ(result.sentinels, 0U);
}

TEST(Selection, ImmReachesItsShareOfTheOptimum) {
    for (std::uint64_t i = 0; i < 12; ++i) {
        const SmallGraph shape = testing::random_directed(6 + i % 4, 12, 700 + i, true);
        const reference::SpreadTable table(testing::with_weights(shape), Model::ic);
        Question question =
            imm_question(diffusion_of(Model::ic, "weights"), 1 + static_cast<std::uint32_t>(i % 3), 0.2);
        question.options.delta = 1e-6;
        const SelectionResult result = ask_here(shape, question);
        const double best = table.best(question.options.k);
        EXPECT_GE(table.spread(result.seeds) / best, kOneMinusInverseE - 0.2);
        EXPECT_LE(result.certificate.lower, table.spread(result.seeds) + 1e-9);
        EXPECT_GE(result.certificate.upper, best - 1e-9);
    }
}

TEST(Selection, ImmWhereNothingSpreadsTakesTheSeedsThemselvesForTheBound) {
    const SelectionResult result =
        ask_here(testing::directed(9, {}), imm_question(diffusion_of(Model::ic, "wc"), 2, 0.5));
    EXPECT_EQ(result.certificate.theta, imm_plan(9, 2, 0.5, 0.01, 9, 2).samples_for(2));
    EXPECT_EQ(result.spread[1].spread, 2);
    const SelectionResult one =
        expect_same_on_every_machine(testing::directed(1, {}), imm_question(diffusion_of(Model::ic, "wc"), 1, 0.5));
    EXPECT_EQ(one.certificate.ratio, 1);
}

TEST(Selection, GivenSeedsAndCandidatesOnEveryMachine) {
    Question question = fixed_question(diffusion_of(Model::ic, "constant:0.1"), 3, 20000);
    question.options.given = {33, 16, 33};
    question.open = {0, 2, 16, 20, 32, 33};
    const SelectionResult result = expect_same_on_every_machine(testing::karate(), question);
    ASSERT_EQ(result.seeds.size(), 3U);
    EXPECT_EQ(result.seeds[0], 0U);
    for (const VertexId v : result.seeds) {
        EXPECT_EQ(question.open.count(v), 1U);
        EXPECT_NE(v, 33U);
        EXPECT_NE(v, 16U);
    }
    const double together = 3.501992 + 1.317382; // nearly: they are far apart
    EXPECT_LE(std::abs(result.given_spread.spread - together), 4 * result.given_spread.half_width() / kZ95);
    EXPECT_GT(result.spread[0].spread, result.given_spread.spread + 1);
}

TEST(Selection, FewerSamplesCertifyTheSameChoiceLess) {
    Question question = fixed_question(diffusion_of(Model::ic, "constant:0.1"), 4, 20000);
    const SelectionResult as_many = expect_same_on_every_machine(testing::karate(), question);
    question.options.certify_samples = 2000;
    const SelectionResult fewer = expect_same_on_every_machine(testing::karate(), question);
    question.options.certify_samples = 200000;
    const SelectionResult more = expect_same_on_every_machine(testing::karate(), question);
    EXPECT_EQ(as_many.certificate.theta_certified, 20000U);
    EXPECT_EQ(fewer.certificate.theta_certified, 2000U);
    for (const SelectionResult* result : {&fewer, &more}) {
        EXPECT_EQ(result->certificate.theta, 20000U);
        EXPECT_EQ(result->seeds, as_many.seeds);
        EXPECT_EQ(result->coverage, as_many.coverage);
        EXPECT_EQ(result->spread.back().spread, as_many.spread.back().spread);
        EXPECT_EQ(result->certificate.upper, as_many.certificate.upper);
        EXPECT_LT(result->certificate.lower, result->spread.back().spread);
    }
    EXPECT_LT(fewer.certificate.lower, 0.97 * as_many.certificate.lower);
    EXPECT_GT(more.certificate.lower, 1.005 * as_many.certificate.lower);
}

TEST(Selection, GivenSeedsCountOnceInTheCertificate) {
    Question question = fixed_question(diffusion_of(Model::ic, "constant:0"), 1, 100);
    question.options.given = {3, 3, 3, 3};
    const SelectionResult result = ask_here(testing::star(6), question);
    EXPECT_EQ(result.certificate.lower, 2);
    EXPECT_EQ(result.spread.at(0).spread, 2);
}

TEST(Selection, TheBareRuleTakesFewerRounds) {
    Question bare = question_of(diffusion_of(Model::ic, "constant:0.1"), 2);
    Question settled = bare;
    settled.options.settle = 0.0005;
    bare.options.settle = 1;
    const SelectionResult few = ask_here(testing::karate(), bare);
    const SelectionResult many = ask_here(testing::karate(), settled);
    EXPECT_GE(few.certificate.ratio, kOneMinusInverseE - 0.1);
    EXPECT_GE(many.certificate.ratio, few.certificate.ratio);
    EXPECT_LT(few.certificate.rounds, many.certificate.rounds);
    EXPECT_EQ(many.certificate.delta, 0.01);
    OpimcPlan plan = opimc_plan(34, 2, 0.1, 0.01);
    plan.go_on_to(least_work(0.0005));
    EXPECT_EQ(many.certificate.theta, plan.samples_of_round(many.certificate.rounds));
}

TEST(Selection, SeedsOfFewSamplesAreNotHeldForSettled) {
    EXPECT_EQ(least_work(0.005), 524288);
    EXPECT_EQ(least_work(0), 524288);
    EXPECT_NEAR(least_work(0.05), 5242.88, 1e-9);
    Question question = question_of(diffusion_of(Model::ic, "constant:0.1"), 2);
    question.options.epsilon = 0.5; // the theory needs fewer
    for (const double settle : {0.005, 0.01, 0.05}) {
        question.options.settle = settle;
        const SelectionResult result = ask_here(testing::karate(), question);
        EXPECT_GE(static_cast<double>(result.memberships), least_work(settle));
        EXPECT_LT(static_cast<double>(result.memberships), 4 * least_work(settle));
    }
    question.options.settle = 0.005;
    const SelectionResult beyond = ask_here(testing::karate(), question);
    EXPECT_GT(static_cast<double>(beyond.certificate.theta), opimc_plan(34, 2, 0.5, 0.01).theta_max);
    question.options.settle = 1;
    EXPECT_LT(ask_here(testing::karate(), question).memberships, 5000U);
}

TEST(Selection, ACandidateThatTheFirstRoundDoesNotCoverCostsNoGiantRound) {
    Question question = question_of(diffusion_of(Model::ic, "constant:0"), 1);
    question.open = {77};
    question.options.settle = 1;
    const SelectionResult result = ask_here(testing::directed(3000, {}), question);
    EXPECT_EQ(result.seeds, Seeds{77});
    EXPECT_LT(result.certificate.theta,
              4'000'000U); // some hundred samples must have a root of 3,000; theta_max is 17 M
}

TEST(Selection, NoRoundAsksForFewerSamplesThanThePoolHolds) {
    // Round 15 would double to 39 x 2^14 = 638,976 samples; theta_max is 638,659.
    Question question = question_of(diffusion_of(Model::ic, "constant:0.02"), 1);
    question.options.settle = -1; // never satisfied: on to the last round
    const SelectionResult result = ask_here(testing::cycle(164), question);
    EXPECT_EQ(result.certificate.rounds, 15U);
    EXPECT_EQ(result.certificate.theta, 638659U);
    EXPECT_LE(result.coverage.at(0), 638659U);
}

/// Two equal stars and one vertex alone: for one seed a prefix that contains it bounds the optimum by both, a ratio of one half for ever.
SmallGraph two_stars() {
    return testing::directed(13, {{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {6, 7}, {6, 8}, {6, 9}, {6, 10}, {6, 11}});
}

TEST(Selection, ALastRoundThatSentinelsLeaveUncertifiedIsDrawnWhole) {
    const SmallGraph stars = two_stars();
    Question question = question_of(diffusion_of(Model::ic, "constant:1"), 1);
    question.options.hit_and_stop = HitAndStop::on;
    question.options.settle = 0.3;
    question.options.epsilon = 0.13; // 0.502 of the bound are wanted: few samples seem to give it
    const SelectionResult result = expect_same_on_every_machine(stars, question);
    EXPECT_EQ(result.sentinels, 0U);
    EXPECT_GE(result.certificate.ratio, kOneMinusInverseE - 0.13);
    EXPECT_NEAR(result.spread.at(0).spread, 6, 0.3);
    question.options.hit_and_stop = HitAndStop::automatic; // sees it coming
    const SelectionResult better = ask_here(stars, question);
    EXPECT_EQ(better.sentinels, 0U);
    EXPECT_LT(better.certificate.rounds, result.certificate.rounds);
    question.options.hit_and_stop = HitAndStop::on;
    question.options.epsilon = 0.002; // 0.63, out of reach with that sentinel however many samples there are
    EXPECT_LT(ask_here(stars, question).certificate.rounds, result.certificate.rounds);
}

TEST(Selection, CertificatesEncloseTheExactSpread) {
    for (std::uint64_t i = 0; i < 12; ++i) {
        const SmallGraph shape = testing::random_directed(6 + i % 4, 12, 500 + i, true);
        const reference::SpreadTable table(testing::with_weights(shape), Model::ic);
        Question question = question_of(diffusion_of(Model::ic, "weights"), 1 + static_cast<std::uint32_t>(i % 3));
        question.options.delta = 1e-6;
        const SelectionResult result = ask_here(shape, question);
        const double best = table.best(question.options.k);
        EXPECT_LE(result.certificate.lower, table.spread(result.seeds) + 1e-9);
        EXPECT_GE(result.certificate.upper, best - 1e-9);
        EXPECT_GE(table.spread(result.seeds) / best, kOneMinusInverseE - 0.1);
    }
}

TEST(Selection, AwkwardGraphsAndProbabilities) {
    const auto all = [](VertexId n) {
        Seeds seeds(n);
        std::iota(seeds.begin(), seeds.end(), VertexId{0});
        return seeds;
    };
    const SelectionResult one =
        expect_same_on_every_machine(testing::directed(1, {}), question_of(diffusion_of(Model::ic, "wc"), 1));
    EXPECT_EQ(one.seeds, Seeds{0});
    EXPECT_TRUE(same(one.spread[0], {1, 1, 1}));
    EXPECT_EQ(one.certificate.lower, 1);
    EXPECT_EQ(one.certificate.upper, 1);

    const SelectionResult everybody =
        expect_same_on_every_machine(testing::path(3), fixed_question(diffusion_of(Model::ic, "constant:0.5"), 3, 500));
    Seeds sorted = everybody.seeds;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, all(3));
    EXPECT_TRUE(same(everybody.spread[2], {3, 3, 3}));
    EXPECT_EQ(everybody.certificate.ratio, 1);

    const SelectionResult isolated =
        expect_same_on_every_machine(testing::directed(9, {}), fixed_question(diffusion_of(Model::ic, "wc"), 2, 600));
    EXPECT_EQ(isolated.spread[1].spread, 2);

    const SelectionResult certain =
        expect_same_on_every_machine(testing::cycle(7), fixed_question(diffusion_of(Model::ic, "constant:1"), 2, 600));
    EXPECT_EQ(certain.seeds, (Seeds{0, 1})); // the first reaches all; the second is the smallest id with nothing to add
    EXPECT_EQ(certain.coverage, (std::vector<std::uint64_t>{600, 0}));
    EXPECT_EQ(certain.spread[0].spread, 7);

    const SelectionResult impossible =
        expect_same_on_every_machine(testing::star(7), fixed_question(diffusion_of(Model::ic, "constant:0"), 1, 600));
    EXPECT_EQ(impossible.spread[0].spread, 1);
    EXPECT_EQ(impossible.memberships, 600U);
}

TEST(Selection, ReportsWhatItDoes) {
    std::vector<std::uint64_t> thetas;
    testing::on_one_rank(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
        context.event = [&](std::string_view event, std::initializer_list<EventField> fields) {
            if (event == "round")
                thetas.push_back(std::get<std::uint64_t>(fields.begin()->value));
        };
        const SelectionResult result = ask(context, graph, question_of(diffusion_of(Model::ic, "wc"), 2));
        EXPECT_LE(thetas.size(), result.certificate.rounds);
        EXPECT_TRUE(std::is_sorted(thetas.begin(), thetas.end()));
        EXPECT_EQ(thetas.back(), result.certificate.theta);
    });
}

TEST(Selection, TooManySamplesForAPoolAreRefused) {
    try {
        ask_here(testing::path(3), fixed_question(diffusion_of(Model::ic, "wc"), 1, std::uint64_t{1} << 32));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::out_of_memory);
        EXPECT_TRUE(error.agreed());
    }
}

/// Stopped at every `stride`-th rest and gone on until it ends, machine after machine.
SelectionResult ask_with_stops(const SmallGraph& shape, const Question& question, std::uint64_t stride, int& stops) {
    testing::Memory memory;
    const std::vector<Layout> layouts = testing::layouts_of(world());
    for (std::size_t attempt = 0;; ++attempt) {
        Context context = testing::on_threads(attempt % 2 == 0 ? 1 : 3);
        const PartitionedGraph graph = testing::distribute(world(), shape, layouts[attempt % layouts.size()]);
        testing::Stops stop(world(), memory, stride);
        context.restart = &stop;
        try {
            return ask(context, graph, question);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::stopped_early);
            ++stops;
        }
    }
}

void expect_no_stop_to_show(const SmallGraph& shape, const Question& question) {
    const SelectionResult whole = ask_here(shape, question);
    for (const std::uint64_t stride : {1, 3, 7}) {
        int stops = 0;
        expect_same(ask_with_stops(shape, question, stride, stops), whole);
        EXPECT_GE(stops, stride == 1 ? 3 : 0);
    }
}

TEST(Selection, AStopIsInvisible) {
    const SmallGraph shape = testing::random_directed(300, 900, 5);
    Question usual = question_of(diffusion_of(Model::ic, "wc"), 4);
    usual.options.settle = 0.02;
    Question many = question_of(diffusion_of(Model::ic, "wc"), 40);
    many.options.settle = 1;
    Question cut = question_of(diffusion_of(Model::ic, "constant:0.6"), 5);
    cut.options.hit_and_stop = HitAndStop::on;
    cut.options.settle = 1;
    cut.options.epsilon = 0.02;
    Question again = cut; // a bound that sentinels leave too loose: the last round is drawn again whole
    again.options.k = 1;
    again.options.epsilon = 0.13;
    again.diffusion = diffusion_of(Model::ic, "constant:1");
    EXPECT_GT(ask_here(shape, cut).sentinels, 0U);
    EXPECT_EQ(ask_here(two_stars(), again).sentinels, 0U);
    const Question plain = fixed_question(diffusion_of(Model::lt, "wc"), 70, 20000);
    const Question imm = imm_question(diffusion_of(Model::ic, "wc"), 40, 0.6);
    for (const Question& question : {usual, many, cut, plain, imm})
        expect_no_stop_to_show(shape, question);
    expect_no_stop_to_show(two_stars(), again);
}

TEST(Selection, WithoutMemoryForMoreTheLastChoiceIsCertified) {
    const SmallGraph shape = testing::random_directed(300, 900, 5);
    Question question = question_of(diffusion_of(Model::ic, "wc"), 40);
    question.options.settle = 0;
    Context context = testing::on_threads(1);
    const PartitionedGraph graph = testing::replicated(world(), shape);
    context.event = [&](std::string_view, std::initializer_list<EventField>) { // after the first choice
        context.memory_per_rank = 1;
    };
    const SelectionResult result = ask(context, graph, question);
    EXPECT_NE(result.cut_short.find("--memory-per-rank"), std::string::npos) << result.cut_short;
    EXPECT_EQ(result.seeds.size(), 40U);
    EXPECT_EQ(result.spread.size(), 40U);
    EXPECT_GT(result.certificate.theta, 0U);
    EXPECT_GT(result.certificate.lower, 40.0);
    EXPECT_LE(result.certificate.lower, result.spread.back().high * 1.05);
    EXPECT_GE(result.certificate.upper, result.certificate.lower);
    Context poor = testing::on_threads(1);
    poor.memory_per_rank = 1;
    EXPECT_THROW(ask(poor, graph, question), Error) << "before any choice there is no answer";
}

} // namespace
} // namespace cascade
