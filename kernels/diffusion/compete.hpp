#pragma once
// Several campaigns at once on the same vertices: who wins how many, hop by hop, by group, and against whom.
//
// A world is the plain cascade from all seeds together, in which every active vertex belongs to one campaign
// (rival_law.hpp). Besides the adopters of each, how far each is ahead of each other one and what all others have is kept
// world by world, so that intervals of leads and of shares are those of paired observations.

#include "kernels/diffusion/contrast.hpp"
#include "kernels/diffusion/count_rows.hpp"
#include "kernels/diffusion/tie_rule.hpp"

namespace cascade {

struct CompeteOptions {
    ForwardOptions forward; ///< model ic; no trace, quality or precision
    TieRule tie = TieRule::proportional;
};

/// What one campaign came to.
struct CampaignResult {
    std::vector<Distribution> adopters;  ///< [hop]: up to and including that hop
    std::vector<Distribution> others;    ///< [hop]: of all other campaigns
    std::vector<Distribution> leads_all; ///< [hop]: 1 in the worlds in which it has more than every other, else 0
    BigArray<WorldCount> adoptions;      ///< worlds in which each owned vertex became its own, over all groups
};

/// Cells of a group's campaign, of its other campaigns together, and of all.
struct GroupReach {
    std::vector<std::vector<ReachCell>> campaigns, others; ///< [campaign][hop]
    std::vector<ReachCell> all;                            ///< [hop]
};

/// Distributions and rows are complete on rank 0 and empty elsewhere; `adoptions` belong to this rank's shard.
struct CompeteResult {
    std::uint64_t worlds = 0;
    std::vector<Distribution> newly_active, active; ///< [hop]: of all campaigns together
    std::vector<CampaignResult> campaigns;
    std::vector<PairedDifference> leads; ///< all pairs first < second: adopters of the first less those of the second
    std::vector<GroupReach> groups;
    /// [column][row], sorted: world, hop, newly active, active, adopters of each campaign.
    std::vector<std::vector<std::int64_t>> replicates;
};

/// Two to kMostRivals sets of canonical ids. Needs out-lists, and in-lists for wc. Can be stopped and go on. Collective.
CompeteResult run_compete(Context& context, const PartitionedGraph& graph, const CompeteOptions& options,
                          std::span<const std::vector<VertexId>> sets);

} // namespace cascade
