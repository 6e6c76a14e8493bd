// Are the means of simulated worlds those of all worlds? Random graphs of at most 14 arcs, every model that has an exact
// answer by enumeration: live arcs of independent cascade and linear threshold, opinions by the distance in them,
// thresholds by all choices of who is open. See tests/support/exact_means.hpp for what is asked of the deviations.
//
// The short version takes 50 graphs, the long one 200.

#include "tests/support/exact_means.hpp"

namespace cascade {
namespace {

using namespace testing;

constexpr std::uint64_t kWorlds = 20000;
constexpr double kQuality = 0.7;
constexpr double kAcceptance = 0.6;

reference::Graph constant(const SmallGraph& shape, double p) {
    return with_constant(shape, p);
}

std::vector<ExactQuestion> cascades() {
    const auto half = [](const SmallGraph& shape) { return constant(shape, 0.4); };
    const auto ask = [](std::string_view name, std::string_view probability, auto arcs) {
        return ExactQuestion{name, options_of(ForwardModel::ic, probability, kWorlds), over_live_arcs(Model::ic, arcs)};
    };
    return {ask("ic, constant", "constant:0.4", half), ask("ic, wc", "wc", with_in_degrees),
            ask("ic, weights", "weights", with_weights)};
}

std::vector<ExactQuestion> thresholds() {
    const auto shares = [](const SmallGraph& shape) {
        reference::Graph plain = with_weights(shape);
        const std::vector<double> sums = in_weights(plain);
        for (reference::Arc& arc : plain.arcs)
            arc.p /= sums[arc.v];
        return plain;
    };
    const auto eighth = [](const SmallGraph& shape) { return constant(shape, 0.125); };
    const auto ask = [](std::string_view name, ForwardModel model, std::string_view probability, auto arcs) {
        return ExactQuestion{name, options_of(model, probability, kWorlds), over_live_arcs(Model::lt, arcs)};
    };
    return {ask("lt, wc", ForwardModel::lt, "wc", with_in_degrees),
            ask("lt, constant", ForwardModel::lt, "constant:0.125", eighth),
            ask("lt, weights", ForwardModel::lt, "weights", with_weights),
            ask("drawn shares", ForwardModel::threshold, "weights", shares)};
}

std::vector<ExactQuestion> opinions() {
    const auto fades = [](std::size_t d) { return std::pow(kQuality, static_cast<double>(d) + 1); };
    const auto ask = [&](std::string_view name, std::string_view probability, auto arcs) {
        ExactQuestion question{name, options_of(ForwardModel::ic, probability, kWorlds),
                               over_live_arcs(Model::ic, arcs, fades), "positive"};
        question.options.quality = kQuality;
        return question;
    };
    return {ask("content, constant", "constant:0.4", [](const SmallGraph& shape) { return constant(shape, 0.4); }),
            ask("content, weights", "weights", with_weights)};
}

std::vector<ExactQuestion> complex_contagion() {
    const auto ones = [](const SmallGraph& shape) { return constant(shape, 1); };
    const auto ask = [](std::string_view rule, std::string_view probability, auto arcs, auto wanted) {
        ExactQuestion question{rule, options_of(ForwardModel::threshold, probability, kWorlds),
                               over_open_vertices(kAcceptance, arcs, wanted), "", kAcceptance};
        question.options.threshold = parse_threshold(rule);
        return question;
    };
    const auto share_of = [](double share) {
        return [share](const reference::Graph& graph) {
            std::vector<double> wanted = in_weights(graph);
            for (double& weight : wanted)
                weight *= share;
            return wanted;
        };
    };
    const auto two = [](const reference::Graph& graph) { return std::vector<double>(graph.vertices, 2); };
    return {ask("fraction:0.3", "weights", with_weights, share_of(0.3)), ask("fraction:0.5", "wc", ones, share_of(0.5)),
            ask("count:2", "wc", ones, two)};
}

void expect_exact(std::uint64_t graphs) {
    for (const auto& questions : {cascades(), thresholds(), opinions(), complex_contagion()})
        for (const ExactQuestion& question : questions)
            expect_exact_means(question, graphs);
}

TEST(ExactMeans, Short) {
    expect_exact(50);
}

TEST(ExactMeans, Long) {
    expect_exact(200);
}

} // namespace
} // namespace cascade
