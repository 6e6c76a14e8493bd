#pragma once
// OPIM-C with settling and hit-and-stop: rounds that double until certificate and seeds are good enough.
//
// OPIM-C doubles R1 and R2 until sigma_low(S) / sigma_up >= 1 - 1/e - epsilon. That rule is a minimum: it leaves some
// percent of the reachable spread on the table. By default rounds go on until, besides, another doubling raised the
// certified lower bound by less than `settle`, both seed sets being asked on the same R2; settle >= 1 is the bare rule.
// Seeds of few samples may agree by luck: they count as settled only once R1 is large enough to tell (least_work below), and
// on small graphs rounds go on beyond theta_max until it is. R2 is drawn only for a round that may end by what
// R1 shows. The last round is drawn at theta_max or later, so an answer is always certified. Hit-and-stop (sentinels.hpp)
// cuts samples short that leading seeds reach. The theory of theta_max is about whole samples and the greedy choice by coverage:
// a last round that is not certified with sentinels, or with seeds chosen by expectation, is made once more without either.
//
// With a budget rounds go on until sigma_low / sigma_up >= 1/2 - epsilon; where k holds back what the budget could buy no
// ratio is promised, and settling alone ends them.
//
// Source: Tang, Tang, Xiao, Yuan: "Online processing algorithms for influence maximization", SIGMOD'18.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection_run.hpp"

namespace cascade {

/// What R1 must hold before seeds count as settled, in memberships. To tell a share s of the spread takes samples in the order
/// of 1/s^2: 2^19 memberships at the default of 0.005, some hundredths of a second, and never more. On the karate club, where
/// the best three seeds within a budget are known, 600 of 600 purchases come within 1 % of them, 460 without it.
double least_work(double settle);

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
    bool may_expect() const override;

    static constexpr std::uint64_t kLarge = 64; ///< vertices of a sample that is worth cutting short
    bool last() const { return round_ == plan_.i_max; }
    bool settling() const { return options_.settle < 1.0; }
    double wanted_ratio() const { return std::max(0.0, options_.promised_share() - options_.epsilon); }
    HitAndStop hit_and_stop() const { return again_ || budgeted() ? HitAndStop::off : options_.hit_and_stop; }
    void begin_early();
    void go_on();
    std::uint32_t next_round();
    void start_again_plain();
    /// What R1 took to draw, in memberships; a truncated sample counts as one.
    double work() const { return static_cast<double>(memberships_ + truncated_); }
    bool worked_enough() const { return work() >= least_work(options_.settle); }
    bool plenty() const { return worked_enough() && static_cast<double>(theta_) >= theta_max_; }
    bool may_end();
    bool settled();
    void consider_sentinels();

    OpimcPlan plan_;
    double theta_max_ = 0;   ///< of the theory; later rounds are for the least work only
    std::uint32_t part_ = 1; ///< the first round is drawn to this part of itself
    bool again_ = false;     ///< the last round is made again, plainly
};

} // namespace cascade
