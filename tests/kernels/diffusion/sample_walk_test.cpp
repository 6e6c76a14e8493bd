// Samples by time against the plain way: all live arcs of a world with their delays, and the shortest of all ways by
// relaxing every arc until nothing changes.

#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/sample_walk.hpp"
#include "kernels/sampling/rr_sets.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::PlainWorlds;
using testing::SmallGraph;
using testing::world;

struct Member {
    SampleId sample;
    VertexId vertex;
    auto operator<=>(const Member&) const = default;
};

constexpr SampleId kSamples = 1500;

DiffusionOptions diffusion_of(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, model == Model::lt};
}

/// All memberships of all ranks in order, on rank 0. Collective.
std::vector<Member> collect(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                            const ExploreOptions& options, const SeedClasses* sentinels = nullptr) {
    const LiveArcs arcs(context, graph, diffusion, Direction::in);
    std::vector<Member> mine;
    const auto keep = [&](std::span<const std::span<const Membership>> parts) {
        for (const auto& part : parts)
            for (const Membership item : part)
                mine.push_back({item.sample, graph.selection_first() + item.vertex});
    };
    collect_rr_sets(context, graph, arcs, {options}, 0, kSamples, keep, sentinels);
    std::vector<Member> all = gather(world(), std::span<const Member>(mine));
    std::sort(all.begin(), all.end());
    return all;
}

double weight_of(const SmallGraph& shape, VertexId u, VertexId v) {
    for (const testing::Arc& arc : shape.arcs)
        if (arc.u == u && arc.v == v)
            return static_cast<double>(arc.weight);
    return -1;
}

std::vector<Member> plainly(const SmallGraph& shape, const DiffusionOptions& diffusion, const RandomKey& key,
                            const DelayLaw& law, Ticks deadline) {
    const PlainWorlds worlds(shape, diffusion, Direction::in);
    const RandomKey delay_key = ArcDelays::key_of(key);
    std::vector<Member> members;
    for (SampleId s = 0; s < kSamples; ++s) {
        const auto live = worlds.live(key, s);
        std::vector<Ticks> time(shape.vertices, kNoDeadline);
        time[sample_root(key, s, shape.vertices)] = 0;
        for (bool changed = true; changed;) {
            changed = false;
            for (VertexId v = 0; v < shape.vertices; ++v)
                for (const VertexId u : live[v]) {
                    if (time[v] == kNoDeadline)
                        continue;
                    const double scale = law.by_arc ? weight_of(shape, u, v) : law.scale;
                    const Ticks arrives = time[v] + law.draw(random_block(delay_key, s, v, u)[0], scale);
                    if (arrives < time[u]) {
                        time[u] = arrives;
                        changed = true;
                    }
                }
        }
        for (VertexId v = 0; v < shape.vertices; ++v)
            if (time[v] <= deadline)
                members.push_back({s, v});
    }
    return members;
}

TEST(SampleWalk, FindsWhoReachesTheRootInTime) {
    const RandomKey key{3, Domain::selection};
    for (const SmallGraph& shape : {testing::directed(1, {}), testing::path(4), testing::directed(6, {}),
                                    testing::karate(), testing::random_directed(45, 300, 3, true)})
        for (const auto& [model, text] :
             {std::pair(Model::ic, "constant:0.4"), {Model::ic, "wc"}, {Model::lt, "wc"}, {Model::ic, "constant:1"}})
            for (const std::string_view delay : {"exponential:1", "weibull:0.5,0.4", "fixed:0.6", "weights"}) {
                const DelayLaw law = parse_delay(delay);
                if (law.by_arc && !shape.weighted)
                    continue;
                const Ticks deadline = ticks_of(1.25);
                const DiffusionOptions diffusion = diffusion_of(model, text);
                const std::vector<Member> expected = plainly(shape, diffusion, key, law, deadline);
                testing::on_every_machine(shape, [&, text = text](Context& context, const PartitionedGraph& graph) {
                    const TimeLimit limit{ArcDelays(context, graph, law, Direction::in), deadline};
                    ExploreOptions options{key};
                    options.time = &limit;
                    const std::vector<Member> all = collect(context, graph, diffusion, options);
                    if (world().is_root()) {
                        EXPECT_TRUE(all == expected) << delay << ", " << text << ": " << all.size() << " memberships, "
                                                     << expected.size() << " expected";
                    }
                });
            }
}

/// A delay of 1 an arc counts hops; a deadline behind everything changes nothing.
TEST(SampleWalk, MeetsTheWalkByHops) {
    const SmallGraph shape = testing::random_directed(60, 420, 5);
    for (const auto& [model, text] : {std::pair(Model::ic, "constant:0.3"), {Model::lt, "wc"}})
        testing::on_every_machine(shape, [&, model = model, text = text](Context& context,
                                                                         const PartitionedGraph& graph) {
            const auto walk = [&](std::string_view delay, Ticks deadline, std::uint32_t horizon) {
                const TimeLimit limit{ArcDelays(context, graph, parse_delay(delay), Direction::in), deadline};
                ExploreOptions options{{1, Domain::certification}, horizon};
                options.time = horizon == kNoHorizon ? &limit : nullptr;
                if (delay == "fixed:0" && deadline == kNoDeadline)
                    options.time = nullptr;
                return collect(context, graph, diffusion_of(model, text), options);
            };
            for (const std::uint32_t hops : {0U, 1U, 3U})
                EXPECT_TRUE(walk("fixed:1", ticks_of(hops), kNoHorizon) == walk("fixed:1", 0, hops)) << hops;
            EXPECT_TRUE(walk("exponential:1", ticks_of(1e6), kNoHorizon) == walk("fixed:0", kNoDeadline, kNoHorizon));
        });
}

/// Samples that meet a sentinel in time are cut short, and only those.
TEST(SampleWalk, StopsAtSentinels) {
    const SmallGraph shape = testing::random_directed(60, 420, 5);
    const RandomKey key{1, Domain::selection};
    const DelayLaw law = parse_delay("exponential:1");
    const DiffusionOptions diffusion = diffusion_of(Model::ic, "constant:0.3");
    std::vector<Member> expected = plainly(shape, diffusion, key, law, ticks_of(1));
    std::vector<bool> hit(kSamples);
    for (const Member& member : expected)
        if (member.vertex == 4 || member.vertex == 17)
            hit[member.sample] = true;
    std::erase_if(expected, [&](const Member& member) { return hit[member.sample]; });
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const TimeLimit limit{ArcDelays(context, graph, law, Direction::in), ticks_of(1)};
        ExploreOptions options{key};
        options.time = &limit;
        const SeedClasses sentinels(graph, std::vector<std::vector<VertexId>>{{4, 17}});
        const std::vector<Member> all = collect(context, graph, diffusion, options, &sentinels);
        if (world().is_root()) {
            EXPECT_TRUE(all == expected);
        }
    });
}

} // namespace
} // namespace cascade
