#pragma once
// How long the list of each of 64 lanes in a message is: a bit for each lane whose list is not empty, and the sizes of those.
//
// Most messages of a walk are small: when few samples are left to advance, four bytes a lane would outweigh what is told.

#include "engine/core/leb128.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace cascade {

using LaneSizes = std::array<std::uint32_t, 64>;

/// Behind what is in `message`.
inline void append_lane_sizes(std::vector<char>& message, const LaneSizes& sizes) {
    std::array<char, sizeof(std::uint64_t) + 5 * std::tuple_size_v<LaneSizes>> header;
    std::uint64_t filled = 0;
    char* end = header.data() + sizeof filled;
    for (std::size_t lane = 0; lane < sizes.size(); ++lane)
        if (sizes[lane] != 0) {
            filled |= std::uint64_t{1} << lane;
            end = write_leb128(end, sizes[lane]);
        }
    std::memcpy(header.data(), &filled, sizeof filled);
    message.insert(message.end(), header.data(), end);
}

/// Of a message that is not empty; moves `at` to the first list.
inline LaneSizes read_lane_sizes(const char*& at) {
    LaneSizes sizes{};
    std::uint64_t filled;
    std::memcpy(&filled, at, sizeof filled);
    at += sizeof filled;
    for (; filled != 0; filled &= filled - 1)
        sizes[static_cast<std::size_t>(std::countr_zero(filled))] = read_leb128(at);
    return sizes;
}

} // namespace cascade
