// Graphs that continue another: old vertices keep their places, new ones stand behind by id.

#include "engine/comm/collectives.hpp"
#include "engine/graph/base_order.hpp"
#include "engine/graph/build.hpp"
#include "engine/random/draw.hpp"
#include "tests/support/world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace cascade {
namespace {

using testing::world;
using Pairs = std::vector<std::pair<OriginalId, OriginalId>>;

std::string name_of(OriginalId id) {
    return fmt::format("n{}", id);
}

/// This rank's share of the vertices `ids`.
VertexShare share_of(const std::vector<OriginalId>& ids, bool labelled) {
    const Partition shares = Partition::equal(ids.size(), world().size());
    VertexShare share{shares.begin_of(world().rank()), ids.size(), labelled, {}, {}};
    for (VertexId v = shares.begin_of(world().rank()); v < shares.end_of(world().rank()); ++v) {
        if (labelled)
            share.labels.push_back(name_of(ids[v]));
        else
            share.ids.push_back(ids[v]);
    }
    return share;
}

/// Edge i on rank i mod p.
EdgeList dealt(const Pairs& edges, bool labelled) {
    EdgeList list;
    if (labelled)
        list.labels = std::make_unique<LabelTable>();
    const auto end_of = [&](OriginalId id) { return labelled ? list.labels->number_of(name_of(id), [] {}) : id; };
    EdgeCollector collector(false);
    for (std::size_t i = 0; i < edges.size(); ++i)
        if (static_cast<int>(i) % world().size() == world().rank())
            collector.add(end_of(edges[i].first), end_of(edges[i].second));
    list.blocks = collector.take();
    return list;
}

struct Built {
    std::vector<std::string> names;
    std::set<std::pair<std::string, std::string>> arcs;
    std::string order;
};

/// Brought together on every rank.
Built built(const Pairs& edges, const std::vector<OriginalId>& base, bool labelled) {
    Context context{.world = world(), .threads = 2};
    const VertexShare share = share_of(base, labelled);
    BuildOptions options;
    options.base = &share;
    const GraphSlice slice = build_graph(context, dealt(edges, labelled), options);
    LabelList mine;
    for (LocalVertex v = 0; v < slice.count(); ++v)
        mine.push_back(labelled ? std::string(slice.labels[v])
                                : name_of(slice.original_ids.empty() ? static_cast<OriginalId>(slice.first + v)
                                                                     : slice.original_ids[v]));
    LabelList all = gather_labels(world(), mine);
    broadcast(world(), all);
    Built result{{}, {}, slice.info.order};
    for (std::size_t v = 0; v < all.size(); ++v)
        result.names.emplace_back(all[v]);
    std::vector<std::pair<VertexId, VertexId>> arcs;
    for (LocalVertex u = 0; u < slice.count(); ++u)
        for (EdgeId e = slice.out.begin_of(u); e < slice.out.end_of(u); ++e)
            arcs.emplace_back(slice.first + u, slice.out.neighbours[e]);
    std::vector<VertexId> flat;
    for (const auto& [u, v] : arcs)
        flat.insert(flat.end(), {u, v});
    flat = gather(world(), std::span<const VertexId>(flat));
    broadcast(world(), flat);
    for (std::size_t i = 0; i < flat.size(); i += 2)
        result.arcs.emplace(result.names[flat[i]], result.names[flat[i + 1]]);
    return result;
}

/// The old names in their order, then the others that edges have, ascending.
std::vector<std::string> expected_names(const Pairs& edges, const std::vector<OriginalId>& base, bool labelled) {
    std::vector<std::string> names;
    std::set<OriginalId> known(base.begin(), base.end());
    for (const OriginalId id : base)
        names.push_back(name_of(id));
    std::vector<OriginalId> fresh;
    for (const auto& [u, v] : edges)
        for (const OriginalId id : {u, v})
            if (known.insert(id).second)
                fresh.push_back(id);
    std::sort(fresh.begin(), fresh.end(),
              [&](OriginalId a, OriginalId b) { return labelled ? name_of(a) < name_of(b) : a < b; });
    for (const OriginalId id : fresh)
        names.push_back(name_of(id));
    return names;
}

void expect_continued(const Pairs& edges, const std::vector<OriginalId>& base, std::string_view order) {
    for (const bool labelled : {false, true}) {
        const Built graph = built(edges, base, labelled);
        EXPECT_EQ(graph.names, expected_names(edges, base, labelled));
        std::set<std::pair<std::string, std::string>> arcs;
        for (const auto& [u, v] : edges)
            arcs.emplace(name_of(u), name_of(v));
        EXPECT_EQ(graph.arcs, arcs);
        if (!labelled) {
            EXPECT_EQ(graph.order, order);
        }
    }
}

TEST(BaseOrder, OldVerticesKeepTheirPlacesAndNewOnesStandBehind) {
    expect_continued({{5, 9}, {-3, 5}, {70, 9}}, {9, 30, 5}, "base");
    expect_continued({{5, 9}}, {9, 30, 5, 1, 2, 3, 4, 8}, "base");
    expect_continued({{1, 2}}, {}, "id");
    expect_continued({}, {4, 2}, "base");
    expect_continued({{7, 9}}, {2, 4}, "id");
}

TEST(BaseOrder, ManyVerticesInAnyOrder) {
    const RandomKey key{5, Domain::testing};
    std::vector<OriginalId> base;
    std::set<OriginalId> met;
    Pairs edges;
    for (std::uint64_t i = 0; i < 3000; ++i) {
        const RandomBlock word = random_block(key, i, 0, 0);
        const auto id = static_cast<OriginalId>(below(word[0], 4000)) * 7 - 9000;
        if (met.insert(id).second)
            base.push_back(id);
        const auto u = static_cast<OriginalId>(below(word[1], 5000)) * 7 - 9000;
        const auto v = static_cast<OriginalId>(below(word[2], 5000)) * 7 - 9000;
        if (u != v)
            edges.emplace_back(u, v);
    }
    expect_continued(edges, base, "base");
}

TEST(BaseOrder, PlacesOfASliceSayWhatTheBaseLacks) {
    Context context{.world = world(), .threads = 1};
    const GraphSlice slice = build_graph(context, dealt({{0, 1}, {1, 2}, {2, 3}}, false), {});
    const std::vector<std::uint64_t> places = places_in(context, share_of({3, 1}, false), slice);
    const std::vector<std::uint64_t> all = gather(world(), std::span<const std::uint64_t>(places));
    if (world().is_root()) {
        EXPECT_EQ(all, (std::vector<std::uint64_t>{2, 1, 2, 0}));
    }
}

} // namespace
} // namespace cascade
