#pragma once
// A selection under way: draw R1, choose on it, certify on R2, and in the end report from R3.
//
// The stages and what they remember are the same for all algorithms; how many samples come next, and whether a choice is
// good enough, is what an algorithm decides (opimc.hpp, imm.hpp, fixed_samples.hpp). Each stage ends in its question:
// after_draw, after_choice, after_certificate.

#include "kernels/cover/inverted_pool.hpp"
#include "kernels/diffusion/goal_map.hpp"
#include "kernels/influence/layer_losses.hpp"
#include "kernels/influence/selection.hpp"

#include <memory>

namespace cascade {

class SelectionRun : public Restartable {
public:
    SelectionRun(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                 const SelectionOptions& options);

    /// Collective.
    SelectionResult run();
    void state(Archive& archive) final;

protected:
    enum class Stage : std::uint8_t { draw, choose, certify, report };

    /// Samples that R1 is to have at the end of this draw.
    virtual std::uint64_t goal() const = 0;
    /// Samples of R2 for a choice.
    virtual std::uint64_t certify_goal() const { return theta_; }
    /// The samples R1 consists of.
    virtual Domain domain() const { return Domain::selection; }
    virtual void after_draw() { stage_ = Stage::choose; }
    virtual void after_choice() = 0;
    virtual void after_certificate() { stage_ = Stage::report; }
    /// What else the algorithm remembers.
    virtual void algorithm_state(Archive&) {}

    /// Whether seeds may be chosen by expectation.
    virtual bool may_expect() const;

    bool budgeted() const { return options_.budget > 0; }
    /// R1 begins anew, without sentinels; the choice made of it stands until the next.
    void empty_pool();
    double upper_bound() const;
    void tell_round() const;

    /// Vertices that may be chosen, at most.
    double candidates() const;
    /// What k candidates count by themselves, not less than 1, in units of the audience. Collective.
    double least_units() const;

    Context& context_;
    const PartitionedGraph& graph_;
    const LiveArcs& arcs_;
    const SelectionOptions& options_;
    const Audience everybody_;
    const Audience& audience_;
    double n_;              ///< what all vertices count together
    double delta_each_ = 0; ///< failure probability of one bound; the algorithm says it
    Stage stage_ = Stage::draw;
    std::uint32_t round_ = 1;
    InvertedPool pool_;
    std::uint64_t theta_ = 0;     ///< samples of R1
    std::uint64_t truncated_ = 0; ///< of them, not stored
    std::uint64_t memberships_ = 0;
    double mean_size_ = 0;          ///< memberships of a sample without sentinels
    CoverResult cover_;             ///< the choice
    std::uint64_t chosen_from_ = 0; ///< samples of R1 it was chosen from, or is being
    bool choosing_ = false;         ///< it is not complete
    bool expecting_ = false;        ///< it is made by expectation
    std::uint32_t bounds_from_ = 0; ///< where its first bound on the optimum may be
    Certificate certificate_;
    std::vector<VertexId> sentinels_; ///< leading seeds at which samples stop
    std::vector<VertexId> previous_;  ///< seeds to be compared with: those of the round before
    std::vector<std::uint64_t>
        before_;              ///< [i]: samples that its first i + 1 seeds cover, with those given and truncated
    double lower_before_ = 0; ///< their certified lower bound, on the same samples

private:
    SampleOptions pool_options(Domain domain);
    void step();
    void draw();
    void draw_to(std::uint64_t end);
    void end_with_last_choice(const std::string& why);
    void choose();
    std::uint32_t likely_bounds_from() const;
    CoverTask cover_task() const;
    void choose_greedily();
    bool few_samples() const;
    void compare_with_previous();
    void certify();
    double lower_bound(std::uint64_t hits, std::uint64_t samples, const std::vector<VertexId>& seeds) const;
    void report(SelectionResult& result);
    std::vector<VertexId> with_given(const std::vector<VertexId>& seeds) const;

    HitCounts hits_;                     ///< of R2, so far
    SpreadProgress spread_;              ///< of R3
    LayerLossProgress losses_;           ///< of all seeds, after it
    ReachProgress reach_;                ///< of all seeds, in the end
    std::optional<ReachClasses> nearby_; ///< of the candidates, once it is asked for
    GoalMap goals_;                      ///< of the first sentinels, once samples are large
    std::vector<char> cut_short_;        ///< why R1 was given up
};

} // namespace cascade
