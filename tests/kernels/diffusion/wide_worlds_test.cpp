#include "kernels/diffusion/forward.hpp"
#include "kernels/diffusion/wide_worlds.hpp"
#include "tests/support/plain_worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace cascade {
namespace {

using testing::SmallGraph;

/// In which step who became active in which world, and who was reached.
class Diary final : public VisitListener {
public:
    std::map<std::pair<SampleId, LocalVertex>, std::uint32_t> step;
    std::map<std::pair<SampleId, LocalVertex>, int> reaches;

    bool follows_steps() const override { return true; }
    void visit(int, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t when, std::uint32_t) override {
        for_each_world(worlds, [&](std::uint32_t bit) {
            EXPECT_TRUE(step.emplace(std::pair(first + bit, v), when).second) << "active twice";
        });
    }
    void visit_traced(int, SampleId, LocalVertex, std::uint32_t, const Trace&) override { FAIL(); }
    void reached(int, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t) override {
        for_each_world(worlds, [&](std::uint32_t bit) { ++reaches[{first + bit, v}]; });
    }
};

DiffusionOptions ic(std::string_view probability) {
    DiffusionOptions options;
    options.probability = parse_probability(probability);
    return options;
}

/// Units of `worlds` worlds from `first` on, a multiple of 64.
std::vector<WorldUnit> units_of(SampleId first, std::uint64_t worlds) {
    std::vector<WorldUnit> units;
    for (SampleId block = first; block < first + worlds; block += 64) {
        const std::uint64_t count = std::min<std::uint64_t>(64, first + worlds - block);
        units.push_back({block, ~std::uint64_t{0} >> (64 - count)});
    }
    return units;
}

/// Lists of several rounds of coins, more of them than a small room holds: everybody knows hubs of 100 to 1,500 arcs.
SmallGraph hubs() {
    constexpr VertexId kHubs = 16, kOthers = 1500;
    SmallGraph shape{kHubs + kOthers, {}, false, true};
    for (VertexId hub = 0; hub < kHubs; ++hub)
        for (VertexId v = 0; v < (hub + 1) * kOthers / kHubs; ++v) {
            shape.arcs.push_back({hub, kHubs + v, 0.5F});
            if (v % 97 == hub)
                shape.arcs.push_back({kHubs + v, hub, 0.5F});
        }
    return shape;
}
constexpr std::uint64_t kSmall = 300'000; ///< bytes to keep lists in

TEST(WideWorlds, AreBreadthFirstSearchesOverTheLiveArcs) {
    constexpr std::uint64_t kSeed = 5;
    const std::vector<VertexId> seeds = {3, 17, 3};
    for (const auto& [shape, text] : {std::pair(testing::random_directed(120, 900, 3, false), "wc"),
                                      {testing::random_directed(40, 900, 4, true), "weights"},
                                      {testing::random_directed(300, 500, 5, false), "uniform:0.1,0.9"},
                                      {hubs(), "uniform:0,0.02"}})
        for (const std::uint32_t max_steps : {kNoHopLimit, 2U})
            for (const std::uint64_t kept : {std::uint64_t{0}, kSmall, std::uint64_t{1} << 40})
                testing::on_one_rank(
                    shape, [&, &shape = shape, text = text](Context& context, const PartitionedGraph& graph) {
                        const LiveArcs arcs(context, graph, ic(text), Direction::out);
                        EXPECT_TRUE(arcs.draws_rows());
                        const testing::PlainWorlds plain(shape, ic(text), Direction::out);
                        WideWorlds wide(graph, arcs, everybody(), kSeed, max_steps, kept);
                        for (const auto& [first, worlds] :
                             {std::pair<SampleId, std::uint64_t>(128, 512), {640, 200}, {0, 300}}) {
                            Diary diary;
                            const auto units = units_of(first, worlds);
                            const std::vector<LocalVertex> owned(seeds.begin(), seeds.end());
                            const auto counts = wide.run(units, owned, {diary, 0, first});
                            EXPECT_EQ(counts.size(), units.size());
                            std::size_t active = 0;
                            for (SampleId world = first; world < first + worlds; ++world) {
                                const auto far = plain.distances({kSeed, Domain::forward}, world, seeds, max_steps);
                                std::map<std::uint32_t, std::int64_t> in_step;
                                for (LocalVertex v = 0; v < shape.vertices; ++v) {
                                    const auto found = diary.step.find({world, v});
                                    EXPECT_EQ(found == diary.step.end() ? testing::kFar : found->second, far[v]);
                                    EXPECT_EQ(diary.reaches.contains({world, v}), far[v] != testing::kFar);
                                    if (far[v] != testing::kFar)
                                        ++in_step[far[v]], ++active;
                                }
                                const auto& change = counts[(world - first) / 64].change;
                                for (std::uint32_t step = 0; step < change.size(); ++step)
                                    EXPECT_EQ(change[step][(world - first) % 64], in_step[step]);
                            }
                            EXPECT_EQ(diary.step.size(), active) << "nobody in worlds that were not asked for";
                        }
                        return 0;
                    });
}

TEST(KeptLists, WhatFindsNoRoomLeavesItToOthers) {
    KeptLists lists(100 * sizeof(WideMask));
    EXPECT_EQ(lists.reserve(101), nullptr);
    WideMask* const first = lists.reserve(60);
    ASSERT_NE(first, nullptr);
    lists.take(50);
    EXPECT_EQ(lists.reserve(60), nullptr);
    EXPECT_EQ(lists.reserve(50), first + 50);
    lists.take(50);
    EXPECT_EQ(lists.reserve(1), nullptr);
    lists.clear();
    EXPECT_EQ(lists.reserve(100), first);
}

TEST(KeptLists, TakeAllThatIsAllowedInChunks) {
    constexpr std::size_t kMasks = 100'000, kList = 1000;
    KeptLists lists(kMasks * sizeof(WideMask));
    for (int round = 0; round < 2; ++round) {
        std::set<const WideMask*> places;
        while (const WideMask* place = lists.reserve(kList)) {
            EXPECT_TRUE(places.insert(place).second);
            lists.take(kList);
        }
        EXPECT_GT(places.size(), kMasks / kList * 9 / 10);
        lists.clear();
    }
}

/// The same worlds in blocks of 64, where there is no memory for wide ones.
TEST(WideWorlds, AnswersAreThoseOfBlocksOf64) {
    const SmallGraph shape = testing::random_directed(200, 2500, 8, true);
    testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        const std::vector<VertexId> seeds = {1, 2, 77, 5};
        const std::vector<VertexId> blocked = {5, 30, 31};
        const std::vector<Admission::Acceptance> acceptance = {{10, 0.5}, {11, 0.0}, {77, 0.1}, {90, 0.9}};
        const Admission some(graph, blocked, acceptance);
        const Admission no_blocked(graph, {}, acceptance);
        for (const Admission* admission : {&everybody(), &some, &no_blocked})
            for (const std::uint64_t worlds : {300U, 512U, 1000U, 1600U})
                for (const int threads : {1, 3}) {
                    ForwardOptions options;
                    options.diffusion.probability = parse_probability("weights");
                    options.worlds = worlds;
                    options.admission = admission;
                    options.replicates = true;
                    VertexClasses groups{BigArray<std::uint32_t>(200), 3};
                    for (std::uint32_t v = 0; v < 200; ++v)
                        groups.class_of[v] = v % 4 == 3 ? kNoClass : v % 4;
                    options.groups = &groups;
                    context.threads = threads;
                    context.memory_per_rank = 0;
                    const ForwardResult wide = run_forward(context, graph, options, seeds);
                    context.memory_per_rank = 1;
                    const ForwardResult narrow = run_forward(context, graph, options, seeds);
                    EXPECT_EQ(wide.replicates, narrow.replicates);
                    EXPECT_TRUE(std::ranges::equal(wide.activations, narrow.activations));
                    for (std::size_t group = 0; group < 3; ++group)
                        for (std::size_t hop = 0; hop < narrow.groups[group].size(); ++hop) {
                            EXPECT_EQ(wide.groups[group][hop].newly, narrow.groups[group][hop].newly);
                            EXPECT_EQ(wide.groups[group][hop].first, narrow.groups[group][hop].first);
                        }
                }
        return 0;
    });
}

/// Steps over random lists: what one version of the loops does is what every other does.
TEST(WideLoops, AreTheSameOnEveryProcessor) {
    constexpr RecordNumber kRecords = 300;
    const auto play = [&](const WideLoops& loops) {
        std::mt19937_64 words(7);
        std::vector<WideRecord> records(kRecords);
        std::vector<RecordNumber> touched(kRecords + 1), acting(kRecords + 1), next(kRecords + 1);
        std::vector<WideMask> acting_worlds(kRecords + 1), next_worlds(kRecords + 1), rows(200), dense(200);
        std::vector<std::vector<WideMask>> memory;
        std::vector<KeptList> kept(kRecords);
        const auto random_mask = [&](int sparser) {
            WideMask mask;
            for (auto& word : mask.words) {
                word = words();
                for (int i = 0; i < sparser; ++i)
                    word &= words();
            }
            return mask;
        };
        std::vector<std::uint64_t> seen;
        for (RecordNumber number = 0; number < kRecords; ++number) {
            std::vector<std::uint32_t> heads(words() % rows.size()), dense_heads(heads.size()),
                single_heads(kMostSingles * heads.size());
            std::vector<WorldNumber> single_worlds(single_heads.size());
            for (std::size_t i = 0; i < heads.size(); ++i) {
                heads[i] = static_cast<std::uint32_t>(words() % kRecords);
                rows[i] = random_mask(static_cast<int>(words() % 9));
            }
            RowsToKeep sorted;
            sorted.rows = rows.data();
            sorted.heads = heads.data();
            sorted.count = heads.size();
            sorted.dense = dense.data();
            sorted.dense_heads = dense_heads.data();
            sorted.single_heads = single_heads.data();
            sorted.single_worlds = single_worlds.data();
            loops.sort(sorted);
            KeptList list(nullptr, sorted.dense_count, sorted.single_count);
            memory.emplace_back(list.masks + 1);
            list.rows = memory.back().data();
            std::copy_n(dense.begin(), list.dense, list.rows);
            std::copy_n(dense_heads.begin(), list.dense, list.first_head());
            std::copy_n(single_heads.begin(), list.single, list.first_head() + list.dense);
            std::copy_n(single_worlds.begin(), list.single, list.first_world());
            if (number % 7 != 0)
                kept[number] = list;
            seen.push_back(list.dense);
            seen.push_back(list.single);
        }
        WideStep step;
        step.records = records.data();
        step.kept = kept.data();
        step.touched = touched.data();
        for (int round = 0; round < 4; ++round) {
            step.acting = acting.data();
            step.acting_worlds = acting_worlds.data();
            step.acting_count = round == 0 ? 2 : step.next_count;
            if (round == 0) {
                acting = {1, 7};
                acting_worlds = {random_mask(3), random_mask(3)};
                acting.resize(kRecords + 1);
                acting_worlds.resize(kRecords + 1);
                step.acting = acting.data();
                step.acting_worlds = acting_worlds.data();
            }
            for (std::size_t at = 0; (at = loops.leave(step, at)) < step.acting_count; ++at) {
                seen.push_back(at);
                std::vector<RecordNumber> heads(5, step.acting[at]);
                std::vector<WideMask> some(5);
                for (auto& mask : some)
                    mask = random_mask(6);
                loops.cross(step, some.data(), heads.data(), heads.size());
                if (step.crossed >= WideStep::kReady)
                    loops.receive(step);
            }
            loops.receive(step);
            step.next = next.data();
            step.next_worlds = next_worlds.data();
            std::sort(touched.begin(), touched.begin() + static_cast<std::ptrdiff_t>(step.touched_count));
            loops.settle(step);
            for (std::size_t i = 0; i < step.next_count; ++i) {
                seen.push_back(step.next[i]);
                seen.insert(seen.end(), step.next_worlds[i].words.begin(), step.next_worlds[i].words.end());
            }
            std::swap(acting, next);
            std::swap(acting_worlds, next_worlds);
        }
        for (const WideRecord& record : records)
            seen.insert(seen.end(), record.taken.words.begin(), record.taken.words.end());
        for (const WideMask& plane : step.tally)
            seen.insert(seen.end(), plane.words.begin(), plane.words.end());
        return seen;
    };
    const auto expected = play(versions_of_wide_loops().back());
    EXPECT_GT(expected.size(), 3000U);
    for (const WideLoops& loops : versions_of_wide_loops())
        EXPECT_EQ(play(loops), expected);
}

} // namespace
} // namespace cascade
