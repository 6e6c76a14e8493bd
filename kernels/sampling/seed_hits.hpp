#pragma once
// Which samples do given seeds reach, without storing a sample: the question behind certificates, reported spreads and
// leave-one-out values.
//
// Seeds come in classes 0, 1, …: for a prefix curve the class is the position in the order of choice. A sample is
// explored until the answer asked for is settled: at its first hit, at a hit of class 0 (nothing can be lower), or at a
// hit of a second class. It is regenerated from its id whenever asked again. Counts are integers over all samples of
// the range; they depend on neither layout, ranks nor threads.

#include "engine/core/bitmap.hpp"
#include "kernels/diffusion/explore.hpp"

#include <span>
#include <unordered_map>

namespace cascade {

/// What must be known of each sample.
enum class HitQuestion : std::uint8_t {
    any,          ///< is it hit?
    lowest_class, ///< the lowest class that hits it
    only_class,   ///< is it hit, and by one class alone?
};

struct HitCounts {
    std::uint64_t samples = 0;
    std::vector<std::uint64_t> hit;  ///< [class]: samples whose lowest class this is (`any`, `only_class`: all in [0])
    std::vector<std::uint64_t> root; ///< [class]: samples whose root is a seed of this class
    std::vector<std::uint64_t> only; ///< [class]: samples that this class alone hits (`only_class`)

    HitCounts& operator+=(const HitCounts& other);
};

/// The seeds a rank owns, with their classes.
class SeedClasses {
public:
    /// `classes[c]` lists the seeds (canonical ids) of class c; a vertex listed twice has its lowest class.
    SeedClasses(const PartitionedGraph& graph, std::span<const std::vector<VertexId>> classes);

    std::uint32_t count() const { return count_; }
    bool contains(LocalVertex v) const { return member_.test(v); }
    std::uint32_t class_of(LocalVertex v) const { return class_of_.at(v); } ///< of a contained vertex

private:
    Bitmap member_;
    std::unordered_map<LocalVertex, std::uint32_t> class_of_;
    std::uint32_t count_;
};

/// Counts over the samples [begin, end). The same on every rank. Collective.
HitCounts count_hits(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                     const ExploreOptions& options, SampleId begin, SampleId end, const SeedClasses& seeds,
                     HitQuestion question);

} // namespace cascade
