#include "kernels/diffusion/time_grid.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(TimeGrid, FindsTheFirstPointThatIsNotBefore) {
    for (const TimeGrid grid :
         {TimeGrid{10, 3}, TimeGrid{1, 1}, TimeGrid{7, 7}, TimeGrid{3, 10}, TimeGrid{0, 5}, TimeGrid{kLongest, 1000}}) {
        EXPECT_EQ(grid.at(0), 0U);
        EXPECT_EQ(grid.at(grid.steps), grid.end);
        for (const Ticks time : {Ticks{0}, Ticks{1}, Ticks{2}, Ticks{3}, Ticks{9}, Ticks{10}, grid.end / 2, grid.end}) {
            if (time > grid.end)
                continue;
            std::uint32_t first = 0;
            while (grid.at(first) < time)
                ++first;
            EXPECT_EQ(grid.point_of(time), first) << time << " of " << grid.end << " in " << grid.steps;
        }
        EXPECT_EQ(grid.point_of(grid.end + 1), grid.steps + 1);
        EXPECT_EQ(grid.point_of(kNoDeadline), grid.steps + 1);
    }
}

} // namespace
} // namespace cascade
