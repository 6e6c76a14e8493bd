#pragma once
// This rank's candidates by what they would add, or would add for their cost, counted again only when that matters.
//
// As `LazyCandidates`: counts only fall while seeds are chosen, so one from earlier is a bound, of the ratio too, and a
// candidate is counted again only when its bound tops the heap. Ratios are compared as products of integers. Those that no
// longer fit into what is left of the budget are set aside; they count again for bounds, which ask what the whole budget
// could buy.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "kernels/cover/inverted_pool.hpp"

#include <optional>

namespace cascade {

enum class PriceOrder : std::uint8_t { gain, ratio };

/// A candidate, what it adds and what it costs. Cost 0: none.
struct Priced {
    std::uint64_t gain = 0, cost = 0;
    std::uint64_t tie = 0; ///< lower is better among those alike in out-arcs too: the order of original ids
    VertexId vertex = 0;
    std::uint64_t degree = 0; ///< more out-arcs are better among equals
};

/// Whether `a` comes before `b`: by the order, and among equals the cheaper one, by out-arcs and by id.
bool comes_before(PriceOrder order, const Priced& a, const Priced& b);

/// A vertex of the selection range as a candidate.
inline Priced priced(const PartitionedGraph& graph, LocalVertex v, std::uint64_t gain, std::uint64_t cost) {
    return {gain, cost, graph.selection_order(v), graph.selection_first() + v, graph.selection_degree(v)};
}

class PricedCandidates {
public:
    /// `vertices` of the selection range, each at `costs[v]` > 0 units.
    PricedCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                     std::span<const LocalVertex> vertices, std::span<const std::uint64_t> costs, PriceOrder order);

    /// The first that adds to `covered` and costs at most `left`, which never grows; cost 0 when there is none.
    Priced best(const Bitmap& covered, std::uint64_t left);
    /// Takes the one that `best` has found.
    void take() { pop(); }
    /// To be told when more samples are covered: counts so far are bounds from now on.
    void outdate() { ++epoch_; }

    /// Those of the largest ratios of gain to cost, until they cost more than `budget` together (all, when they do not).
    /// For PriceOrder::ratio.
    std::vector<Priced> densest(const Bitmap& covered, std::uint64_t budget);

private:
    struct Entry {
        std::uint32_t bound; ///< what the vertex adds at most
        LocalVertex vertex;
        std::uint32_t epoch; ///< when it was counted
    };

    Priced priced_of(const Entry& entry) const {
        return priced(graph_, entry.vertex, entry.bound, costs_[entry.vertex]);
    }
    bool later(const Entry& a, const Entry& b) const { return comes_before(order_, priced_of(b), priced_of(a)); }
    void push(const Entry& entry);
    Entry pop();

    int threads_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    std::span<const std::uint64_t> costs_;
    PriceOrder order_;
    std::uint32_t epoch_ = 0;
    std::vector<Entry> heap_;
    std::vector<Entry> aside_; ///< do not fit into what is left
};

} // namespace cascade
