#include "kernels/sampling/rr_sets.hpp"

#include "kernels/sampling/roots.hpp"

#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kPortion = std::uint64_t{1} << 20; ///< memberships a rank should hold at once

/// Collects what each thread visits, addressed to the rank that selects it.
class MembershipVisitor {
public:
    MembershipVisitor(const Context& context, const PartitionedGraph& graph)
        : graph_(graph), single_(graph.layout.groups == 1), world_size_(static_cast<std::size_t>(context.world.size())),
          outbox_(static_cast<std::size_t>(context.threads)) {
        for (auto& boxes : outbox_)
            boxes.resize(single_ ? 1 : world_size_);
    }

    void begin_batch(SampleId first, std::uint32_t) { first_ = first; }

    bool visit(int thread, std::uint32_t slot, LocalVertex v, std::uint32_t) {
        const auto sample = static_cast<std::uint32_t>(first_ + slot);
        auto& boxes = outbox_[static_cast<std::size_t>(thread)];
        if (single_) {
            boxes[0].push_back({sample, v}); // the shard is the selection range
            return false;
        }
        const VertexId id = graph_.to_global(v);
        const int part = graph_.selection.owner_of(id);
        const int rank = part % graph_.layout.groups * graph_.layout.shards + part / graph_.layout.groups;
        boxes[static_cast<std::size_t>(rank)].push_back(
            {sample, static_cast<LocalVertex>(id - graph_.selection.begin_of(part))});
        return false;
    }

    void end_batch() {}

    /// Hands over everything collected since the last call. Collective over `world`.
    std::uint64_t deliver(const Communicator& world, const std::function<void(std::vector<Membership>)>& keep) {
        if (single_) {
            std::uint64_t count = 0;
            for (auto& boxes : outbox_) {
                count += boxes[0].size();
                keep(std::exchange(boxes[0], {}));
            }
            return count;
        }
        std::vector<std::vector<Membership>> all(world_size_);
        for (auto& boxes : outbox_)
            for (std::size_t r = 0; r < world_size_; ++r) {
                if (all[r].empty())
                    all[r].swap(boxes[r]);
                else
                    all[r].insert(all[r].end(), boxes[r].begin(), boxes[r].end());
                boxes[r].clear();
            }
        Received<Membership> arrived = all_to_all(world, all);
        const std::uint64_t count = arrived.items.size();
        keep(std::move(arrived.items));
        return count;
    }

private:
    const PartitionedGraph& graph_;
    bool single_;
    std::size_t world_size_;
    SampleId first_ = 0;
    std::vector<std::vector<std::vector<Membership>>> outbox_; ///< [thread][rank]
};

} // namespace

std::uint64_t collect_rr_sets(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                              const ExploreOptions& options, SampleId begin, SampleId end,
                              const std::function<void(std::vector<Membership>)>& keep) {
    CASCADE_CHECK(end < (SampleId{1} << 32), "{} samples in one pool", end);
    const VertexId n = graph.vertex_count();
    const auto starts = [&](SampleId sample, auto&& emit) { emit(sample_root(options.key, sample, n)); };
    MembershipVisitor visitor(context, graph);
    const auto ranks = static_cast<std::uint64_t>(context.world.size());
    std::uint64_t total = 0;
    std::uint64_t samples = 1024 * ranks;
    for (SampleId at = begin; at < end;) {
        const SampleId stop = std::min(end, at + samples);
        explore(context, graph, LiveLaw(arcs), options, SampleRange::of_group(graph, at, stop), starts, visitor);
        const std::uint64_t found = all_reduce_sum(context.world, visitor.deliver(context.world, keep));
        total += found;
        const std::uint64_t fitting = kPortion * ranks * (stop - at) / std::max<std::uint64_t>(found, 1);
        samples = std::clamp<std::uint64_t>(fitting, 64 * ranks, samples * 16);
        at = stop;
        context.progress("sampling", at, end);
    }
    return total;
}

} // namespace cascade
