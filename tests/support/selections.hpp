#pragma once
// Questions to select_seeds, and whether two answers are the same bit by bit.

#include "kernels/influence/selection.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace cascade::testing {

using Seeds = std::vector<VertexId>;

inline DiffusionOptions diffusion_of(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, model == Model::lt};
}

/// What is asked. Candidates are a bitmap over a rank's range, so the options are made where they are used.
struct Wishes {
    std::uint32_t k = 1;
    SelectionAlgorithm algorithm = SelectionAlgorithm::opimc;
    double epsilon = 0.1, settle = 0.005, delta = 0;
    HitAndStop hit_and_stop = HitAndStop::automatic;
    ChooseBy choose_by = ChooseBy::expectation; ///< so that small questions ask for it on every machine
    std::uint64_t random_seed = 1;
    std::uint64_t samples = 0, certify_samples = 0;
    Seeds given;
};
struct Question {
    DiffusionOptions diffusion;
    Wishes options;
    std::set<VertexId> open; ///< candidates; empty for all
};
inline Question question_of(const DiffusionOptions& diffusion, std::uint32_t k) {
    Question question{diffusion, {}, {}};
    question.options.k = k;
    return question;
}
inline Question fixed_question(const DiffusionOptions& diffusion, std::uint32_t k, std::uint64_t samples) {
    Question question = question_of(diffusion, k);
    question.options.algorithm = SelectionAlgorithm::fixed;
    question.options.samples = samples;
    return question;
}

inline Question imm_question(const DiffusionOptions& diffusion, std::uint32_t k, double epsilon) {
    Question question = question_of(diffusion, k);
    question.options.algorithm = SelectionAlgorithm::imm;
    question.options.epsilon = epsilon;
    return question;
}

inline SelectionResult ask(Context& context, const PartitionedGraph& graph, const Question& question) {
    SelectionOptions options;
    options.k = question.options.k;
    options.algorithm = question.options.algorithm;
    options.epsilon = question.options.epsilon;
    options.settle = question.options.settle;
    options.delta = question.options.delta;
    options.hit_and_stop = question.options.hit_and_stop;
    options.choose_by = question.options.choose_by;
    options.random_seed = question.options.random_seed;
    options.samples = question.options.samples;
    options.certify_samples = question.options.certify_samples;
    options.given = question.options.given;
    options.precision = 0.05;
    options.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        if (question.open.empty() || question.open.count(graph.selection_first() + v) > 0)
            options.candidates.set(v);
    const LiveArcs arcs(context, graph, question.diffusion, Direction::in);
    return select_seeds(context, graph, arcs, options);
}

inline SelectionResult ask_here(const SmallGraph& shape, const Question& question) {
    return on_one_rank(shape,
                       [&](Context& context, const PartitionedGraph& graph) { return ask(context, graph, question); });
}

inline bool same(const SpreadInterval& a, const SpreadInterval& b) {
    return a.spread == b.spread && a.low == b.low && a.high == b.high;
}

/// Everything that is written into a result, bit by bit.
inline void expect_same(const SelectionResult& a, const SelectionResult& b) {
    EXPECT_EQ(a.seeds, b.seeds);
    EXPECT_EQ(a.coverage, b.coverage);
    EXPECT_TRUE(std::equal(a.spread.begin(), a.spread.end(), b.spread.begin(), b.spread.end(), same));
    EXPECT_TRUE(same(a.given_spread, b.given_spread));
    EXPECT_EQ(a.certificate.theta, b.certificate.theta);
    EXPECT_EQ(a.certificate.theta_certified, b.certificate.theta_certified);
    EXPECT_EQ(a.certificate.lower, b.certificate.lower);
    EXPECT_EQ(a.certificate.upper, b.certificate.upper);
    EXPECT_EQ(a.certificate.ratio, b.certificate.ratio);
    EXPECT_EQ(a.certificate.delta, b.certificate.delta);
    EXPECT_EQ(a.certificate.rounds, b.certificate.rounds);
    EXPECT_EQ(a.memberships, b.memberships);
    EXPECT_EQ(a.sentinels, b.sentinels);
    EXPECT_EQ(a.report_samples, b.report_samples);
}

inline SelectionResult expect_same_on_every_machine(const SmallGraph& shape, const Question& question) {
    const SelectionResult here = ask_here(shape, question);
    on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        expect_same(ask(context, graph, question), here);
    });
    return here;
}

} // namespace cascade::testing
