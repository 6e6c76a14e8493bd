#include "engine/store/metis_pairs.hpp"

#include "engine/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

namespace cascade {
namespace {

constexpr std::size_t kRanges = std::size_t{1} << 16;

std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ x >> 32) * 0x9e3779b97f4a7c15;
    x = (x ^ x >> 29) * 0xd6e8feb86659fd93;
    return x ^ x >> 32;
}

template <class F>
void for_each_arc(const BlockWalk& walk, const MetisHeading& heading, F&& found) {
    std::uint64_t vertices = 0;
    walk([&](std::string_view block, std::uint64_t offset) {
        visit_vertex_lines(
            block, offset, std::numeric_limits<std::uint64_t>::max(), heading, vertices, [](std::uint64_t) {}, found);
    });
}

/// The lowest vertex whose edges to higher ones do not match.
std::uint64_t lowest_bad(const BlockWalk& walk, const MetisHeading& heading) {
    std::uint64_t begin = 1;
    std::uint64_t count = heading.vertices;
    while (count > 1) {
        const std::uint64_t width = (count - 1) / kRanges + 1;
        std::vector<std::uint64_t> sums(kRanges);
        for_each_arc(walk, heading, [&](const MetisArc& arc) {
            const std::uint64_t low = std::min(arc.vertex, arc.neighbour);
            if (low - begin < count)
                sums[(low - begin) / width] += pairing_of(arc);
        });
        const auto bad = std::find_if(sums.begin(), sums.end(), [](std::uint64_t sum) { return sum != 0; });
        if (bad == sums.end())
            throw InternalError("edges of a METIS graph that match in each range and not in all");
        const std::uint64_t skipped = static_cast<std::uint64_t>(bad - sums.begin()) * width;
        begin += skipped;
        count = std::min(width, count - skipped);
    }
    return begin;
}

/// An edge as one of its two lines has it.
struct Half {
    std::uint64_t other;
    float weight;
    std::uint64_t line;
    std::string written;

    bool operator<(const Half& half) const { return std::tie(other, weight) < std::tie(half.other, half.weight); }
};

} // namespace

std::uint64_t pairing_of(const MetisArc& arc) {
    const std::uint64_t low = std::min(arc.vertex, arc.neighbour);
    const std::uint64_t high = std::max(arc.vertex, arc.neighbour);
    const float value = arc.value + 0.0F; // no negative zero
    const std::uint64_t hash = mixed(mixed(mixed(low) + high) + std::bit_cast<std::uint32_t>(value));
    return arc.vertex == low ? hash : -hash;
}

TextFailure unpaired_arc(const BlockWalk& walk, const MetisHeading& heading) {
    const std::uint64_t low = lowest_bad(walk, heading);
    std::vector<Half> own, others; // in the line of `low`, and in the lines of its higher neighbours
    for_each_arc(walk, heading, [&](const MetisArc& arc) {
        if (arc.vertex == low && arc.neighbour > low)
            own.push_back({arc.neighbour, arc.value, arc.line, std::string(arc.weight)});
        if (arc.neighbour == low && arc.vertex > low)
            others.push_back({arc.vertex, arc.value, arc.line, std::string(arc.weight)});
    });
    std::sort(own.begin(), own.end());
    std::sort(others.begin(), others.end());
    std::size_t i = 0;
    while (i < own.size() && i < others.size() && !(own[i] < others[i]) && !(others[i] < own[i]))
        ++i;
    const bool in_own = i < own.size() && (i == others.size() || own[i] < others[i]);
    const Half& half = in_own ? own[i] : others.at(i);
    const std::vector<Half>& partners = in_own ? others : own;
    const auto partner =
        std::find_if(partners.begin(), partners.end(), [&](const Half& other) { return other.other == half.other; });
    const std::uint64_t here = in_own ? low : half.other;
    const std::uint64_t there = in_own ? half.other : low;
    if (partner == partners.end())
        return {half.line,
                fmt::format("vertex {} has the neighbour {}, and {} has not the neighbour {}; an edge stands in "
                            "the lines of both its ends",
                            here, there, there, here)};
    if (partner->weight < half.weight || half.weight < partner->weight)
        return {half.line,
                fmt::format("the edge between {} and {} has the weight {} in the line of {} and {} in the other", here,
                            there, half.written, here, partner->written)};
    return {half.line, fmt::format("the edge between {} and {} stands more often in the line of {} than in the other",
                                   here, there, here)};
}

} // namespace cascade
