// Do reverse samples and forward worlds agree, whatever is counted, and are seeds chosen so as good as they can be?
// Hop limits, worth by hop, weights, quality, deadlines, layers and some of them at once: what given seeds are worth by
// samples against the same by simulated worlds, on random graphs too large for all worlds. Seeds chosen within one, two
// and three hops, and those of IC-N, against all pairs and triples on one large sample of worlds.
//
// The short version takes 50 graphs and small samples, the long one 100 and large ones.

#include "kernels/diffusion/class_reach.hpp"
#include "tests/support/audiences.hpp"
#include "tests/support/common_worlds.hpp"
#include "tests/support/deviations.hpp"
#include "tests/support/layers.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using namespace testing;

const std::vector<VertexId> kSeeds = {0, 3, 7};

struct Size {
    std::uint64_t graphs, worlds;
    double precision;
};
constexpr Size kShort{50, 2000, 0.03}, kLong{100, 10000, 0.0125};

Estimate of_worlds(const Distribution& end) {
    return {end.mean(), std::sqrt(end.variance() / static_cast<double>(end.worlds()))};
}
Estimate of_interval(const SpreadInterval& interval) {
    return {interval.spread, interval.half_width() / kZ95};
}

/// What is counted in forward worlds: who is active in the end, a level of the model, vertices by what they count and the
/// hop of it, or those of one class.
enum class Count { active, positive, by_link, by_class };

struct Variant {
    Wish wish;
    ForwardModel model = ForwardModel::ic;
    std::string_view probability = "constant:0.25";
    Count count = Count::active;
    std::string_view delay = "";
    double deadline = 0;
    std::uint32_t max_hops = kNoHopLimit;
};

double third(VertexId v) {
    return v % 3 == 0 ? 0 : 1.5;
}

std::vector<Variant> variants() {
    const std::vector<Wish> all = wishes();
    const Wish &falling = all[2], &quality = all[3], &weights = all[4], &both = all[5];
    Wish near = weights, classes = weights;
    near.hops = [](Audience& audience) { audience.hops.limit(2); };
    near.phi = within_hops("", 2).phi;
    classes.weight = third;
    return {{within_hops("one hop", 1), ForwardModel::ic, "constant:0.25", Count::active, "", 0, 1},
            {within_hops("two hops", 2), ForwardModel::ic, "wc", Count::active, "", 0, 2},
            {within_hops("three hops", 3), ForwardModel::lt, "wc", Count::active, "", 0, 3},
            {falling, ForwardModel::ic, "constant:0.25", Count::by_link},
            {falling, ForwardModel::lt, "wc", Count::by_link},
            {quality, ForwardModel::ic, "constant:0.25", Count::positive},
            {weights, ForwardModel::ic, "wc", Count::by_link},
            {weights, ForwardModel::lt, "wc", Count::by_link},
            {near, ForwardModel::ic, "constant:0.25", Count::by_link},
            {both, ForwardModel::ic, "constant:0.25", Count::by_link},
            {classes, ForwardModel::ic, "constant:0.3", Count::by_class, "exponential:1", 1.5},
            {classes, ForwardModel::lt, "wc", Count::by_class, "weibull:0.7,1", 2}};
}

std::string name_of(const Variant& variant) {
    return fmt::format("{}, {} {}{}", variant.wish.name,
                       spelling(variant.model == ForwardModel::lt ? Model::lt : Model::ic), variant.probability,
                       variant.delay.empty() ? "" : fmt::format(" by {}", variant.deadline));
}

Estimate by_samples(const SmallGraph& shape, const Variant& variant, std::uint64_t random_seed, double precision) {
    return of_interval(on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        const Model model = variant.model == ForwardModel::lt ? Model::lt : Model::ic;
        const LiveArcs arcs(context, graph, {model, parse_probability(variant.probability), 0, false}, Direction::in);
        Audience audience = audience_of(graph, variant.wish);
        std::optional<TimeLimit> limit;
        if (!variant.delay.empty()) {
            limit.emplace(TimeLimit{ArcDelays(context, graph, parse_delay(variant.delay), Direction::in),
                                    ticks_of(variant.deadline)});
            audience.time = &*limit;
        }
        return measured(context, graph, arcs, audience, kSeeds, random_seed, precision);
    }));
}

/// Of vertices and hops, world by world.
Estimate by_link(const ForwardResult& result, const Wish& wish) {
    std::map<std::int64_t, double> worth;
    for (std::size_t i = 0; i < result.forest[0].size(); ++i)
        worth[result.forest[0][i]] += wish.weight(static_cast<VertexId>(result.forest[2][i])) *
                                      wish.phi(static_cast<unsigned>(result.forest[1][i]));
    Moments moments;
    for (const auto& [world, value] : worth)
        moments.add(value);
    return {moments.mean(), moments.standard_error()};
}

Estimate by_worlds(const SmallGraph& shape, const Variant& variant, std::uint64_t random_seed, std::uint64_t worlds) {
    ForwardOptions options = options_of(variant.model, variant.probability, worlds);
    options.random_seed = random_seed;
    options.max_hops = variant.max_hops;
    if (variant.count == Count::positive)
        options.quality = variant.wish.at_seed;
    if (variant.count == Count::by_link) {
        options.trace = true;
        options.forest_worlds = worlds;
    }
    if (!variant.delay.empty())
        options.time = ForwardTime{parse_delay(variant.delay), ticks_of(variant.deadline), {}};
    VertexClasses classes{BigArray<std::uint32_t>(shape.vertices), 1};
    for (VertexId v = 0; v < shape.vertices; ++v)
        classes.class_of[v] = variant.wish.weight(v) > 0 ? 0 : kNoClass;
    if (variant.count == Count::by_class)
        options.groups = &classes;
    const ForwardResult result = alone(shape, options, kSeeds);
    switch (variant.count) {
    case Count::active:
        return of_worlds(result.active.back());
    case Count::positive:
        return of_worlds(level_of(result, "positive").hops.back());
    case Count::by_link:
        return by_link(result, variant.wish);
    case Count::by_class: {
        const ReachBand band = reach_band(result.groups[0], worlds, result.active.size());
        return {1.5 * band.mean.back(), 1.5 * std::sqrt(band.variance.back() / static_cast<double>(worlds))};
    }
    }
    throw InternalError("what is counted?");
}

void expect_agreement(const Size& size) {
    for (const Variant& variant : variants()) {
        Deviations apart(name_of(variant));
        for (std::uint64_t i = 0; i < size.graphs; ++i) {
            const SmallGraph shape = random_directed(20 + i % 50, 60 + 4 * (i % 50), 40 + i, true);
            apart.add(by_samples(shape, variant, 100 + i, size.precision),
                      by_worlds(shape, variant, 1 + i, size.worlds), i);
        }
        apart.judge();
    }
}

TEST(Variants, SamplesAgreeWithForwardWorldsShort) {
    expect_agreement(kShort);
}

TEST(Variants, SamplesAgreeWithForwardWorldsLong) {
    expect_agreement(kLong);
}

/// Two layers, coins on the first and thresholds on the second.
void expect_agreement_on_layers(const Size& size) {
    Deviations apart("layers");
    for (std::uint64_t i = 0; i < size.graphs; ++i) {
        const VertexId vertices = 20 + i % 50;
        const LayeredShape shape{{{random_directed(vertices, 3 * vertices, 40 + i), Model::ic, "constant:0.2"},
                                  {random_directed(vertices, 2 * vertices, 400 + i), Model::lt, "wc"}}};
        on_one_layered_rank(shape, [&](Context& context, const HeldLayers& held) {
            LiveArcs arcs(context, held.first(), held.diffusion(), Direction::in);
            add_live_layers(context, arcs, held.further());
            ForwardOptions options = held.forward_options(size.worlds);
            options.random_seed = 1 + i;
            apart.add(
                of_interval(measured(context, held.first(), arcs, Audience(vertices), kSeeds, 100 + i, size.precision)),
                of_worlds(run_forward(context, held.first(), options, kSeeds).active.back()), i);
            return 0;
        });
    }
    apart.judge();
}

TEST(Variants, SamplesOfLayersAgreeWithForwardWorldsShort) {
    expect_agreement_on_layers(kShort);
}

TEST(Variants, SamplesOfLayersAgreeWithForwardWorldsLong) {
    expect_agreement_on_layers(kLong);
}

/// How near choices come to the best of all sets. None may fall short of what is promised; from many samples nearly all
/// are as good as greedy by the book.
class Choices {
public:
    explicit Choices(std::string name) : name_(std::move(name)) {}

    /// `with_many`: from many samples, too; `worth` of a set, by other means.
    template <class Worth>
    void choose(const SmallGraph& shape, std::string_view probability, const Wish& wish, std::uint32_t k,
                std::uint64_t random_seed, bool with_many, Worth&& worth) {
        constexpr std::uint64_t kMany = 400'000;
        const DiffusionOptions diffusion{Model::ic, parse_probability(probability), 0, false};
        const double best = best_of(shape.vertices, k, worth), greedy = greedy_of(shape.vertices, k, worth);
        const auto take = [&](Tally& tally, std::uint64_t samples) {
            const double reached = worth(chosen(shape, diffusion, wish, k, random_seed, samples).seeds);
            EXPECT_GE(reached, (kOneMinusInverseE - kChosenEpsilon) * best) << name_ << ", random seed " << random_seed;
            ++tally.count;
            tally.near_best += reached >= 0.99 * best;
            tally.near_greedy += reached >= 0.99 * greedy;
            tally.worst = std::min(tally.worst, reached / best);
        };
        take(certified_, 0);
        if (with_many)
            take(many_, kMany);
    }
    void judge() const {
        for (const Tally* const tally : {&certified_, &many_})
            if (tally->count > 0)
                fmt::print("{}, {} samples: of {} choices {} reach 99 % of the best, {} of what greedy does; the worst "
                           "{:.4f} of the best\n",
                           name_, tally == &many_ ? "many" : "certified", tally->count, tally->near_best,
                           tally->near_greedy, tally->worst);
        EXPECT_GE(many_.near_greedy, 0.95 * many_.count);
    }

private:
    struct Tally {
        double count = 0, near_best = 0, near_greedy = 0, worst = 1;
    };

    std::string name_;
    Tally certified_, many_;
};

void expect_karate(std::size_t worlds) {
    const SmallGraph shape = karate();
    const std::vector<double> head = {2.7, 3.14313, 3.38874};
    Choices choices("within three hops of the karate club");
    for (std::uint32_t h = 1; h <= 3; ++h) {
        const CommonWorlds common(with_constant(shape, 0.1), Model::ic, worlds, h, h);
        EXPECT_NEAR(common.value({33}), head[h - 1], 4 * 1.6 / std::sqrt(static_cast<double>(worlds)));
        for (std::uint32_t k = 1; k <= 3; ++k) {
            const auto worth = [&](const std::vector<VertexId>& seeds) { return common.value(seeds); };
            choices.choose(shape, "constant:0.1", within_hops("", h), k, 10 * h + k, true, worth);
        }
    }
    choices.judge();
}

TEST(Variants, HopLimitedSeedsOfTheKarateClubShort) {
    expect_karate(8000);
}

TEST(Variants, HopLimitedSeedsOfTheKarateClubLong) {
    expect_karate(100000);
}

void expect_best_within_hops(std::uint64_t graphs, std::size_t worlds, std::uint64_t many_every) {
    Choices choices("within hops of random graphs");
    for (std::uint64_t i = 0; i < graphs; ++i) {
        const auto h = static_cast<std::uint32_t>(1 + i % 3), k = static_cast<std::uint32_t>(2 + i / 3 % 2);
        const SmallGraph shape = random_directed(8 + i % 7, 18 + 2 * (i % 9), 3000 + i, true);
        const CommonWorlds common(with_weights(shape), Model::ic, worlds, h, i);
        const auto worth = [&](const std::vector<VertexId>& seeds) { return common.value(seeds); };
        choices.choose(shape, "weights", within_hops("", h), k, 1 + i, i % many_every == 0, worth);
    }
    choices.judge();
}

TEST(Variants, HopLimitedSeedsOfRandomGraphsShort) {
    expect_best_within_hops(200, 1000, 25);
}

TEST(Variants, HopLimitedSeedsOfRandomGraphsLong) {
    expect_best_within_hops(400, 10000, 2);
}

/// IC-N: the seeds that samples choose have as many content in forward worlds as the selection says.
void expect_content(const Size& size) {
    const Wish quality = wishes()[3];
    Deviations apart("chosen for quality, selection against forward worlds");
    for (std::uint64_t i = 0; i < size.graphs; ++i) {
        const SmallGraph shape = random_directed(20 + i % 50, 60 + 4 * (i % 50), 700 + i);
        ForwardOptions options = options_of(ForwardModel::ic, "constant:0.25", size.worlds);
        options.random_seed = 1 + i;
        options.quality = quality.at_seed;
        const SelectionResult result =
            chosen(shape, {Model::ic, options.diffusion.probability, 0, false}, quality, 3, 100 + i);
        apart.add(of_interval(result.spread.back()),
                  of_worlds(level_of(alone(shape, options, result.seeds), "positive").hops.back()), i);
    }
    apart.judge();
}

TEST(Variants, SeedsForQualityHaveTheContentOfForwardWorldsShort) {
    expect_content(kShort);
}

TEST(Variants, SeedsForQualityHaveTheContentOfForwardWorldsLong) {
    expect_content(kLong);
}

/// And no pair has far more, by forward simulation of all pairs.
TEST(Variants, SeedsForQualityAreTheBestOfForwardWorldsShort) {
    const Wish quality = wishes()[3];
    Choices choices("chosen for quality, by forward worlds");
    for (std::uint64_t i = 0; i < 12; ++i) {
        const SmallGraph shape = random_directed(7, 18, 4000 + i);
        ForwardOptions options = options_of(ForwardModel::ic, "constant:0.3", 2048);
        options.quality = quality.at_seed;
        const auto worth = [&](const std::vector<VertexId>& seeds) {
            return level_of(alone(shape, options, seeds), "positive").hops.back().mean();
        };
        choices.choose(shape, "constant:0.3", quality, 2, 1 + i, false, worth);
    }
    choices.judge();
}

} // namespace
} // namespace cascade
