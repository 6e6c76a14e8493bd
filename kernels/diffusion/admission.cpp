#include "kernels/diffusion/admission.hpp"

namespace cascade {

Admission::Admission(const PartitionedGraph& graph, std::span<const VertexId> blocked,
                     std::span<const Acceptance> acceptance) {
    if (!blocked.empty()) {
        blocked_ = Bitmap(graph.owned_count());
        for (const VertexId v : blocked)
            if (graph.is_owned(v))
                blocked_.set(graph.to_local(v));
    }
    bool any = false;
    for (const Acceptance& entry : acceptance)
        any = any || entry.probability < 1;
    if (!any)
        return;
    refusal_ = BigArray<std::uint64_t>(graph.owned_count());
    for (const Acceptance& entry : acceptance)
        if (graph.is_owned(entry.vertex) && entry.probability < 1)
            refusal_[graph.to_local(entry.vertex)] = ~Threshold::of(entry.probability).value;
}

const Admission& everybody() {
    static const Admission all;
    return all;
}

} // namespace cascade
