#include "engine/comm/collectives.hpp"
#include "engine/graph/generate/arc_source.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(ArcSource, SharesCoverEveryEdgeOnceInOrder) {
    for (std::uint64_t edges : {0, 1, 5, 40000}) {
        for (int threads : {1, 3}) {
            const Context context{testing::world(), threads};
            const auto mine = make_share(context, edges, [](std::uint64_t i) { return PlainArc{i, 2 * i}; });
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
