#include "jobs/common/verify.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "jobs/common/audience_options.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/resources.hpp"
#include "kernels/diffusion/arc_probability.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/reference/forward_worlds.hpp"
#include "kernels/reference/layered_worlds.hpp"
#include "kernels/reference/timed_worlds.hpp"

#include <cmath>
#include <limits>

namespace cascade {
namespace {

constexpr double kFarthest = 5; ///< standard errors
constexpr std::uint64_t kFirstWorlds = 256, kMostWorlds = 16384;
constexpr std::uint64_t kGraphCopies =
    3; ///< the gathered arcs, twice with delays of their own, and the reference's own
constexpr std::uint64_t kBytesAVertex = 128;

/// Hands all arcs with a number each, given for the in-lists, to rank 0, a million a rank at a time. Collective.
reference::Graph gather_graph(Context& context, const PartitionedGraph& graph, const BigArray<float>& number) {
    const AdjacencyLists& in = graph.in();
    reference::Graph whole;
    agree_at_root(context.world, [&] {
        whole.vertices = graph.vertex_count();
        whole.arcs.reserve(graph.edge_count());
    });
    constexpr EdgeId kRound = 1 << 20;
    const EdgeId mine = graph.group == 0 ? in.arcs() : 0;
    const EdgeId most = all_reduce_max(context.world, mine);
    LocalVertex head = 0;
    for (EdgeId begin = 0; begin < most; begin += kRound) {
        std::vector<reference::Arc> arcs;
        for (EdgeId e = std::min(begin, mine); e < std::min(begin + kRound, mine); ++e) {
            while (e >= in.end_of(head))
                ++head;
            arcs.push_back({in.neighbours[e], graph.to_global(head), static_cast<double>(number[e])});
        }
        const auto all = gather(context.world, std::span<const reference::Arc>(arcs));
        whole.arcs.insert(whole.arcs.end(), all.begin(), all.end());
    }
    return whole;
}

/// The next world of a reference from given seeds.
using NextWorld = std::function<reference::StepWorld(std::span<const VertexId>)>;

template <class Worlds, class Rule>
NextWorld worlds_of(const reference::Graph& graph, Rule rule) {
    const auto worlds = std::make_shared<Worlds>(graph, std::move(rule));
    return [worlds](std::span<const VertexId> seeds) { return worlds->next(seeds); };
}

/// Layers beside the first.
using Further = std::vector<reference::GraphLayer>;

/// Worlds in steps, on the graph alone or with its further layers, which are moved from.
NextWorld worlds_under(reference::Graph& whole, Further& further, reference::ForwardRule rule) {
    if (further.empty())
        return worlds_of<reference::ForwardWorlds>(whole, std::move(rule));
    const bool thresholds = rule.kind == reference::ForwardRule::Kind::linear_threshold;
    further.insert(further.begin(), {std::move(whole), thresholds});
    const auto worlds = std::make_shared<reference::LayeredWorlds>(std::move(further), std::move(rule));
    return [worlds](std::span<const VertexId> seeds) { return worlds->next(seeds); };
}

std::vector<double> in_weights(const reference::Graph& graph) {
    std::vector<double> total(graph.vertices);
    for (const reference::Arc& arc : graph.arcs)
        total[arc.v] += arc.p;
    return total;
}

/// of(v) of every vertex, on rank 0. Collective.
template <class F>
std::vector<double> gather_owned(Context& context, const PartitionedGraph& graph, F&& of) {
    std::vector<double> mine;
    if (graph.group == 0)
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            mine.push_back(of(v));
    return gather(context.world, std::span<const double>(mine));
}

/// Sums over the reference's worlds of one number each.
struct Sums {
    double sum = 0, squares = 0;
    void add(double value) {
        sum += value;
        squares += value * value;
    }
    Verified of(const Measured& mine, std::uint64_t worlds) const {
        const auto count = static_cast<double>(worlds);
        const double mean = sum / count;
        const double variance = std::max((squares - mean * sum) / (count - 1), 0.0);
        const double error = std::sqrt(variance / count);
        return {mine.name, mean, error, standard_errors_apart(mine, mean, error)};
    }
};

double last_of(const reference::StepWorld& world, std::string_view name) {
    if (name == "spread")
        return world.value;
    if (name == "positive")
        return world.positive.back();
    if (name == "negative")
        return world.active.back() - world.positive.back();
    if (name == "net")
        return 2 * world.positive.back() - world.active.back();
    if (name == "infectious")
        return world.infectious.back();
    if (name == "recovered")
        return world.recovered.back();
    if (name == "tries")
        return world.tries;
    if (name == "producers")
        return world.producers;
    if (name.starts_with(kGenerationPrefix)) {
        const auto generation = static_cast<std::size_t>(name[kGenerationPrefix.size()] - '0');
        return generation < world.generations.size() ? world.generations[generation] : 0;
    }
    if (name == "exposed") // all have been exposed; si, sis do not speak of it
        return world.active.back() - world.infectious.back() - world.recovered.back();
    return world.active.back();
}

/// Worlds until all means are known as well as the run knows them. Rank 0.
std::vector<Verified> simulate(const Context& context, const NextWorld& next_world, std::span<const VertexId> seeds,
                               std::span<const Measured> measured, std::uint64_t& count) {
    std::vector<Sums> sums(measured.size());
    for (std::uint64_t end = kFirstWorlds;; end *= 2) {
        for (; count < end; ++count) {
            const reference::StepWorld world = next_world(seeds);
            for (std::size_t i = 0; i < measured.size(); ++i)
                sums[i].add(last_of(world, measured[i].name));
            context.progress("verify", count + 1, end);
        }
        std::vector<Verified> verified;
        bool exact = true;
        for (std::size_t i = 0; i < measured.size(); ++i) {
            verified.push_back(sums[i].of(measured[i], count));
            exact = exact && verified[i].standard_error <= measured[i].standard_error;
        }
        if (exact || end >= kMostWorlds)
            return verified;
    }
}

/// Says what came out, on rank 0; InternalError when it is too far off. The rows of the summary.
nlohmann::ordered_json judge(Job& job, std::size_t set, std::span<const Measured> measured,
                             std::span<const Verified> verified, std::uint64_t worlds) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const Measured& mine = measured[i];
        const Verified& theirs = verified[i];
        if (!(theirs.apart <= kFarthest))
            throw InternalError("--verify: {} is {:.6g} with a standard error of {:.3g}, but {:.6g} with {:.3g} in {} "
                                "worlds of the serial reference, {:.1f} standard errors apart",
                                mine.name, mine.mean, mine.standard_error, theirs.mean, theirs.standard_error, worlds,
                                theirs.apart);
        say(job, "verified  {} {:.2f} by the serial reference, {} worlds: {:.1f} standard errors apart", mine.name,
            theirs.mean, worlds, theirs.apart);
        rows.push_back({{"set", set + 1},
                        {"number", mine.name},
                        {"worlds", worlds},
                        {"mean", theirs.mean},
                        {"standard_error", theirs.standard_error},
                        {"standard_errors_apart", theirs.apart}});
    }
    return rows;
}

/// A seed set and what the run says of it.
struct Claim {
    std::span<const VertexId> seeds;
    std::vector<Measured> measured;
};

void normalise(reference::Graph& graph) {
    const std::vector<double> total = in_weights(graph);
    for (reference::Arc& arc : graph.arcs)
        if (total[arc.v] > 0)
            arc.p /= total[arc.v];
}

/// Collective.
void hold_against(Job& job, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                  std::span<const Layer> layers,
                  const std::function<NextWorld(reference::Graph&, Further&)>& reference_of,
                  std::span<const Claim> claims, nlohmann::ordered_json& summary) {
    Context& context = job.context;
    const auto timer = context.timers.scope("verify");
    std::uint64_t held = graph.bytes();
    EdgeId arcs = graph.edge_count();
    for (const Layer& layer : layers) {
        held += layer.graph->bytes();
        arcs += layer.graph->edge_count();
    }
    require_memory(job,
                   kBareRankBytes + held + kGraphCopies * arcs * sizeof(reference::Arc) +
                       kBytesAVertex * (1 + layers.size()) * graph.vertex_count(),
                   "the whole graph on one rank, for --verify");
    reference::Graph whole = gather_graph(context, graph, arc_probabilities(context, graph, diffusion, Direction::in));
    Further further;
    for (const Layer& layer : layers) {
        further.push_back({gather_graph(context, *layer.graph,
                                        arc_probabilities(context, *layer.graph, layer.diffusion, Direction::in)),
                           layer.diffusion.model == Model::lt});
        if (layer.diffusion.normalise)
            normalise(further.back().graph);
    }
    agree_at_root(context.world, [&] {
        const NextWorld next_world = reference_of(whole, further);
        summary["verify"] = nlohmann::ordered_json::array();
        for (std::size_t set = 0; set < claims.size(); ++set) {
            const Claim& claim = claims[set];
            std::uint64_t count = 0;
            const std::vector<Verified> verified = simulate(context, next_world, claim.seeds, claim.measured, count);
            for (auto& row : judge(job, set, claim.measured, verified, count))
                summary["verify"].push_back(std::move(row));
        }
    });
}

double error_of(const Distribution& distribution) {
    const auto worlds = static_cast<double>(std::max<std::uint64_t>(distribution.worlds(), 1));
    return std::sqrt(distribution.variance() / worlds);
}

/// The part of the rule that needs no data.
reference::ForwardRule plain_rule(const ForwardOptions& how) {
    using Kind = reference::ForwardRule::Kind;
    reference::ForwardRule rule;
    rule.kind = is_epidemic(how.model)                 ? Kind::epidemic
                : how.model == ForwardModel::threshold ? Kind::threshold
                : how.model == ForwardModel::lt        ? Kind::linear_threshold
                                                       : Kind::cascade;
    rule.epidemic = {how.model == ForwardModel::si ? 0 : how.recovery, how.latency, how.model == ForwardModel::seir,
                     how.model == ForwardModel::sis, how.activity_decay};
    rule.quality = how.quality;
    rule.respread = how.respread.value_or(0);
    rule.hop_factors = how.hop_factors;
    rule.max_hops = how.max_hops;
    return rule;
}

/// What the vertices of a threshold model want.
std::vector<double> wanted(const ThresholdRule& rule, const reference::Graph& graph) {
    if (rule.kind == ThresholdRule::Kind::drawn)
        return {};
    std::vector<double> wants(graph.vertices, static_cast<double>(rule.count));
    if (rule.kind == ThresholdRule::Kind::fraction) {
        wants = in_weights(graph);
        for (double& want : wants)
            want *= static_cast<double>(rule.numerator) / static_cast<double>(rule.denominator);
    }
    return wants;
}

/// The part of the rule that comes from delays; scales on rank 0, in the order of gather_graph. Collective.
reference::TimedRule timed_rule(Context& context, const PartitionedGraph& graph, const DelayLaw& law, Ticks deadline) {
    using Delay = reference::TimedRule::Delay;
    reference::TimedRule rule;
    rule.delay = law.kind == DelayKind::exponential ? Delay::exponential
                 : law.kind == DelayKind::weibull   ? Delay::weibull
                 : law.kind == DelayKind::rayleigh  ? Delay::rayleigh
                                                    : Delay::fixed;
    rule.shape = law.shape;
    rule.deadline = deadline == kNoDeadline ? std::numeric_limits<double>::infinity() : units_of(deadline);
    if (!law.by_arc) {
        rule.scales.assign(context.world.is_root() ? graph.edge_count() : 0, law.scale);
        return rule;
    }
    for (const reference::Arc& arc : gather_graph(context, graph, graph.in().weights).arcs)
        rule.scales.push_back(arc.p);
    return rule;
}

} // namespace

double standard_errors_apart(const Measured& mine, double mean, double standard_error) {
    const double difference = std::abs(mine.mean - mean);
    if (difference <= 1e-9 * std::max(1.0, std::abs(mean)))
        return 0;
    const double error = std::hypot(mine.standard_error, standard_error);
    return error > 0 ? difference / error : std::numeric_limits<double>::infinity();
}

std::vector<OptionSpec> with_verify(std::vector<OptionSpec> own) {
    own.push_back({"verify", "", "",
                   "Hold the answer against the serial reference, which takes the whole graph and some time on rank 0; "
                   "exit code 70 if they differ by more than chance.",
                   OptionKind::flag});
    return own;
}

void verify_spread(Job& job, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                   std::span<const Layer> layers, const Audience& audience, std::span<const VertexId> seeds,
                   const SpreadInterval& spread, nlohmann::ordered_json& summary) {
    if (!job.options.flag("verify"))
        return;
    const Claim claim{seeds, {{"spread", spread.spread, spread.half_width() / kZ95}}};
    std::vector<double> weights = gather_owned(job.context, graph, [&](LocalVertex v) {
        return audience.roots.value(audience.roots.equal() ? 1 : audience.roots.units_of(v));
    });
    std::optional<reference::TimedRule> timed;
    if (audience.time != nullptr)
        timed = timed_rule(job.context, graph, audience.time->delays.law(), audience.time->deadline);
    const auto reference_of = [&](reference::Graph& whole, Further& further) {
        if (diffusion.normalise)
            normalise(whole);
        if (timed) {
            timed->thresholds = diffusion.model == Model::lt;
            timed->weights = std::move(weights);
            return worlds_of<reference::TimedWorlds>(whole, std::move(*timed));
        }
        reference::ForwardRule rule;
        if (diffusion.model == Model::lt)
            rule.kind = reference::ForwardRule::Kind::linear_threshold;
        rule.weights = std::move(weights);
        if (job.options.has("hop-decay"))
            rule.worth = listed_factors(job.options, "hop-decay");
        if (job.options.has("quality"))
            rule.quality = audience.at_seed;
        if (job.options.has("max-hops"))
            rule.max_hops = static_cast<unsigned>(job.options.whole("max-hops", 0, UINT32_MAX - 1));
        return worlds_under(whole, further, std::move(rule));
    };
    hold_against(job, graph, diffusion, layers, reference_of, {&claim, 1}, summary);
}

void verify_forward(Job& job, const PartitionedGraph& graph, const ForwardOptions& how,
                    std::span<const std::vector<VertexId>> sets, std::span<const std::vector<Distribution>> active,
                    std::span<const HopLevel> levels, nlohmann::ordered_json& summary) {
    if (!job.options.flag("verify"))
        return;
    std::vector<Claim> claims;
    for (std::size_t set = 0; set < sets.size(); ++set) {
        claims.push_back({sets[set], {}});
        if (set < active.size() && !active[set].empty())
            claims[set].measured.push_back({"active", active[set].back().mean(), error_of(active[set].back())});
    }
    for (const HopLevel& level : levels)
        if (!level.hops.empty())
            claims[0].measured.push_back({level.name, level.hops.back().mean(), error_of(level.hops.back())});
    DiffusionOptions arcs = how.diffusion;
    if (how.model == ForwardModel::threshold && how.threshold.kind == ThresholdRule::Kind::count)
        arcs.probability = {ProbabilityKind::constant, 1, 1}; // contacts, whatever their weights
    std::vector<double> acceptance;                           // below 0 for the blocked; none where everybody is open
    if (how.admission != nullptr)
        acceptance = gather_owned(job.context, graph, [&](LocalVertex v) {
            return how.admission->admits(v) ? how.admission->acceptance(v) : -1;
        });
    std::optional<reference::TimedRule> timed;
    if (how.time)
        timed = timed_rule(job.context, graph, how.time->delay, how.time->deadline);
    const auto reference_of = [&](reference::Graph& whole, Further& further) {
        if (how.diffusion.normalise)
            normalise(whole);
        if (timed) {
            timed->thresholds = how.model == ForwardModel::lt;
            timed->acceptance = std::move(acceptance);
            return worlds_of<reference::TimedWorlds>(whole, std::move(*timed));
        }
        reference::ForwardRule rule = plain_rule(how);
        rule.acceptance = std::move(acceptance);
        if (how.model == ForwardModel::threshold)
            rule.wanted = wanted(how.threshold, whole);
        return worlds_under(whole, further, std::move(rule));
    };
    hold_against(job, graph, arcs, how.layers, reference_of, claims, summary);
}

} // namespace cascade
