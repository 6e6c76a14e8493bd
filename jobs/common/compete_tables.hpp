#pragma once
// The results of rival campaigns as tables and series; what `compete` writes. Campaigns are numbered from 1, in the order
// they were given; all of it is rank 0's.

#include "engine/store/result_writer.hpp"
#include "kernels/diffusion/compete.hpp"
#include "kernels/diffusion/quotient.hpp"

namespace cascade {

/// campaign_1, campaign_2, …
std::vector<std::string> campaign_names(std::size_t campaigns);

/// The end of a distribution over hops; of nobody where there is none.
Distribution end_of(const std::vector<Distribution>& hops, std::uint64_t worlds);

/// The share of a campaign in all adopters, at a hop.
Quotient share_at(const CompeteResult& result, std::size_t campaign, std::size_t hop);

/// The end of every campaign.
Table campaign_table(const CompeteResult& result, std::span<const std::vector<VertexId>> sets);
/// Every campaign and hop.
Table share_table(const CompeteResult& result);
/// Every pair at the end.
Table duel_table(const CompeteResult& result);
/// Every group, campaign and hop.
Table rival_group_table(const CompeteResult& result);
/// /series/hops: all adopters and those of each campaign, with bands.
Series rival_series(const CompeteResult& result);

} // namespace cascade
