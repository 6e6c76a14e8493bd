#pragma once
// Arcs on their way to the lists they end in: four widths, where they can come from, and the trip to their owner.
//
// An unweighted arc is two canonical ids, 8 bytes while the graph has at most 2^32 vertices; a weighted one carries the
// number of its edge in the input as well, 16 bytes while there are at most 2^32 edges, too. A *source* calls back with every
// arc, and does so twice (once to count, once to put), so that the arcs of a single rank go from their blocks straight into
// lists. Over several ranks they travel in rounds of a few blocks, which are freed as they leave; what arrives is the source
// then.

#include "engine/comm/all_to_all.hpp"
#include "engine/graph/adjacency.hpp"
#include "engine/graph/edge_list.hpp"
#include "engine/graph/partition.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"

#include <utility>

namespace cascade {

/// An arc with a weight, and the number of its edge in the order of the input, where that matters, else 0.
struct NarrowWeightedArc {
    std::uint32_t u, v;
    std::uint32_t number;
    float weight;
};
struct WideWeightedArc {
    std::uint64_t u, v;
    std::uint64_t number;
    float weight;
};

template <class Arc>
concept HasWeight = requires(const Arc& arc) {
    arc.weight;
};

// What an arc is while it is being sorted: its key. Ascending keys are ascending tails, then heads, then numbers and weights.

inline std::uint64_t key_of(const NarrowPair& arc) {
    return std::uint64_t{arc.u} << 32 | arc.v;
}
template <class Arc>
Arc key_of(const Arc& arc) {
    return arc;
}

inline VertexId tail_of(std::uint64_t key) {
    return key >> 32;
}
inline VertexId head_of(std::uint64_t key) {
    return static_cast<std::uint32_t>(key);
}
template <class Arc>
VertexId tail_of(const Arc& arc) {
    return arc.u;
}
template <class Arc>
VertexId head_of(const Arc& arc) {
    return arc.v;
}

template <class Arc>
bool comes_before(const Arc& a, const Arc& b) {
    if (a.u != b.u)
        return a.u < b.u;
    if constexpr (HasWeight<Arc>) {
        if (a.v != b.v)
            return a.v < b.v;
        return a.number != b.number ? a.number < b.number : a.weight < b.weight;
    } else {
        return a.v < b.v;
    }
}

template <class Arc>
Arc reversed(Arc arc) {
    std::swap(arc.u, arc.v);
    return arc;
}

/// Arcs held in pieces. Each stands for its reverse too where `mirrored`; loops are passed over.
template <class ArcType>
struct PieceSource {
    using Arc = ArcType;
    std::vector<BigArray<Arc>> pieces;
    bool mirrored = false;

    /// Calls `f(arc, thread)` for all, on several threads; frees each piece after use when this is the `last` time.
    template <class F>
    void visit(int threads, bool last, F&& f) {
        parallel_for(threads, pieces.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
            for (std::size_t i = begin; i < end; ++i) {
                for (const Arc& arc : pieces[i]) {
                    if (arc.u == arc.v)
                        continue;
                    f(arc, thread);
                    if (mirrored)
                        f(reversed(arc), thread);
                }
                if (last)
                    pieces[i] = {};
            }
        });
    }
};

/// The arcs of finished lists, tail and head exchanged.
template <class ArcType>
struct TransposedSource {
    using Arc = ArcType;
    const AdjacencyLists& lists;
    VertexId first = 0; ///< canonical id of the first list's vertex

    template <class F>
    void visit(int threads, bool /*last*/, F&& f) {
        parallel_for(threads, lists.count(), 4096, [&](std::size_t begin, std::size_t end, int thread) {
            visit_rows(begin, end, [&](const Arc& arc) { f(arc, thread); });
        });
    }

    template <class F>
    void visit_rows(std::size_t begin, std::size_t end, F&& f) const {
        for (std::size_t row = begin; row < end; ++row)
            for (EdgeId e = lists.offsets[row]; e < lists.offsets[row + 1]; ++e)
                f(arc_at(row, e));
    }

    Arc arc_at(std::size_t row, EdgeId e) const {
        Arc arc{};
        arc.u = static_cast<decltype(arc.u)>(lists.neighbours[e]);
        arc.v = static_cast<decltype(arc.v)>(first + row);
        if constexpr (HasWeight<Arc>)
            arc.weight = lists.weights[e];
        return arc;
    }
};

/// Sends every arc to the rank whose slice its `u` lies in. `produce(batch, send)` calls `send(arc)` for the arcs of
/// one of this rank's `batches` and may free them; `batches_per_round` of them travel together. Collective.
template <class Arc, class Produce>
std::vector<BigArray<Arc>> send_to_owners(const Communicator& comm, const Partition& slices, std::size_t batches,
                                          std::size_t batches_per_round, Produce&& produce) {
    const std::uint64_t rounds =
        all_reduce_max(comm, std::uint64_t{(batches + batches_per_round - 1) / batches_per_round});
    std::vector<BigArray<Arc>> pieces;
    std::vector<std::vector<Arc>> outbox(static_cast<std::size_t>(comm.size()));
    const auto send = [&](const Arc& arc) { outbox[static_cast<std::size_t>(slices.owner_of(arc.u))].push_back(arc); };
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::vector<Arc>& box : outbox)
            box.clear();
        const std::size_t end = std::min(batches, (round + 1) * batches_per_round);
        for (std::size_t batch = round * batches_per_round; batch < end; ++batch)
            produce(batch, send);
        const Received<Arc> came = all_to_all(comm, outbox);
        BigArray<Arc> piece(came.items.size());
        std::copy(came.items.begin(), came.items.end(), piece.begin());
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

} // namespace cascade
