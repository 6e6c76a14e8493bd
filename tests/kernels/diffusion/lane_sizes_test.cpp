#include "kernels/diffusion/lane_sizes.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cascade {
namespace {

/// Writes behind something else and reads again; the bytes it took.
std::size_t expect_same_again(const LaneSizes& sizes) {
    std::vector<char> message = {'a', 'b'};
    append_lane_sizes(message, sizes);
    const char* at = message.data() + 2;
    EXPECT_EQ(read_lane_sizes(at), sizes);
    EXPECT_EQ(at, message.data() + message.size());
    EXPECT_EQ(message[1], 'b');
    return message.size() - 2;
}

TEST(LaneSizes, TakeWhatIsTold) {
    LaneSizes sizes{};
    EXPECT_EQ(expect_same_again(sizes), 8U);
    sizes[0] = 1;
    sizes[63] = 127;
    EXPECT_EQ(expect_same_again(sizes), 10U);
    sizes[5] = 128;
    EXPECT_EQ(expect_same_again(sizes), 12U);
    sizes.fill(UINT32_MAX);
    EXPECT_EQ(expect_same_again(sizes), 8U + 64 * 5);
}

TEST(LaneSizes, KeepWhateverComes) {
    std::mt19937_64 words{3};
    for (int round = 0; round < 500; ++round) {
        LaneSizes sizes{};
        const std::uint64_t some = words();
        for (std::size_t lane = 0; lane < sizes.size(); ++lane)
            if ((some >> lane & 1) != 0)
                sizes[lane] = static_cast<std::uint32_t>(words() >> (32 + words() % 32));
        expect_same_again(sizes);
    }
}

} // namespace
} // namespace cascade
