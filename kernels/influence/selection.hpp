#pragma once
// Influence maximisation: k seeds with a certificate and a spread that is out of sample.
//
// Three pools, each with its own Domain. R1 is stored, inverted and given to exact greedy. R2 certifies: only whether a
// sample hits the seeds matters, so nothing is stored and each is regenerated for new seeds. R3 measures what is reported.
//
// How many samples: OPIM-C goes on until the certificate holds and the seeds have settled (opimc.hpp), IMM takes the theta
// of its paper (imm.hpp), `fixed` as many as it is told (fixed_samples.hpp). The certificate of IMM and `fixed` is as it
// comes out.
//
// The run is a machine of four stages, so that it can be stopped in each and go on elsewhere: R1 is saved list by list,
// R2 and R3 as the counts so far, a choice as the seeds so far. When memory ends while R1 grows, R1 is given up and the
// answer is that of the last choice, certified on as many samples as it was made from.
//
// What is counted is the audience's (kernels/sampling/audience.hpp): bounds and spreads are in its weights.
//
// With a budget the choice is that of kernels/cover/knapsack.hpp.
//
// Seeds already given cover before the first choice: sigma then counts given and chosen together, in the certificate as
// in the spread. Excluded vertices still can be reached, and reach others; they cannot be chosen.

#include "kernels/influence/sentinels.hpp"
#include "kernels/influence/spread.hpp"

namespace cascade {

enum class SelectionAlgorithm : std::uint8_t { opimc, imm, fixed };

/// What makes a candidate the next seed: the samples it adds, or those it is expected to add where they are few.
enum class ChooseBy : std::uint8_t {
    automatic, ///< by expectation, but with opimc only where a coarse `settle` ends the rounds soon or samples are large
    expectation,
    coverage,
};

struct SelectionOptions {
    std::uint32_t k = 1; ///< at most the number of candidates; with a budget there may be fewer seeds
    SelectionAlgorithm algorithm = SelectionAlgorithm::opimc;
    double epsilon = 0.1;
    double settle = 0.005;                    ///< opimc: share of the lower bound
    ChooseBy choose_by = ChooseBy::automatic; ///< coverage in any case with imm, whose theory is about it, and a budget
    HitAndStop hit_and_stop = HitAndStop::automatic; ///< of opimc; off with a budget
    double delta = 0;                                ///< failure probability of the certificate; 0: min(1/n, 0.01)
    std::uint64_t samples = 0;                       ///< of R1, for `fixed`
    std::uint64_t certify_samples = 0;               ///< of R2, for `fixed`; 0: as many as of R1
    double precision = 0.01;                         ///< of the reported spread
    bool layer_losses = false; ///< measure what that spread would lose without each layer of the arcs
    std::uint64_t random_seed = 1;
    const Audience* audience = nullptr; ///< who counts; null: everybody alike, however far
    std::vector<VertexId> given;
    Bitmap candidates;                  ///< over this rank's selection range
    std::uint64_t budget = 0;           ///< in units of cost, below 2^53; 0: none
    std::vector<std::uint64_t> costs{}; ///< of this rank's selection range, candidates' > 0 and within the budget
    bool capped = false;                ///< k is fewer than the budget could buy; else k is as many

    /// Share of the optimum that the choice reaches of what it is made from.
    double promised_share() const;
};

/// What is certified: sigma(S) >= lower and no k candidates (that the budget can buy) reach more than upper, with
/// probability 1 - delta.
struct Certificate {
    std::uint64_t theta = 0;           ///< samples of R1
    std::uint64_t theta_certified = 0; ///< of R2
    double lower = 0, upper = 0, ratio = 0, epsilon = 0, delta = 0;
    std::uint32_t rounds = 0; ///< number of the round that ended it
};

/// The same on every rank.
struct SelectionResult {
    std::vector<VertexId> seeds;              ///< canonical ids in order of choice
    std::vector<std::uint64_t> coverage;      ///< samples of R1 each added; decides, is not reported as spread
    std::vector<SpreadInterval> spread;       ///< [i]: of the given seeds and the first i + 1 chosen
    SpreadInterval given_spread;              ///< of the given seeds alone
    ReachMeasurement reach;                   ///< of all seeds in vertices, where the audience has weights
    std::vector<SpreadInterval> layer_losses; ///< [layer]: of the spread of all seeds, where they are asked for
    Certificate certificate;
    std::uint64_t memberships = 0;    ///< stored of R1, over all ranks
    std::uint32_t sentinels = 0;      ///< leading seeds at which samples stopped in the end
    std::uint64_t report_samples = 0; ///< of R3
    std::string cut_short;            ///< why there are fewer samples than the rule asks for; empty: there are not
};

/// Chooses seeds. Collective.
SelectionResult select_seeds(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const SelectionOptions& options);

} // namespace cascade
