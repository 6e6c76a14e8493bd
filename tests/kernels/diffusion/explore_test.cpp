#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/explore.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace cascade {
namespace {

using testing::PlainWorlds;
using testing::SmallGraph;

struct Visit {
    SampleId sample;
    VertexId vertex;
    std::uint64_t depth;
    auto operator<=>(const Visit&) const = default;
};

/// Writes down every visit; stops samples at vertex `stop_at`.
class Recorder {
public:
    Recorder(const PartitionedGraph& graph, int threads, VertexId stop_at = kNoVertex)
        : graph_(graph), visits_(static_cast<std::size_t>(threads)), stop_at_(stop_at) {}

    void begin_batch(SampleId first, std::uint32_t slots) {
        EXPECT_FALSE(open_);
        open_ = true;
        first_ = first;
        slots_ = slots;
    }
    auto on_thread(int thread) {
        return [this, thread](std::uint32_t slot, LocalVertex v, std::uint32_t depth) {
            EXPECT_LT(slot, slots_);
            visits_[static_cast<std::size_t>(thread)].push_back({first_ + slot, graph_.to_global(v), depth});
            return graph_.to_global(v) == stop_at_;
        };
    }
    void end_batch() { open_ = false; }

    /// All visits on all ranks in order; on rank 0.
    std::vector<Visit> all() const {
        std::vector<Visit> mine;
        for (const auto& list : visits_)
            mine.insert(mine.end(), list.begin(), list.end());
        std::vector<Visit> everywhere = gather(testing::world(), std::span<const Visit>(mine));
        std::sort(everywhere.begin(), everywhere.end());
        return everywhere;
    }

private:
    const PartitionedGraph& graph_;
    std::vector<std::vector<Visit>> visits_;
    VertexId stop_at_;
    bool open_ = false;
    SampleId first_ = 0;
    std::uint32_t slots_ = 0;
};

constexpr SampleId kBegin = 5;
constexpr SampleId kEnd = 1405; // more than one batch

/// Two starts a sample, sometimes the same one twice.
auto two_starts(VertexId n) {
    return [n](SampleId sample, auto&& emit) {
        if (n == 0)
            return;
        emit(sample % n);
        emit(sample / 3 % n);
    };
}

std::vector<Visit> plain_visits(const SmallGraph& shape, const DiffusionOptions& diffusion,
                                const ExploreOptions& options) {
    const PlainWorlds plain(shape, diffusion, Direction::in);
    std::vector<Visit> visits;
    for (SampleId s = kBegin; s < kEnd; ++s) {
        std::set<VertexId> starts;
        two_starts(shape.vertices)(s, [&](VertexId v) { starts.insert(v); });
        const auto far = plain.distances(options.key, s, {starts.begin(), starts.end()}, options.horizon_of(s));
        for (VertexId v = 0; v < shape.vertices; ++v)
            if (far[v] != testing::kFar)
                visits.push_back({s, v, far[v]});
    }
    return visits;
}

void expect_plain_visits(const SmallGraph& shape, const DiffusionOptions& diffusion, const ExploreOptions& options) {
    const std::vector<Visit> expected = plain_visits(shape, diffusion, options);
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        Recorder recorder(graph, context.threads);
        explore(context, graph, LiveLaw(arcs), options, SampleRange::of_group(graph, kBegin, kEnd),
                two_starts(shape.vertices), recorder);
        const std::vector<Visit> visits = recorder.all();
        if (testing::world().is_root()) {
            EXPECT_TRUE(visits == expected) << visits.size() << " visits, " << expected.size() << " expected";
        }
    });
}

DiffusionOptions diffusion_of(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, model == Model::lt};
}

/// LiveLaw where no steps are taken by eight.
class StepByStepLaw {
public:
    static constexpr bool kOneGraph = true;

    explicit StepByStepLaw(const LiveArcs& arcs) : law_(arcs) {}

    LocalVertex vertices() const { return law_.vertices(); }
    template <class Emit>
    void leave_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
        law_.leave_all(key, leaving, emit);
    }
    VertexId target(EdgeId place) const { return law_.target(place); }
    void prefetch(EdgeId place) const { law_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { law_.prefetch_vertex(v); }

private:
    LiveLaw law_;
};

/// Of samples that were stopped, only where: which others they visited at that distance depends on their order.
std::vector<Visit> without_stopped(const std::vector<Visit>& visits, VertexId stop_at) {
    std::set<SampleId> stopped;
    for (const Visit& visit : visits)
        if (visit.vertex == stop_at)
            stopped.insert(visit.sample);
    std::vector<Visit> left;
    for (const Visit& visit : visits)
        if (visit.vertex == stop_at || !stopped.contains(visit.sample))
            left.push_back(visit);
    return left;
}

TEST(Explore, StepsOfEightVisitWhatStepsOfOneDo) {
    constexpr VertexId kVertices = 3000;
    std::set<std::pair<VertexId, VertexId>> arcs_of;
    std::mt19937_64 words(8);
    while (arcs_of.size() < 20'000) { // few heads have many arcs
        const VertexId u = words() % kVertices;
        const VertexId v = words() % kVertices * (words() % kVertices) / kVertices;
        if (u != v)
            arcs_of.insert({u, v});
    }
    std::vector<testing::Arc> list;
    for (const auto& [u, v] : arcs_of)
        list.push_back({u, v, 1.0F});
    const SmallGraph shape = testing::directed(kVertices, list);
    for (const auto& [model, text] :
         {std::pair{Model::ic, "wc"}, {Model::ic, "constant:0.1"}, {Model::ic, "constant:0.4"}, {Model::lt, "wc"}})
        for (const std::uint32_t horizon : {kNoHorizon, 3U})
            for (const VertexId stop_at : {kNoVertex, VertexId{1}})
                testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                    const LiveArcs arcs(context, graph, diffusion_of(model, text), Direction::in);
                    const ExploreOptions options{.key = {1, Domain::testing}, .horizon = horizon};
                    const auto visits_under = [&](const auto& law) {
                        Recorder recorder(graph, context.threads, stop_at);
                        explore(context, graph, law, options, {0, 300}, two_starts(kVertices), recorder);
                        return without_stopped(recorder.all(), stop_at);
                    };
                    const std::vector<Visit> visits = visits_under(LiveLaw(arcs));
                    EXPECT_EQ(visits.size() > 300, testing::world().is_root());
                    EXPECT_TRUE(visits == visits_under(StepByStepLaw(arcs))) << text << ", " << horizon << " hops";
                });
}

TEST(Explore, VisitsWhatLiveArcsReachWithItsDistance) {
    const ExploreOptions options{{1, Domain::testing}};
    for (const SmallGraph& shape : {testing::directed(0, {}), testing::directed(1, {}), testing::path(2),
                                    testing::cycle(9), testing::karate(), testing::random_directed(40, 160, 1)})
        for (const std::string_view text : {"wc", "constant:0.4"})
            expect_plain_visits(shape, diffusion_of(Model::ic, text), options);
    expect_plain_visits(testing::random_directed(40, 160, 1, true), diffusion_of(Model::ic, "weights"), options);
    expect_plain_visits(testing::random_directed(40, 160, 1, true), diffusion_of(Model::lt, "weights"), options);
    expect_plain_visits(testing::karate(), diffusion_of(Model::lt, "wc"), options);
}

TEST(Explore, StopsAtTheHorizon) {
    for (const std::uint32_t horizon : {0U, 1U, 2U, 5U})
        expect_plain_visits(testing::cycle(12), diffusion_of(Model::ic, "constant:0.8"),
                            {{1, Domain::testing}, horizon});
}

TEST(Explore, SamplesHaveHorizonsOfTheirOwn) {
    const std::vector<double> factors = {1, 0.6, 0.3, 0};
    const HopWorth falling = HopWorth::of_factors(factors);
    const HopWorth power = HopWorth::geometric(0.8, 100);
    for (const HopWorth* worth : {&falling, &power}) {
        expect_plain_visits(testing::cycle(12), diffusion_of(Model::ic, "constant:0.8"),
                            {{1, Domain::testing}, kNoHorizon, worth});
        expect_plain_visits(testing::random_directed(300, 1500, 1), diffusion_of(Model::ic, "constant:0.4"),
                            {{1, Domain::testing}, 4, worth});
        expect_plain_visits(testing::random_directed(300, 1500, 1), diffusion_of(Model::lt, "wc"),
                            {{1, Domain::testing}, kNoHorizon, worth});
    }
}

TEST(Explore, CertainArcsReachEverythingOnce) {
    expect_plain_visits(testing::complete(11), diffusion_of(Model::ic, "constant:1"), {{1, Domain::testing}});
    expect_plain_visits(testing::path(30), diffusion_of(Model::ic, "constant:1"), {{1, Domain::testing}});
    expect_plain_visits(testing::star(8), diffusion_of(Model::ic, "constant:0"), {{1, Domain::testing}});
}

TEST(Explore, AStoppedSampleVisitsNoMoreOnARankAlone) {
    // On the path 0 -> … -> 29 every arc is live, and a sample goes back from its starts until vertex 10 is seen.
    const SmallGraph shape = testing::path(30);
    const DiffusionOptions diffusion = diffusion_of(Model::ic, "constant:1");
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        Recorder recorder(graph, context.threads, 10);
        const auto start = [](SampleId sample, auto&& emit) { emit(10 + sample % 20); };
        explore(context, graph, LiveLaw(arcs), {{1, Domain::testing}}, SampleRange::of_group(graph, 0, 1300), start,
                recorder);
        const std::vector<Visit> visits = recorder.all();
        std::vector<std::uint64_t> seen(1300);
        for (const Visit& visit : visits) {
            EXPECT_GE(visit.vertex, 10U);
            ++seen[visit.sample];
        }
        for (SampleId s = 0; testing::world().is_root() && s < seen.size(); ++s)
            ASSERT_EQ(seen[s], s % 20 + 1);
    });
}

TEST(SampleRange, GroupsShareTheSamplesInOrder) {
    testing::on_every_machine(testing::path(9), [](Context&, const PartitionedGraph& graph) {
        for (const SampleId end : {SampleId{10}, SampleId{12}, SampleId{1010}}) {
            const SampleRange mine = SampleRange::of_group(graph, 10, end);
            const std::uint64_t size = graph.shard == 0 ? mine.size() : 0;
            EXPECT_EQ(10 + exclusive_sum(testing::world(), size) - (graph.shard == 0 ? 0 : mine.size()), mine.begin);
            EXPECT_EQ(all_reduce_sum(testing::world(), size), end - 10);
        }
    });
}

} // namespace
} // namespace cascade
