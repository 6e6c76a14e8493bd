#pragma once
// Which samples do given seeds reach, without storing a sample: the question behind certificates, reported spreads and
// leave-one-out values.
//
// Seeds come in classes 0, 1, …: for a prefix curve the class is the position in the order of choice. A sample is
// explored until the answer asked for is settled: at its first hit, at a hit of class 0 (nothing can be lower), at a hit
// of a second class, or when both of two sets have hit. It is regenerated from its id whenever asked again. Counts are integers over all samples of
// the range; they depend on neither layout, ranks nor threads.

#include "kernels/diffusion/sample_walk.hpp"
#include "kernels/sampling/sample_options.hpp"
#include "kernels/sampling/seed_classes.hpp"

#include <functional>

namespace cascade {

/// What must be known of each sample.
enum class HitQuestion : std::uint8_t {
    any,          ///< is it hit?
    lowest_class, ///< the lowest class that hits it
    only_class,   ///< is it hit, and by one class alone?
    two_sets,     ///< which of two overlapping sets hit it? Class 0 is in both, 1 in the first, 2 in the second only
};

struct HitCounts {
    std::uint64_t samples = 0;
    std::vector<std::uint64_t> hit;  ///< [class]: samples whose lowest class this is (`any`, `only_class`: all in [0];
                                     ///< `two_sets`: hit by both sets, by the first alone, by the second alone)
    std::vector<std::uint64_t> root; ///< [class]: samples whose root is a seed of this class
    std::vector<std::uint64_t> only; ///< [class]: samples that this class alone hits (`only_class`)

    HitCounts& operator+=(const HitCounts& other);
    void state(Archive& archive);
};

/// Counts over the samples [begin, end), of which `counts` holds the first `counts.samples` already; works a portion at a
/// time and calls `rest` after each, when `counts` are whole. The same on every rank. Collective.
void count_hits(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SampleOptions& options,
                SampleId begin, SampleId end, const SeedClasses& seeds, HitQuestion question, HitCounts& counts,
                const std::function<void()>& rest);

/// The same in one go. Collective.
HitCounts count_hits(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                     const SampleOptions& options, SampleId begin, SampleId end, const SeedClasses& seeds,
                     HitQuestion question);

} // namespace cascade
