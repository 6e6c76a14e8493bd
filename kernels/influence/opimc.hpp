#pragma once
// OPIM-C with settling and hit-and-stop: rounds that double until certificate and seeds are good enough.
//
// OPIM-C doubles R1 and R2 until sigma_low(S) / sigma_up >= 1 - 1/e - epsilon. That rule is a minimum: it leaves some
// percent of the reachable spread on the table. By default rounds go on until, besides, another doubling raised the
// certified lower bound by less than `settle`, both seed sets being asked on the same R2; settle >= 1 is the bare rule.
// R2 is drawn only for a round that may end by what R1 shows. The last round is drawn at theta_max, so an answer is
// always certified. Hit-and-stop (sentinels.hpp) cuts samples short that leading seeds reach.
//
// With a budget rounds go on until sigma_low / sigma_up >= 1/2 - epsilon; where k holds back what the budget could buy no
// ratio is promised, and settling alone ends them.
//
// Source: Tang, Tang, Xiao, Yuan: "Online processing algorithms for influence maximization", SIGMOD'18.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection_run.hpp"

namespace cascade {

class Opimc final : public SelectionRun {
public:
    /// Collective.
    Opimc(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options);

private:
    std::uint64_t goal() const override { return plan_.samples_of_round(round_) / part_; }
    void after_draw() override;
    void after_choice() override;
    void after_certificate() override;
    void algorithm_state(Archive& archive) override;

    bool last() const { return round_ == plan_.i_max; }
    double wanted_ratio() const { return std::max(0.0, options_.promised_share() - options_.epsilon); }
    HitAndStop hit_and_stop() const { return again_ || budgeted() ? HitAndStop::off : options_.hit_and_stop; }
    void begin_early();
    void go_on();
    std::uint32_t next_round();
    void start_again_whole();
    bool may_end();
    bool settled();
    void consider_sentinels();

    OpimcPlan plan_;
    std::uint32_t part_ = 1; ///< the first round is drawn to this part of itself
    bool again_ = false;     ///< the last round is drawn again without sentinels
};

} // namespace cascade
