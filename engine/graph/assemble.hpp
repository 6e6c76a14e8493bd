#pragma once
// Arcs in any order become the adjacency lists of a slice: cut into buckets by tail, then sorted and merged in each.
//
// A bucket (engine/graph/arc_buckets.hpp) is sorted by tail, neighbour, number and weight, so that merging equal neighbours
// sees the same sequence whatever happened before. Costs one key an arc beside the result, 8 bytes unweighted and 16
// weighted, and gives them back to the system as lists are copied.

#include "engine/core/error.hpp"
#include "engine/graph/arc_buckets.hpp"
#include "engine/graph/arc_sort.hpp"

#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

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

/// The weight of entries that fell together, which come in the order that the rule wants.
float merged_weight(std::span<const float> same, DuplicateRule rule);

namespace detail {

/// Merges equal arcs of a sorted bucket to its front; returns how many remain. Calls `repeated(arc)` for the first of some
/// that are equal.
template <class Key, class Repeated>
std::size_t merge_sorted(std::span<Key> arcs, DuplicateRule rule, Repeated&& repeated) {
    const auto same = [](const Key& a, const Key& b) { return tail_of(a) == tail_of(b) && head_of(a) == head_of(b); };
    std::vector<float> weights;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < arcs.size();) {
        std::size_t end = i + 1;
        while (end < arcs.size() && same(arcs[end], arcs[i]))
            ++end;
        Key arc = arcs[i];
        if (end > i + 1)
            repeated(arc);
        if constexpr (HasWeight<Key>)
            if (end > i + 1) {
                weights.clear();
                for (std::size_t j = i; j < end; ++j)
                    weights.push_back(arcs[j].weight);
                arc.weight = merged_weight(weights, rule);
            }
        arcs[kept++] = arc;
        i = end;
    }
    return kept;
}

/// Puts the heads of sorted arcs into the lists, from `at` on.
inline void copy_lists(std::span<const std::uint64_t> from, EdgeId at, AdjacencyLists& lists) {
    std::uint32_t* to = lists.neighbours.narrow_values().data() + at;
    for (const std::uint64_t key : from)
        *to++ = static_cast<std::uint32_t>(head_of(key));
}
template <class Arc>
void copy_lists(std::span<const Arc> from, EdgeId at, AdjacencyLists& lists) {
    for (const Arc& arc : from) {
        if constexpr (HasWeight<Arc>)
            lists.weights[at] = arc.weight;
        lists.neighbours.set(at++, head_of(arc));
    }
}

} // namespace detail

/// The lists of [first, first + count) from the arcs of `source`, all of which have `u` there.
template <class Source>
AssembledLists assemble(int threads, VertexId first, std::size_t count, VertexId vertices, Source& source,
                        DuplicateRule rule) {
    constexpr std::size_t kTogether = 64; // buckets that are copied before their memory is given back
    auto buckets = in_buckets(threads, first, count, source);
    using Key = std::remove_cvref_t<decltype(buckets.keys[0])>;
    AssembledLists result;
    result.arcs = buckets.keys.size();

    BigArray<EdgeId>& offsets = result.lists.offsets;
    offsets = BigArray<EdgeId>(count + 1);
    std::vector<EdgeId> begins(buckets.count() + 1); // of what a bucket has after merging
    std::vector<std::vector<Key>> scratch(static_cast<std::size_t>(std::max(threads, 1)));
    std::mutex guard;
    const auto repeated = [&](const Key& arc) {
        if (rule != DuplicateRule::error)
            return;
        const std::lock_guard lock(guard);
        const RepeatedArc found{tail_of(arc), head_of(arc)};
        if (!result.repeated || std::tie(found.u, found.v) < std::tie(result.repeated->u, result.repeated->v))
            result.repeated = found;
    };
    parallel_for(threads, buckets.count(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        for (std::size_t b = begin; b < end; ++b) {
            sort_arcs(buckets.bucket(b), scratch[static_cast<std::size_t>(thread)]);
            begins[b + 1] = detail::merge_sorted(buckets.bucket(b), rule, repeated);
            for (const Key& arc : buckets.bucket(b).first(begins[b + 1]))
                ++offsets[tail_of(arc) - first + 1];
        }
    });
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());

    result.lists.neighbours = NeighbourArray(offsets[count], vertices);
    if constexpr (HasWeight<Key>)
        result.lists.weights = BigArray<float>(offsets[count]);
    parallel_for(threads, buckets.count(), kTogether, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t b = begin; b < end; ++b) {
            const std::span<const Key> merged = buckets.bucket(b).first(begins[b + 1] - begins[b]);
            detail::copy_lists(merged, begins[b], result.lists);
        }
        buckets.keys.give_back(buckets.begins[begin], buckets.begins[end]);
    });
    return result;
}

} // namespace cascade
