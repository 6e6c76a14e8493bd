#include "engine/core/leb128.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>

namespace cascade {
namespace {

TEST(Leb128, KeepsNumbersInAsFewBytesAsTheyNeed) {
    for (int bits = 0; bits <= 32; ++bits)
        for (const std::int64_t off : {-1, 0, 1}) {
            const std::int64_t wide = (std::int64_t{1} << bits) + off;
            if (wide < 0 || wide > UINT32_MAX)
                continue;
            const auto number = static_cast<std::uint32_t>(wide);
            std::array<char, 6> bytes;
            bytes.fill('\x55');
            const char* const end = write_leb128(bytes.data(), number);
            const int digits = std::max(1, static_cast<int>(std::bit_width(number)));
            EXPECT_EQ(end - bytes.data(), (digits + 6) / 7) << number;
            EXPECT_EQ(*end, '\x55') << "nothing behind it is touched";
            const char* at = bytes.data();
            EXPECT_EQ(read_leb128(at), number);
            EXPECT_EQ(at, end);
        }
}

TEST(Leb128, TheLowestBitsComeFirst) {
    std::array<char, 5> bytes{};
    EXPECT_EQ(write_leb128(bytes.data(), 624485) - bytes.data(), 3);
    EXPECT_EQ(bytes, (std::array<char, 5>{'\xe5', '\x8e', '\x26', 0, 0}));
}

} // namespace
} // namespace cascade
