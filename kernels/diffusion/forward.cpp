#include "kernels/diffusion/forward.hpp"

#include "kernels/diffusion/explore.hpp"
#include "kernels/diffusion/threshold_law.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace cascade {
namespace {

/// Counts newly active vertices per world and hop, and worlds per vertex.
class ForwardVisitor {
public:
    ForwardVisitor(const PartitionedGraph& graph, ForwardResult& result) : graph_(graph), result_(result) {
        result_.activations = BigArray<std::uint64_t>(graph.owned_count());
    }

    void begin_batch(SampleId, std::uint32_t slots) {
        hops_.resize(std::max<std::size_t>(hops_.size(), slots));
        slots_ = slots;
        for (auto& counts : hops_)
            counts.clear();
    }

    auto on_thread(int) {
        return [this](std::uint32_t slot, LocalVertex v, std::uint32_t depth) {
            auto& counts = hops_[slot];
            if (counts.size() <= depth)
                counts.resize(depth + 1, 0);
            ++counts[depth];
            std::atomic_ref(result_.activations[v]).fetch_add(1, std::memory_order_relaxed);
            return false;
        };
    }

    void end_batch() {
        std::uint64_t width = 0;
        for (std::size_t slot = 0; slot < slots_; ++slot)
            width = std::max<std::uint64_t>(width, hops_[slot].size());
        if (!graph_.layout.replicated())
            width = all_reduce_max(graph_.group_comm, width);
        std::vector<std::uint64_t> row_sums(slots_ * width, 0);
        for (std::size_t slot = 0; slot < slots_; ++slot)
            std::copy(hops_[slot].begin(), hops_[slot].end(),
                      row_sums.begin() + static_cast<std::ptrdiff_t>(slot * width));
        if (!graph_.layout.replicated())
            all_reduce(graph_.group_comm, std::span(row_sums), Reduction::sum);
        if (graph_.shard != 0)
            return;
        reserve_hops(width);
        for (std::size_t slot = 0; slot < slots_; ++slot) {
            std::uint64_t active = 0;
            for (std::size_t hop = 0; hop < result_.active.size(); ++hop) {
                const std::uint64_t fresh = hop < width ? row_sums[slot * width + hop] : 0;
                active += fresh;
                result_.newly_active[hop].add(fresh);
                result_.active[hop].add(active);
            }
        }
    }

    /// A hop that no earlier world had: they all stood still there.
    void reserve_hops(std::uint64_t width) {
        for (std::size_t hop = result_.active.size(); hop < width; ++hop) {
            result_.newly_active.emplace_back();
            result_.active.push_back(hop == 0 ? Distribution() : result_.active.back());
            if (hop > 0 && result_.active.back().worlds() > 0)
                result_.newly_active.back().add(0, result_.active.back().worlds());
        }
    }

private:
    const PartitionedGraph& graph_;
    ForwardResult& result_;
    std::vector<std::vector<std::uint32_t>> hops_; ///< [slot][hop] on this shard
    std::size_t slots_ = 0;
};

/// Gathers the groups' distributions at rank 0. Collective.
void merge_distributions(const Communicator& world, ForwardVisitor& visitor, std::vector<Distribution>& hops,
                         std::uint64_t width) {
    visitor.reserve_hops(width);
    for (Distribution& hop : hops) {
        std::vector<std::uint64_t> flat;
        for (const auto& [value, worlds] : hop.values())
            flat.insert(flat.end(), {value, worlds});
        const std::vector<std::uint64_t> all = gather(world, std::span<const std::uint64_t>(flat));
        hop = Distribution();
        for (std::size_t i = 0; i + 1 < all.size(); i += 2)
            hop.add(all[i], all[i + 1]);
    }
}

/// Adds up the activations of the same shard over groups, on every one of them. Collective.
void sum_over_groups(const Communicator& world, const PartitionedGraph& graph, BigArray<std::uint64_t>& activations) {
    if (graph.layout.groups == 1)
        return;
    const Communicator column = world.split(graph.shard);
    all_reduce(column, activations.span(), Reduction::sum);
}

template <class Law>
void run_worlds(Context& context, const PartitionedGraph& graph, const Law& law, const ForwardOptions& options,
                std::span<const VertexId> seeds, ForwardVisitor& visitor) {
    const auto starts = [&](SampleId, auto&& emit) {
        for (VertexId v : seeds)
            emit(v);
    };
    const ExploreOptions how{{options.random_seed, Domain::forward}, options.max_hops};
    Explorer explorer(context, graph, law, how, starts, visitor);
    constexpr std::uint64_t kPortion = 1 << 14; // worlds between two reports of progress
    for (std::uint64_t at = 0; at < options.worlds; at += kPortion * static_cast<std::uint64_t>(graph.layout.groups)) {
        const std::uint64_t end =
            std::min(options.worlds, at + kPortion * static_cast<std::uint64_t>(graph.layout.groups));
        explorer.run(SampleRange::of_group(graph, at, end));
        context.progress("simulating", end, options.worlds);
    }
}

} // namespace

void Distribution::add(const Distribution& other) {
    for (const auto& [value, worlds] : other.worlds_of_)
        add(value, worlds);
}

std::uint64_t Distribution::worlds() const {
    std::uint64_t sum = 0;
    for (const auto& [value, worlds] : worlds_of_)
        sum += worlds;
    return sum;
}

double Distribution::mean() const {
    uint128 sum = 0;
    for (const auto& [value, worlds] : worlds_of_)
        sum += static_cast<uint128>(value) * worlds;
    const std::uint64_t count = worlds();
    return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

double Distribution::variance() const {
    const std::uint64_t count = worlds();
    if (count < 2)
        return 0;
    const double centre = mean();
    double sum = 0; // in ascending order of value: the same on every machine
    for (const auto& [value, worlds] : worlds_of_)
        sum +=
            (static_cast<double>(value) - centre) * (static_cast<double>(value) - centre) * static_cast<double>(worlds);
    return sum / static_cast<double>(count - 1);
}

std::uint64_t Distribution::quantile(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(worlds())));
    std::uint64_t seen = 0;
    for (const auto& [value, worlds] : worlds_of_) {
        seen += worlds;
        if (seen >= wanted)
            return value;
    }
    return 0;
}

ForwardResult run_forward(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                          std::span<const VertexId> seeds) {
    ForwardResult result;
    result.worlds = options.worlds;
    ForwardVisitor visitor(graph, result);
    if (options.diffusion.model == Model::lt) {
        const ThresholdLaw law(context, graph, options.diffusion);
        const auto timer = context.timers.scope("simulation");
        run_worlds(context, graph, law, options, seeds, visitor);
    } else {
        const LiveArcs arcs(context, graph, options.diffusion, Direction::out);
        const auto timer = context.timers.scope("simulation");
        run_worlds(context, graph, LiveLaw(arcs), options, seeds, visitor);
    }
    const std::uint64_t width = all_reduce_max(context.world, std::uint64_t{result.active.size()});
    merge_distributions(context.world, visitor, result.newly_active, width);
    merge_distributions(context.world, visitor, result.active, width);
    sum_over_groups(context.world, graph, result.activations);
    return result;
}

} // namespace cascade
