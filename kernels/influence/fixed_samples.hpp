#pragma once
// Exactly so many samples to choose from and so many to certify on, whatever certificate comes out.

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
    std::uint64_t certify_goal() const override {
        return options_.certify_samples > 0 ? options_.certify_samples : theta_;
    }
    void after_choice() override { stage_ = Stage::certify; }
};

} // namespace cascade
