#pragma once
// Worlds cut into units, each a block or an aligned part of one, and dealt to the groups of the layout.
//
// A unit is as wide as 64 worlds unless there are too few worlds to give every thread of every group one; then it is
// narrower, so that a hundred worlds keep eight threads busy. How worlds are cut changes no answer.

#include "engine/graph/partitioned_graph.hpp"
#include "kernels/diffusion/world_block.hpp"

namespace cascade {

/// Who made a vertex active in a world, and the seed it goes back to: canonical ids; a seed has itself for both.
struct Trace {
    VertexId parent;
    VertexId seed;
};

/// Some worlds of one block.
struct WorldUnit {
    SampleId first; ///< of the block
    std::uint64_t worlds;
};

/// The share of the worlds [begin, end) that falls to this group.
inline std::vector<WorldUnit> units_of_group(const PartitionedGraph& graph, int threads, SampleId begin, SampleId end) {
    const auto groups = static_cast<std::uint64_t>(graph.layout.groups);
    const std::uint64_t wanted = groups * static_cast<std::uint64_t>(threads);
    std::uint64_t width = kBlockWorlds;
    while (width > 1 && (end - begin) / width < wanted)
        width /= 2;
    const std::uint64_t from = begin / width;
    const Partition parts = Partition::equal((end + width - 1) / width - from, graph.layout.groups);
    std::vector<WorldUnit> units;
    for (std::uint64_t u = from + parts.begin_of(graph.group); u < from + parts.end_of(graph.group); ++u) {
        const SampleId first = u * width / kBlockWorlds * kBlockWorlds;
        WorldUnit unit{first, 0};
        for (SampleId world = std::max(begin, u * width); world < std::min(end, (u + 1) * width); ++world)
            unit.worlds |= std::uint64_t{1} << (world - first);
        units.push_back(unit);
    }
    return units;
}

/// Hears of activations. Called by several threads at once.
class VisitListener {
public:
    /// Whether `visit` is to be called.
    virtual bool follows_steps() const = 0;
    /// v became active in `worlds` of the block at `first`, in step `step`, as that kind (0 of laws that know none).
    virtual void visit(int thread, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t step,
                       std::uint32_t kind) = 0;
    /// The same world by world, where it is followed who made whom active.
    virtual void visit_traced(int thread, SampleId world, LocalVertex v, std::uint32_t step, const Trace& trace) = 0;
    /// The block at `first` has ended, in `worlds` of which v was ever active, as that kind.
    virtual void reached(int thread, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t kind) = 0;

protected:
    ~VisitListener() = default;
};

/// A listener to the block of one unit.
struct UnitVisitor {
    VisitListener& listener;
    int thread;
    SampleId first;
    bool steps = listener.follows_steps();

    void operator()(LocalVertex v, std::uint64_t worlds, std::uint32_t step, std::uint32_t kind) const {
        if (steps)
            listener.visit(thread, first, v, worlds, step, kind);
    }
    void operator()(LocalVertex v, SampleId world, std::uint32_t step, const Trace& trace) const {
        listener.visit_traced(thread, world, v, step, trace);
    }
};

} // namespace cascade
