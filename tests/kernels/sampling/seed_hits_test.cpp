#include "kernels/sampling/seed_hits.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace cascade {
namespace {

using testing::PlainWorlds;
using testing::SmallGraph;
using Classes = std::vector<std::vector<VertexId>>;

constexpr SampleId kBegin = 100;
constexpr SampleId kEnd = 1700;
const RandomKey kHitKey{3, Domain::report};

HitCounts plain_counts(const SmallGraph& shape, const DiffusionOptions& diffusion, const Classes& classes,
                       HitQuestion question) {
    std::map<VertexId, std::uint32_t> class_of;
    for (std::uint32_t c = 0; c < classes.size(); ++c)
        for (const VertexId v : classes[c])
            class_of.try_emplace(v, c);
    const std::size_t size = std::max<std::size_t>(classes.size(), 1);
    HitCounts counts{kEnd - kBegin, std::vector<std::uint64_t>(size), std::vector<std::uint64_t>(size),
                     std::vector<std::uint64_t>(size)};
    const auto sets = PlainWorlds(shape, diffusion, Direction::in).rr_sets(kHitKey, kEnd);
    for (SampleId s = kBegin; s < kEnd; ++s) {
        std::set<std::uint32_t> hitting;
        for (const VertexId v : sets[s])
            if (class_of.count(v) > 0)
                hitting.insert(class_of[v]);
        if (hitting.empty())
            continue;
        if (question == HitQuestion::two_sets)
            ++counts.hit[hitting.size() == 1 ? *hitting.begin() : 0];
        else
            ++counts.hit[question == HitQuestion::lowest_class ? *hitting.begin() : 0];
        if (question == HitQuestion::only_class && hitting.size() == 1)
            ++counts.only[*hitting.begin()];
        const VertexId root = sample_root(kHitKey, s, shape.vertices);
        if (class_of.count(root) > 0)
            ++counts.root[class_of[root]];
    }
    return counts;
}

void expect_plain_counts(const SmallGraph& shape, const DiffusionOptions& diffusion, const Classes& classes,
                         const std::vector<HitQuestion>& questions = {HitQuestion::any, HitQuestion::lowest_class,
                                                                      HitQuestion::only_class},
                         double mean_size = 0) {
    for (const HitQuestion question : questions) {
        const HitCounts expected = plain_counts(shape, diffusion, classes, question);
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            SCOPED_TRACE(fmt::format("question {}", static_cast<int>(question)));
            const LiveArcs arcs(context, graph, diffusion, Direction::in);
            SampleOptions how{{kHitKey}};
            how.mean_size = mean_size;
            const HitCounts counts =
                count_hits(context, graph, arcs, how, kBegin, kEnd, SeedClasses(graph, classes), question);
            EXPECT_EQ(counts.samples, expected.samples);
            EXPECT_EQ(counts.hit, expected.hit);
            EXPECT_EQ(counts.root, expected.root);
            EXPECT_EQ(counts.only, expected.only);
        });
    }
}

DiffusionOptions hits_under(Model model, std::string_view probability) {
    return {model, parse_probability(probability), 0, model == Model::lt};
}

TEST(SeedHits, AreThoseOfTheExplicitSets) {
    for (const auto& [model, text] : {std::pair(Model::ic, "wc"), {Model::ic, "constant:0.3"}, {Model::lt, "wc"}}) {
        const DiffusionOptions diffusion = hits_under(model, text);
        expect_plain_counts(testing::karate(), diffusion, {{33}, {0}, {32, 2}});
        expect_plain_counts(testing::karate(), diffusion, {{7, 12, 0, 33}});
        expect_plain_counts(testing::random_directed(40, 150, 5), diffusion, {{39}, {0}, {20}, {1}, {38}});
    }
    expect_plain_counts(testing::random_directed(40, 150, 5, true), hits_under(Model::ic, "weights"), {{39}, {0, 3}});
}

TEST(SeedHits, LargeSamplesAreSearchedTowardsTheSeeds) {
    const SmallGraph dense = testing::random_directed(120, 3600, 5); // three live arcs a vertex: a giant component
    expect_plain_counts(dense, hits_under(Model::ic, "constant:0.1"), {{7}, {3, 50}, {81}});
    expect_plain_counts(dense, hits_under(Model::ic, "constant:0.1"), {{81, 7, 119}});
    for (const Classes& classes : {Classes{{7}, {3, 50}, {81}}, Classes{{}, {7}, {81}}})
        expect_plain_counts(dense, hits_under(Model::ic, "constant:0.1"), classes, {HitQuestion::two_sets});
    for (const HitQuestion question : {HitQuestion::any, HitQuestion::lowest_class}) // from the first sample on
        expect_plain_counts(dense, hits_under(Model::ic, "constant:0.1"), {{7}, {3, 50}, {81}}, {question}, 100);
}

TEST(SeedHits, AMapOfOtherSeedsIsKeptAndAsGood) {
    const SmallGraph dense = testing::random_directed(120, 3600, 5);
    const DiffusionOptions diffusion = hits_under(Model::ic, "constant:0.1");
    testing::on_every_machine(dense, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        GoalMap kept;
        SampleOptions how{{kHitKey}};
        how.goals = &kept;
        const auto hits = [&](const SampleOptions& options, const Classes& classes, HitQuestion question) {
            return count_hits(context, graph, arcs, options, kBegin, kEnd, SeedClasses(graph, classes), question);
        };
        hits(how, {{7}}, HitQuestion::only_class); // which must see all of each sample
        EXPECT_FALSE(kept.exists());
        how.mean_size = 100;
        hits(how, {{7}}, HitQuestion::any);
        EXPECT_EQ(kept.exists(), graph.layout.replicated());
        how.mean_size = 0;
        for (const Classes& classes : {Classes{{7}, {3, 50}, {81}}, Classes{{119}}, Classes{{}, {7}, {81}}})
            for (const HitQuestion question : {HitQuestion::any, HitQuestion::lowest_class, HitQuestion::only_class}) {
                const HitCounts plain = hits({{kHitKey}}, classes, question);
                const HitCounts with_map = hits(how, classes, question);
                EXPECT_EQ(with_map.hit, plain.hit);
                EXPECT_EQ(with_map.root, plain.root);
                EXPECT_EQ(with_map.only, plain.only);
            }
    });
}

TEST(SeedHits, AwkwardSeedsAndGraphs) {
    const DiffusionOptions diffusion = hits_under(Model::ic, "constant:0.5");
    expect_plain_counts(testing::directed(1, {}), diffusion, {{0}});
    expect_plain_counts(testing::directed(4, {}), diffusion, {{2}, {}, {0}});
    expect_plain_counts(testing::path(3), diffusion, {});
    expect_plain_counts(testing::path(3), diffusion, {{2, 1, 0}});
    expect_plain_counts(testing::cycle(6), diffusion,
                        {{1}, {1, 4}, {4, 1}}); // a vertex listed twice has its lowest class
    expect_plain_counts(testing::complete(8), hits_under(Model::ic, "constant:1"), {{5}, {0}});
    expect_plain_counts(testing::star(8), hits_under(Model::ic, "constant:0"), {{5}, {0}});
}

TEST(SeedHits, TwoOverlappingSets) {
    const Classes overlapping = {{33}, {0, 5}, {32, 2}};
    for (const std::string_view text : {"constant:0.1", "constant:0.4", "wc"})
        for (const Classes& classes : {overlapping, Classes{{}, {33}, {0}}, Classes{{33, 0}, {}, {}}})
            expect_plain_counts(testing::karate(), hits_under(Model::ic, text), classes, {HitQuestion::two_sets});
}

TEST(SeedHits, RangesAddUp) {
    const DiffusionOptions diffusion = hits_under(Model::ic, "constant:0.2");
    const Classes classes = {{33}, {0}};
    testing::on_every_machine(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        const SeedClasses seeds(graph, classes);
        HitCounts parts;
        for (const SampleId at : {0, 500, 501, 501, 2000})
            parts += count_hits(context, graph, arcs, {kHitKey}, parts.samples, static_cast<SampleId>(at), seeds,
                                HitQuestion::only_class);
        const HitCounts whole = count_hits(context, graph, arcs, {kHitKey}, 0, 2000, seeds, HitQuestion::only_class);
        EXPECT_EQ(parts.samples, 2000U);
        EXPECT_EQ(parts.hit, whole.hit);
        EXPECT_EQ(parts.root, whole.root);
        EXPECT_EQ(parts.only, whole.only);
    });
}

} // namespace
} // namespace cascade
