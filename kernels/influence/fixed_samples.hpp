#pragma once
// Exactly so many samples to choose from and as many to certify on, whatever certificate comes out.

#include "kernels/influence/selection_run.hpp"

namespace cascade {

class FixedSamples final : public SelectionRun {
public:
    FixedSamples(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
        : SelectionRun(context, graph, arcs, options) {
        delta_each_ = certificate_.delta / 3.0;
    }

private:
    std::uint64_t goal() const override { return options_.samples; }
    void after_choice() override { stage_ = Stage::certify; }
};

} // namespace cascade
