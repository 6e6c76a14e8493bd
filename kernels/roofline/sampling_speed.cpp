#include "kernels/roofline/sampling_speed.hpp"

#include <chrono>

namespace cascade {
namespace {

constexpr std::uint64_t kFirstBatch = 64; ///< samples a rank; small, for graphs where one holds everything
constexpr SampleId kMostSamples = (SampleId{1} << 32) - 1; ///< of a pool

} // namespace

SamplingSpeed sampling_speed(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const ExploreOptions& options, double seconds) {
    using Clock = std::chrono::steady_clock;
    SamplingSpeed speed;
    if (graph.vertex_count() == 0)
        return speed;
    const auto keep = [](std::span<const std::span<const Membership>>) {};
    std::uint64_t batch = kFirstBatch * static_cast<std::uint64_t>(context.world.size());
    context.world.barrier();
    const double cpu_began = Timers::process_cpu_seconds();
    const auto began = Clock::now();
    do {
        const SampleId end = std::min<SampleId>(kMostSamples, speed.samples + batch);
        speed.memberships += collect_rr_sets(context, graph, arcs, {options}, speed.samples, end, keep).memberships;
        speed.samples_per_batch = end - speed.samples;
        speed.samples = end;
        const double now = broadcast(context.world, std::chrono::duration<double>(Clock::now() - began).count());
        if (now - speed.seconds < seconds / 8)
            batch *= 2;
        speed.seconds = now;
    } while (speed.seconds < seconds && speed.samples < kMostSamples);
    speed.cpu_seconds = all_reduce_sum(context.world, Timers::process_cpu_seconds() - cpu_began);
    return speed;
}

} // namespace cascade
