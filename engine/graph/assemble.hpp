#pragma once
// Arcs in any order become the adjacency lists of a slice: count, put, then sort and merge each list on its own.
//
// Two passes over the source: the first counts each list's arcs, the second puts every arc's entry at its list's
// cursor (an atomic addition where there are threads, so the order within a list is chance, and the sort removes it).
// A list is sorted by neighbour, then place, then weight, so that merging equal neighbours sees the same sequence
// whatever happened before. Costs one entry an arc beside the result: 4 bytes unweighted.

#include "engine/core/error.hpp"
#include "engine/graph/arcs.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <span>

namespace cascade {

/// Two arcs fell together where that is an error; canonical ids.
struct RepeatedArc {
    VertexId u, v;
};

struct AssembledLists {
    AdjacencyLists lists;
    std::uint64_t arcs = 0;              ///< put in, loops not counted
    std::optional<RepeatedArc> repeated; ///< the least pair given twice, if any
};

/// The weight of entries that fell together. The values come sorted by place, or by value where there are no places.
float merged_weight(std::span<const WeightedEntry> same, DuplicateRule rule);

namespace detail {

inline EdgeId next_at(EdgeId& cursor, int threads) {
    if (threads <= 1)
        return cursor++;
    return std::atomic_ref<EdgeId>(cursor).fetch_add(1, std::memory_order_relaxed);
}

/// Sorts a list and merges equal neighbours to its front; returns how many remain.
template <class Entry>
std::size_t merge_list(std::span<Entry> list, DuplicateRule rule) {
    const auto before = [](const Entry& a, const Entry& b) { return comes_before(a, b); };
    if (!std::is_sorted(list.begin(), list.end(), before))
        std::sort(list.begin(), list.end(), before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list.size();) {
        std::size_t end = i + 1;
        while (end < list.size() && neighbour_of(list[end]) == neighbour_of(list[i]))
            ++end;
        Entry entry = list[i];
        if constexpr (std::is_same_v<Entry, WeightedEntry>)
            entry.weight = merged_weight(std::span<const WeightedEntry>(list).subspan(i, end - i), rule);
        list[kept++] = entry;
        i = end;
    }
    return kept;
}

/// The first neighbour of a sorted list that is there twice, before merging.
template <class Entry>
std::optional<VertexId> first_repeated(std::span<Entry> list) {
    std::sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return comes_before(a, b); });
    for (std::size_t i = 1; i < list.size(); ++i)
        if (neighbour_of(list[i]) == neighbour_of(list[i - 1]))
            return neighbour_of(list[i]);
    return std::nullopt;
}

template <class Entry>
void copy_list(std::span<const Entry> from, EdgeId to, AdjacencyLists& lists) {
    for (std::size_t i = 0; i < from.size(); ++i) {
        lists.neighbours.set(to + i, neighbour_of(from[i]));
        if constexpr (std::is_same_v<Entry, WeightedEntry>)
            lists.weights[to + i] = from[i].weight;
    }
}

} // namespace detail

/// The lists of [first, first + count) from the arcs of `source`, all of which have `u` there.
template <class Source>
AssembledLists assemble(int threads, VertexId first, std::size_t count, VertexId vertices, Source& source,
                        DuplicateRule rule) {
    using Entry = decltype(entry_of(std::declval<typename Source::Arc>()));
    constexpr std::size_t kRows = 1024; // rows handed to a thread at a time
    AssembledLists result;
    BigArray<EdgeId> ends(count + 1); // of each list; while putting, its cursor
    source.visit(threads, false, [&](const auto& arc) { detail::next_at(ends[arc.u - first], threads); });
    EdgeId sum = 0;
    for (EdgeId& end : ends)
        sum += std::exchange(end, sum);
    result.arcs = sum;
    BigArray<Entry> entries(sum);
    source.visit(threads, true,
                 [&](const auto& arc) { entries[detail::next_at(ends[arc.u - first], threads)] = entry_of(arc); });

    BigArray<EdgeId>& offsets = result.lists.offsets;
    offsets = BigArray<EdgeId>(count + 1);
    const auto list_of = [&](std::size_t row) {
        const EdgeId begin = row == 0 ? 0 : ends[row - 1];
        return entries.span().subspan(begin, ends[row] - begin);
    };
    std::mutex guard;
    parallel_for(threads, count, kRows, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row) {
            if (rule == DuplicateRule::error)
                if (const auto v = detail::first_repeated(list_of(row))) {
                    const std::lock_guard lock(guard);
                    if (!result.repeated || first + row < result.repeated->u)
                        result.repeated = {first + row, *v};
                }
            offsets[row + 1] = detail::merge_list(list_of(row), rule);
        }
    });
    for (std::size_t row = 0; row < count; ++row)
        offsets[row + 1] += offsets[row];

    result.lists.neighbours = NeighbourArray(offsets[count], vertices);
    if constexpr (std::is_same_v<Entry, WeightedEntry>)
        result.lists.weights = BigArray<float>(offsets[count]);
    parallel_for(threads, count, kRows, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row)
            detail::copy_list(std::span<const Entry>(list_of(row)).first(offsets[row + 1] - offsets[row]), offsets[row],
                              result.lists);
    });
    return result;
}

} // namespace cascade
