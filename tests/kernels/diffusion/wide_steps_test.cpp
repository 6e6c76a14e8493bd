#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/wide_steps.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

namespace cascade {
namespace {

using testing::SmallGraph;

const RandomKey kKey{1, Domain::testing, 2, 3};

/// Vertex v has v arcs coming in, up to `most`, and the last one a long list besides.
SmallGraph all_degrees(VertexId most, VertexId longest) {
    SmallGraph shape;
    shape.vertices = std::max(most, longest) + 2;
    for (VertexId v = 1; v <= most; ++v)
        for (VertexId u = 0; u < v; ++u)
            shape.arcs.push_back({u, v, 0.5F});
    for (VertexId u = 0; u < longest; ++u)
        shape.arcs.push_back({u, shape.vertices - 1, 0.5F});
    return shape;
}

std::vector<DiffusionOptions> models() {
    std::vector<DiffusionOptions> all = {{Model::lt, parse_probability("wc"), 0, false}};
    for (const char* text : {"wc", "constant:0.001", "constant:0.02", "constant:0.1", "constant:0.5", "constant:1"})
        all.push_back({Model::ic, parse_probability(text), 0, false});
    return all;
}

TEST(WideSteps, DrawsAreThoseOfEachVertexAlone) {
    if (!steps_wide())
        GTEST_SKIP() << "this processor has no registers of eight words";
    std::array<SampleId, VisitedLanes::kLanes> samples;
    for (std::size_t lane = 0; lane < samples.size(); ++lane)
        samples[lane] = (SampleId{1} << 32) - 30 + 3 * lane; // both sides of 2^32
    const LanesInFlight lanes{samples.data(), 0x8000'0000'0000'1001};
    const SmallGraph shape = all_degrees(40, 70'000);
    testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        for (const DiffusionOptions& options : models()) {
            const LiveArcs arcs(context, graph, options, Direction::in);
            EXPECT_TRUE(arcs.steps_wide());
            for (const std::size_t count : {0, 1, 7, 8, 63, 64, 65, 2000}) {
                std::mt19937_64 words(count);
                std::vector<std::uint64_t> reached;
                std::vector<std::uint64_t> wanted;
                for (std::size_t i = 0; i < count; ++i) {
                    const std::uint64_t lane = words() % samples.size();
                    const auto v =
                        static_cast<LocalVertex>(i % 100 == 9 ? shape.vertices - 1 : words() % 41); // or the long list
                    reached.push_back(lane << kVertexBits | v);
                    if ((lanes.stopped >> lane & 1) == 0)
                        arcs.draw_places(kKey, samples[lane], v, v,
                                         [&](EdgeId place) { wanted.push_back(lane << kPlaceBits | place); });
                }
                WorkList<std::uint64_t> crossed;
                crossed.push(99);
                arcs.draw_reached(kKey, reached, lanes, crossed);
                EXPECT_EQ(crossed[0], 99U);
                std::vector<std::uint64_t> found(&crossed[1], &crossed[0] + crossed.size());
                std::sort(found.begin(), found.end());
                std::sort(wanted.begin(), wanted.end());
                EXPECT_EQ(found, wanted) << static_cast<int>(options.model) << ", " << options.probability.low << ", "
                                         << count << " vertices";
            }
        }
        return 0;
    });
}

TEST(WideSteps, HeadsThatAreNewAreThoseOfOneInsertionAfterTheOther) {
    if (!steps_wide())
        GTEST_SKIP() << "this processor has no registers of eight words";
    for (const auto& [vertices, lanes] :
         {std::pair{40U, 64U}, {3000U, 1U}, {100'000U, 2U}, {100'000U, 64U}, {4'000'000U, 1U}, {4'000'000U, 7U}}) {
        std::mt19937_64 words(vertices + lanes);
        std::vector<std::uint32_t> heads(8 * std::size_t{vertices});
        for (std::uint32_t& head : heads)
            head = static_cast<std::uint32_t>(words() % vertices);
        const std::vector<EdgeId> offsets(vertices + 1);
        const EqualLists lists{.offsets = offsets.data(), .heads = heads.data()};
        const auto together = std::make_unique<VisitedLanes>(vertices);
        const auto alone = std::make_unique<VisitedLanes>(vertices);
        for (int round = 0; round < 300; ++round) {
            const std::uint64_t stopped = round % 3 == 0 ? words() : 0;
            std::vector<std::uint64_t> crossed(words() % 150);
            std::vector<std::uint64_t> wanted;
            for (std::uint64_t& crossing : crossed) {
                const auto lane = static_cast<std::uint32_t>(words() % lanes);
                const EdgeId place = words() % (round % 2 == 0 ? heads.size() : 320);
                crossing = std::uint64_t{lane} << kPlaceBits | place;
                if ((stopped >> lane & 1) == 0 && alone->insert(lane, heads[place]))
                    wanted.push_back(std::uint64_t{lane} << kVertexBits | heads[place]);
            }
            std::vector<std::uint64_t> fresh(crossed.size());
            fresh.resize(arrive_wide(lists, crossed, stopped, *together, fresh.data()));
            ASSERT_EQ(fresh, wanted) << vertices << " vertices, " << lanes << " lanes, round " << round;
            if (round % 50 == 0) {
                together->clear(0);
                alone->clear(0);
            }
        }
    }
}

TEST(WideSteps, VerticesReachedAreNamedByTheirSamples) {
    std::mt19937_64 words(5);
    std::array<std::uint32_t, VisitedLanes::kLanes> slots;
    for (std::uint32_t& slot : slots)
        slot = static_cast<std::uint32_t>(words() % 65536);
    const std::uint32_t first = 0xffff0000;
    for (const std::size_t count : {0, 1, 7, 8, 9, 64, 100}) {
        std::vector<std::uint64_t> reached, wanted;
        std::uint64_t lanes = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t lane = count == 100 ? i % slots.size() : words() % slots.size();
            const auto v = static_cast<LocalVertex>(i == 3 ? ~std::uint32_t{1} : words());
            reached.push_back(lane << kVertexBits | v);
            wanted.push_back(std::uint64_t{v} << 32 | (first + slots[lane]));
            lanes |= std::uint64_t{1} << lane;
        }
        std::vector<std::uint64_t> named(count + 1, 7);
        EXPECT_EQ(name_reached(reached, slots, first, named.data()), lanes) << count;
        EXPECT_EQ(named.back(), 7U) << "nothing beyond";
        named.pop_back();
        EXPECT_EQ(named, wanted) << count;
    }
}

} // namespace
} // namespace cascade
