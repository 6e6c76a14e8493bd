#pragma once
// Roots of samples: each vertex with probability proportional to its weight.
//
// Weights become whole numbers of a common unit: decimals of up to six places exactly, others to 2^-61 / n of the
// largest; what they have in common is divided out. A sample draws a place in their sum as `sample_root` draws a vertex
// (consistent: it moves only when the sum does), and the vertex whose share of the sum holds the place, in canonical
// order, is the root. So weights that are all equal give the roots of no weights, and no layout shows. A shard keeps the
// ends of the shares of its own vertices, those of weight 0 left out (12 bytes each), and a guide of 4 bytes that finds
// one in a step or two; equal weights take no memory. On a partitioned graph every shard draws every sample's place and
// emits the root if it is its own.
//
// Weighted roots: Li, Zhang, Tan: "Real-time targeted influence maximization for online advertisements", PVLDB'15.

#include "engine/graph/partitioned_graph.hpp"
#include "kernels/sampling/roots.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace cascade {

class RootLaw {
public:
    /// Every vertex weighs 1.
    explicit RootLaw(VertexId vertices) : total_(vertices) {}
    /// `weights` of the vertices this rank owns, finite and >= 0. Collective over the group.
    RootLaw(const PartitionedGraph& graph, std::span<const double> weights);

    std::uint64_t total() const { return total_; } ///< of all weights, in units; 0: nobody can be a root
    double value(std::uint64_t units) const { return static_cast<double>(units) * unit_ / unit_per_; }
    bool equal() const { return equal_; } ///< all weights are 1 unit
    std::uint64_t units_of(LocalVertex owned) const;

    /// Whether each shard must be asked for every sample, and emits what it owns.
    bool by_shard() const { return !equal_; }
    /// Calls emit(i, root) for the samples first + i, i below `count`, in this order; total() >= 1.
    template <class Emit>
    void emit_roots(const RandomKey& key, SampleId first, std::uint32_t count, Emit&& emit) const {
        std::array<std::uint64_t, kTogether> places;
        for (std::uint32_t at = 0; at < count; at += kTogether) {
            const std::uint32_t together = std::min(kTogether, count - at);
            sample_roots(key, first + at, total_, std::span(places).first(together));
            for (std::uint32_t i = 0; i < together; ++i)
                if (equal_)
                    emit(at + i, places[i]);
                else if (places[i] - begin_ < size())
                    emit(at + i, first_owned_ + vertices_[entry_of(places[i] - begin_)]);
        }
    }

private:
    static constexpr std::uint32_t kTogether = 16;

    std::uint64_t size() const { return ends_.empty() ? 0 : ends_.back(); }
    std::size_t entry_of(std::uint64_t place) const;
    void build_guide();

    std::uint64_t total_ = 0;
    double unit_ = 1, unit_per_ = 1; ///< a unit is worth unit / unit_per
    bool equal_ = true;
    VertexId first_owned_ = 0;
    std::uint64_t begin_ = 0;           ///< of this shard's shares of the sum
    std::vector<LocalVertex> vertices_; ///< of weight, ascending
    std::vector<std::uint64_t> ends_;   ///< of their shares, from begin_
    std::vector<std::uint32_t> guide_;  ///< [place >> shift]: first entry that ends beyond the places before
    int shift_ = 0;
};

/// The start of a sample, for `explore`.
struct RootStarts {
    const RootLaw& law;
    const RandomKey& key;

    bool by_shard() const { return law.by_shard(); }
    template <class Emit>
    void operator()(SampleId sample, Emit&& emit) const {
        law.emit_roots(key, sample, 1, [&](std::uint32_t, VertexId root) { emit(root); });
    }
    template <class Emit>
    void in_a_row(SampleId first, std::uint32_t count, Emit&& emit) const {
        law.emit_roots(key, first, count, emit);
    }
};

} // namespace cascade
