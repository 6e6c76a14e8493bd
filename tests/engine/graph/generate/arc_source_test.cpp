#include "engine/comm/collectives.hpp"
#include "engine/graph/generate/arc_source.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(ArcSource, SharesCoverEveryEdgeOnceInOrder) {
    for (std::uint64_t edges : {0, 1, 5, 400000}) {
        for (const auto& [threads, vertices] :
             {std::pair{1, VertexId{800000}}, {3, VertexId{800000}}, {2, VertexId{1} << 40}}) {
            const Context context{testing::world(), threads};
            std::vector<PlainArc> mine;
            for (const EdgeBlock& block : make_share(context, vertices, edges, [](std::uint64_t i) {
                     return PlainArc{i, 2 * i};
                 })) {
                EXPECT_EQ(block.narrow.empty(), vertices > kNarrowVertices);
                for (const NarrowPair& pair : block.narrow)
                    mine.push_back({pair.u, pair.v});
                for (const WidePair& pair : block.wide)
                    mine.push_back({pair.u, pair.v});
            }
            const auto all = gather<PlainArc>(testing::world(), mine);
            const auto sizes = all_gather(testing::world(), std::uint64_t{mine.size()});
            EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), edges / sizes.size() + 1);
            if (!testing::world().is_root())
                continue;
            ASSERT_EQ(all.size(), edges);
            for (std::uint64_t i = 0; i < edges; ++i)
                ASSERT_TRUE(all[i].u == i && all[i].v == 2 * i) << i;
        }
    }
}

} // namespace
} // namespace cascade
