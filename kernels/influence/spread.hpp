#pragma once
// The spread of given seeds from RR samples that neither chose nor certified them, with a 95 % interval.
//
// sigma(S) = |S| + (n - |S|) P(S reaches the root | the root is not a seed): seeds reach themselves, so only the rest is
// estimated, from the samples whose root is no seed (given their number, a plain binomial share; Wilson's interval).
// Sampling goes on until half the interval is at most `precision` times the spread; it is looked at only at ends of
// batches, whose sizes follow from the counts so far and are decided by rank 0 (law: the machine does not show). Of an
// audience with weights or worth by distance the same holds of f (audience.hpp); where its seeds hardly reach it, the
// interval need not be narrower than `precision` times what as many vertices count in the mean.
//
// For a prefix curve seeds come in classes in order of choice, and one pass gives every prefix (`lowest_class`).
// Intervals are pointwise in k.

#include "kernels/sampling/audience.hpp"
#include "kernels/sampling/seed_hits.hpp"

namespace cascade {

struct SpreadOptions {
    ExploreOptions explore;             ///< the domain keeps these samples apart from all others
    const Audience* audience = nullptr; ///< who counts; null: everybody alike, however far
    HitQuestion question = HitQuestion::lowest_class;
    double precision = 0.01; ///< half width wanted, relative to the spread
    std::uint64_t most_samples = std::uint64_t{1} << 40;
    bool layer_losses = false; ///< measure what is lost without each layer of the arcs
};

/// A spread with its 95 % interval: in vertices, or in what the audience counts.
struct SpreadInterval {
    double spread = 0, low = 0, high = 0;

    double half_width() const { return (high - low) / 2; }
};

/// The same on every rank.
struct SpreadMeasurement {
    HitCounts counts;
    std::vector<SpreadInterval>
        prefix; ///< [c]: of the classes 0 … c together; `any`, `only_class`: of all seeds, in [0]
};

/// The spread of seeds that count `certain` themselves, of `total` that all vertices do, from counts over samples.
SpreadInterval spread_interval(double total, double certain, std::uint64_t samples, std::uint64_t seed_roots,
                               std::uint64_t hits);

/// How far a measurement is.
struct SpreadProgress {
    HitCounts counts;
    SampleId batch_end = 4096; ///< where the width is looked at next

    void state(Archive& archive);
};

/// Samples until the interval of all classes together is as narrow as asked, from `progress` on; calls `rest` when
/// `progress` is whole. Collective.
SpreadMeasurement measure_spread(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                 const SpreadOptions& options, std::span<const std::vector<VertexId>> classes,
                                 SpreadProgress& progress, const std::function<void()>& rest);

/// How many vertices seeds reach, whatever these weigh: those of weight, and those of none. Worth by distance counts.
struct ReachMeasurement {
    SpreadInterval on_target, off_target;

    double vertices() const { return on_target.spread + off_target.spread; }
    double waste() const { return vertices() > 0 ? off_target.spread / vertices() : 0; } ///< share that is off target
};

struct ReachProgress {
    SpreadProgress on_target, off_target;

    void state(Archive& archive);
};

/// For an audience with weights; samples of their own, each half to the precision wanted. Collective.
ReachMeasurement measure_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                               const SpreadOptions& options, const std::vector<VertexId>& seeds,
                               ReachProgress& progress, const std::function<void()>& rest);

/// A spread, and where the audience has weights the reach in vertices.
struct SpreadAndReach {
    SpreadMeasurement spread;
    ReachMeasurement reach;
    std::vector<SpreadInterval> layer_losses; ///< [layer], where they are asked for
};

/// Both as a kernel of its own, which goes on from where an earlier run was stopped. Collective.
SpreadAndReach measure_spread_and_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                        const SpreadOptions& options, std::span<const std::vector<VertexId>> classes);

/// The first alone. Collective.
SpreadMeasurement measure_spread(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                 const SpreadOptions& options, std::span<const std::vector<VertexId>> classes);

} // namespace cascade
