#pragma once
// Is a vertex a seed, and which? Asked once for every vertex a sample reaches.
//
// Nearly every answer is no, and must not cost a line of memory: a filter of 64 to 128 bits a seed, which stays in cache,
// says so for all but about one other vertex in a hundred; only then the bitmap over all vertices is asked.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"

#include <span>
#include <unordered_map>

namespace cascade {

/// The seeds a rank owns, in classes 0, 1, …
class SeedClasses {
public:
    /// `classes[c]` lists the seeds (canonical ids) of class c; a vertex listed twice has its lowest class.
    SeedClasses(const PartitionedGraph& graph, std::span<const std::vector<VertexId>> classes);

    std::uint32_t count() const { return count_; }
    bool contains(LocalVertex v) const {
        const std::size_t bit = place(v);
        return (filter_[bit / 64] >> (bit % 64) & 1) != 0 && member_.test(v);
    }
    std::uint32_t class_of(LocalVertex v) const { return class_of_.at(v); } ///< of a contained vertex

private:
    std::size_t place(LocalVertex v) const {
        return static_cast<std::size_t>(v * std::uint64_t{0x9e3779b97f4a7c15} >> shift_);
    }

    Bitmap member_;
    std::vector<std::uint64_t> filter_;
    int shift_ = 0;
    std::unordered_map<LocalVertex, std::uint32_t> class_of_;
    std::uint32_t count_;
};

} // namespace cascade
