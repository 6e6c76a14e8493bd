#pragma once
// IMM: a search for a lower bound on the optimum says how many samples the paper asks for, and exactly these are drawn.
//
// Search rounds double; each chooses on all samples so far and asks whether coverage speaks for an optimum above n/2^i
// (bounds.hpp, ImmPlan). The theta samples that follow are a pool of their own: those of the search may not be used again
// (Chen, CSoNet'18). Seeds chosen from theta samples reach 1 - 1/e - epsilon of the optimum with probability 1 - delta,
// whatever the certificate says that is made of them afterwards as of any choice.
//
// With delta = n^-l this is the paper's l; by default l = 1 on graphs of 100 vertices and more.
//
// Source: Tang, Shi, Xiao: "Influence maximization in near-linear time: a martingale approach", SIGMOD'15, Algorithms 2
// and 3.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection_run.hpp"

namespace cascade {

class Imm final : public SelectionRun {
public:
    /// Collective.
    Imm(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options);

private:
    std::uint64_t goal() const override;
    Domain domain() const override { return searching() ? Domain::bound_search : Domain::selection; }
    void after_choice() override;
    void algorithm_state(Archive& archive) override;
    bool searching() const { return lower_ == 0; }

    ImmPlan plan_;
    double lower_ = 0; ///< on the optimum, in units of the audience; 0 while it is searched for
};

} // namespace cascade
