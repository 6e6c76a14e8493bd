#include "tests/support/graphs.hpp"
#include "tests/support/selections.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace cascade {
namespace {

using testing::ask_here;
using testing::diffusion_of;
using testing::expect_same;
using testing::fixed_question;
using testing::Question;
using testing::question_of;
using testing::SmallGraph;

/// Out-arcs by chance and by rank: vertex i has about 400 / (i + 10) more than others.
SmallGraph uneven(VertexId n) {
    SmallGraph shape = testing::random_directed(n, 2 * n, 11);
    std::set<std::pair<VertexId, VertexId>> known;
    for (const auto& arc : shape.arcs)
        known.emplace(arc.u, arc.v);
    for (VertexId v = 0; v < n; ++v)
        for (VertexId arc = 0; arc < 400 / (v + 10); ++arc) {
            const VertexId to = (v * 7919 + arc * 104729 + 1) % n;
            if (to != v && known.emplace(v, to).second)
                shape.arcs.push_back({v, to, 0.0F});
        }
    return shape;
}

/// From few samples; of both choices the spread is measured on samples that chose nothing.
TEST(SelectionRun, WhoIsExpectedToAddMostReachesMore) {
    const SmallGraph shape = uneven(3000);
    Question question = fixed_question(diffusion_of(Model::ic, "constant:0.1"), 40, 1000);
    double more = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        question.options.random_seed = seed;
        question.options.choose_by = ChooseBy::expectation;
        const SelectionResult expected = ask_here(shape, question);
        question.options.choose_by = ChooseBy::coverage;
        const SelectionResult counted = ask_here(shape, question);
        more += expected.spread.back().spread / counted.spread.back().spread - 1;
        for (const SelectionResult& result : {expected, counted}) {
            EXPECT_LE(result.certificate.lower, result.spread.back().high);
            EXPECT_GE(result.certificate.upper, std::max(expected.spread.back().low, counted.spread.back().low));
        }
    }
    EXPECT_GT(more / 5, 0.2);
}

/// How a question is answered by expectation, by coverage and as the program thinks best.
struct ThreeAnswers {
    SelectionResult expected, counted, automatic;

    ThreeAnswers(const SmallGraph& shape, Question question) {
        question.options.choose_by = ChooseBy::expectation;
        expected = ask_here(shape, question);
        question.options.choose_by = ChooseBy::coverage;
        counted = ask_here(shape, question);
        question.options.choose_by = ChooseBy::automatic;
        automatic = ask_here(shape, question);
    }
};

/// All arcs of the shape have this weight, and some 300,000 others weigh nothing.
SmallGraph among_arcs_that_nobody_crosses(SmallGraph shape, float weight) {
    std::set<std::pair<VertexId, VertexId>> known;
    for (auto& arc : shape.arcs) {
        arc.weight = weight;
        known.emplace(arc.u, arc.v);
    }
    for (const auto& arc : testing::random_directed(shape.vertices, 300000, 7).arcs)
        if (known.emplace(arc.u, arc.v).second)
            shape.arcs.push_back({arc.u, arc.v, 0.0F});
    shape.weighted = true;
    return shape;
}

/// By coverage where seeds settle finely, unless samples are large or the memberships drawn are as many as arcs.
TEST(SelectionRun, ByItselfItGoesByCoverageWhereTheLookAtEveryArcIsDear) {
    const SmallGraph few_arcs = uneven(10000);
    const SmallGraph many_arcs = among_arcs_that_nobody_crosses(uneven(3000), 0.1F);
    Question question = question_of(diffusion_of(Model::ic, "constant:0.1"), 60);
    for (const double settle : {0.01, 0.02, 1.0})
        for (const bool many : {false, true}) {
            question.options.settle = settle;
            question.diffusion = diffusion_of(Model::ic, many ? "weights" : "constant:0.1");
            const ThreeAnswers answers(many ? many_arcs : few_arcs, question);
            EXPECT_NE(answers.expected.seeds, answers.counted.seeds) << "settle " << settle << ", many arcs " << many;
            expect_same(answers.automatic, many && settle <= 0.01 ? answers.counted : answers.expected);
        }
    const ThreeAnswers fixed(few_arcs, fixed_question(diffusion_of(Model::ic, "constant:0.1"), 40, 1000));
    EXPECT_NE(fixed.expected.seeds, fixed.counted.seeds);
    expect_same(fixed.automatic, fixed.expected);
    const ThreeAnswers large(testing::random_directed(1000, 30000, 7),
                             question_of(diffusion_of(Model::ic, "constant:0.1"), 40));
    EXPECT_NE(large.expected.seeds, large.counted.seeds);
    expect_same(large.automatic, large.expected);
}

TEST(SelectionRun, ManySamplesDecideAlone) {
    const SmallGraph shape = uneven(300);
    Question question = fixed_question(diffusion_of(Model::ic, "constant:0.1"), 3, 20000);
    const SelectionResult expected = ask_here(shape, question);
    EXPECT_GE(expected.coverage.back(), 64U);
    question.options.choose_by = ChooseBy::coverage;
    expect_same(ask_here(shape, question), expected);
}

} // namespace
} // namespace cascade
