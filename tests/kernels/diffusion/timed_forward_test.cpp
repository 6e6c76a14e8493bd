// Worlds in which time passes: known answers, the models without time at both ends, machines and stops.

#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/forward.hpp"
#include "kernels/diffusion/timed_forward.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/memory_archive.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

ForwardOptions timed(ForwardModel model, std::string_view probability, std::string_view delay, double deadline,
                     std::uint32_t steps, std::uint64_t worlds) {
    ForwardOptions options = options_of(model, probability, worlds);
    options.time = ForwardTime{parse_delay(delay), deadline > 0 ? ticks_of(deadline) : kNoDeadline, {}};
    options.time->grid = TimeGrid{ticks_of(deadline > 0 ? deadline : 50), steps};
    return options;
}

/// What must not depend on the machine, put together on rank 0. Collective.
struct TimedOutcome {
    std::vector<Distribution> newly_active, active, by_time, newly_by_time;
    std::vector<std::vector<ReachCell>> groups;
    std::vector<WorldCount> activations;
};
TimedOutcome timed_outcome(const Communicator& comm, const PartitionedGraph& graph, const ForwardResult& result) {
    const auto mine = graph.group == 0 ? result.activations.span() : std::span<const WorldCount>();
    return {result.newly_active,       result.active, result.times.active,
            result.times.newly_active, result.groups, gather(comm, mine)};
}
void expect_same(const TimedOutcome& one, const TimedOutcome& other, bool with_time, std::string_view what) {
    EXPECT_TRUE(one.newly_active == other.newly_active) << what;
    EXPECT_TRUE(one.active == other.active) << what;
    EXPECT_TRUE(one.activations == other.activations) << what;
    if (with_time) {
        EXPECT_TRUE(one.by_time == other.by_time) << what;
        EXPECT_TRUE(one.newly_by_time == other.newly_by_time) << what;
    }
}
TimedOutcome on_this_rank(const SmallGraph& shape, const ForwardOptions& options, const std::vector<VertexId>& seeds) {
    return on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return timed_outcome(context.world, graph, run_forward(context, graph, options, seeds));
    });
}

std::vector<ForwardOptions> questions(std::uint64_t worlds) {
    return {timed(ForwardModel::ic, "constant:0.3", "exponential:1", 2.5, 9, worlds),
            timed(ForwardModel::ic, "wc", "weibull:0.5,1", 0, 20, worlds),
            timed(ForwardModel::ic, "trivalency", "weights", 1.5, 3, worlds),
            timed(ForwardModel::lt, "wc", "rayleigh:1", 3, 5, worlds),
            timed(ForwardModel::lt, "constant:0.1", "exponential:weights", 1, 7, worlds)};
}

TEST(TimedForward, TheMachineDoesNotShow) {
    const std::vector<VertexId> seeds = {3, 0, 3};
    const SmallGraph shape = random_directed(50, 280, 4, true);
    for (ForwardOptions options : questions(600)) {
        options.diffusion.normalise = options.model == ForwardModel::lt;
        const TimedOutcome expected = on_this_rank(shape, options, seeds);
        on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const TimedOutcome answer = timed_outcome(world(), graph, run_forward(context, graph, options, seeds));
            if (world().is_root())
                expect_same(answer, expected, true, "another machine");
        });
    }
}

TEST(TimedForward, WithoutADeadlineWorldsAreThoseWithoutTime) {
    const SmallGraph shape = random_directed(50, 280, 4, true);
    for (ForwardOptions options : questions(1000)) {
        options.diffusion.normalise = options.model == ForwardModel::lt;
        options.time->deadline = kNoDeadline;
        const TimedOutcome in_time = on_this_rank(shape, options, {1, 2});
        options.time->deadline = ticks_of(1e9);
        const TimedOutcome late = on_this_rank(shape, options, {1, 2});
        options.time.reset();
        const TimedOutcome plain = on_this_rank(shape, options, {1, 2});
        expect_same(in_time, plain, false, "no deadline");
        expect_same(late, plain, false, "a late deadline");
    }
}

TEST(TimedForward, DelaysOfOneCountHops) {
    const SmallGraph shape = random_directed(50, 280, 4);
    for (const auto& [model, text] : {std::pair(ForwardModel::ic, "constant:0.3"), {ForwardModel::lt, "wc"}})
        for (const std::uint32_t hops : {1U, 2U, 4U}) {
            ForwardOptions options = timed(model, text, "fixed:1", hops, hops, 1000);
            const TimedOutcome in_time = on_this_rank(shape, options, {1, 2});
            options.time.reset();
            options.max_hops = hops;
            const TimedOutcome plain = on_this_rank(shape, options, {1, 2});
            expect_same(in_time, plain, false, "hops");
            for (std::uint32_t hop = 0; hop <= hops; ++hop) {
                EXPECT_TRUE(in_time.by_time[hop] == plain.active[std::min<std::size_t>(hop, plain.active.size() - 1)]);
            }
        }
}

/// P(Erlang(k, 1) <= t): the k-th vertex of a path of certain arcs is active by t.
double erlang(unsigned k, double t) {
    double term = std::exp(-t), sum = 0;
    for (unsigned i = 0; i < k; ++i) {
        sum += term;
        term *= t / (i + 1);
    }
    return 1 - sum;
}

TEST(TimedForward, APathIsErlangs) {
    constexpr VertexId kLength = 12;
    for (const auto& [model, text] : {std::pair(ForwardModel::ic, "constant:1"), {ForwardModel::lt, "wc"}}) {
        const ForwardOptions options = timed(model, text, "exponential:1", 2, 4, 100'000);
        const ForwardResult result = alone(path(kLength), options, {0});
        const auto worlds = static_cast<double>(options.worlds);
        const std::vector<double> known = {1, 0.864664717, 0.593994150, 0.323323584};
        for (VertexId v = 0; v < kLength; ++v) {
            const double exact = v == 0 ? 1 : erlang(static_cast<unsigned>(v), 2);
            if (v < known.size()) {
                EXPECT_NEAR(exact, known[v], 1e-9);
            }
            const double share = static_cast<double>(result.activations[v]) / worlds;
            EXPECT_LE(std::abs(share - exact), 4 * std::sqrt(exact * (1 - exact) / worlds)) << "vertex " << v;
        }
        for (std::uint32_t point = 0; point <= 4; ++point) {
            double exact = 1;
            for (VertexId v = 1; v < kLength; ++v)
                exact += erlang(static_cast<unsigned>(v), 0.5 * point);
            EXPECT_LT(std::abs(distance(result.times.active, point, exact)), 4) << "point " << point;
        }
        EXPECT_TRUE(result.times.active.back() == result.active.back());
    }
}

/// Two arcs in a row under Weibull delays, by Simpson's rule; u = 1 - e^-(x^k) takes the pole of the density away.
TEST(TimedForward, TwoWeibullDelaysAreTheirConvolution) {
    constexpr double kShape = 0.7, kTime = 1.5;
    const auto distribution = [](double t) { return t <= 0 ? 0 : 1 - std::exp(-std::pow(t, kShape)); };
    const double most = distribution(kTime);
    constexpr int kSteps = 200'000;
    double sum = 0;
    for (int i = 0; i <= kSteps; ++i) {
        const double u = most * i / kSteps;
        const double value = distribution(kTime - std::pow(-std::log1p(-u), 1 / kShape));
        sum += value * (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    const double exact = sum * most / kSteps / 3;
    const ForwardOptions options = timed(ForwardModel::ic, "constant:1", "weibull:0.7,1", kTime, 2, 200'000);
    const ForwardResult result = alone(path(3), options, {0});
    const auto worlds = static_cast<double>(options.worlds);
    EXPECT_LE(std::abs(static_cast<double>(result.activations[2]) / worlds - exact),
              4 * std::sqrt(exact * (1 - exact) / worlds));
}

TEST(TimedForward, NobodyIsActiveBeforeTheSeeds) {
    const ForwardResult none = alone(path(3), timed(ForwardModel::ic, "constant:1", "fixed:0.1", 0.3, 3, 10), {});
    for (const Distribution& point : none.times.active)
        EXPECT_EQ(point.mean(), 0);
    const ForwardResult exact = alone(path(5), timed(ForwardModel::ic, "constant:1", "fixed:0.1", 0.3, 3, 10), {0});
    for (std::uint32_t point = 0; point <= 3; ++point)
        EXPECT_EQ(exact.times.active[point].mean(), point + 1) << "three delays of 0.1 end at 0.3";
    const ForwardResult at_once = alone(path(5), timed(ForwardModel::ic, "constant:1", "fixed:0", 0.3, 3, 10), {0});
    EXPECT_EQ(at_once.times.active[0].mean(), 5);
}

TEST(TimedForward, AStopIsInvisible) {
    const SmallGraph shape = random_directed(50, 280, 4, true);
    const ForwardOptions options = questions(2000).front();
    const std::vector<VertexId> seeds = {3, 0};
    const TimedOutcome expected = on_this_rank(shape, options, seeds);
    Memory memory;
    std::uint64_t stops = 0;
    for (bool done = false; !done;)
        for (const Layout& layout : layouts_of(world())) {
            Context context = on_threads(1 + static_cast<int>(stops % 2));
            const PartitionedGraph graph = distribute(world(), shape, layout);
            Stops restart(world(), memory, 1);
            context.restart = &restart;
            try {
                const TimedOutcome answer = timed_outcome(world(), graph, run_forward(context, graph, options, seeds));
                done = true;
                if (world().is_root())
                    expect_same(answer, expected, true, layout.text());
                break;
            } catch (const Error& error) {
                ASSERT_EQ(error.code(), ExitCode::stopped_early);
                ASSERT_LT(++stops, 1000U);
            }
        }
    EXPECT_GT(stops, 1U);
}

} // namespace
} // namespace cascade
