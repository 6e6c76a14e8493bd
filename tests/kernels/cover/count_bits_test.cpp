#include "kernels/cover/count_bits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace cascade {
namespace {

TEST(CountOutside, CountsBitByBit) {
    std::mt19937_64 words(1);
    for (const std::size_t size : {0, 1, 2, 7, 64, 1001}) {
        std::vector<std::uint64_t> list(size);
        std::vector<std::uint64_t> covered(size + 3, ~std::uint64_t{0} >> 5);
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i < size; ++i) {
            list[i] = words();
            covered[i] = words() & words();
            for (unsigned bit = 0; bit < 64; ++bit)
                expected += (list[i] >> bit & 1) == 1 && (covered[i] >> bit & 1) == 0;
        }
        EXPECT_EQ(count_outside(list, covered), expected);
    }
    EXPECT_EQ(count_outside(std::vector<std::uint64_t>{~std::uint64_t{0}}, std::vector<std::uint64_t>{0}), 64U);
}

} // namespace
} // namespace cascade
