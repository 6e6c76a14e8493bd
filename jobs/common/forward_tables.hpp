#pragma once
// The results of forward diffusion as tables and series; what `simulate`, `contrast` and `compete` write.

#include "engine/store/result_writer.hpp"
#include "kernels/diffusion/forward.hpp"

namespace cascade {

/// Over worlds; of nobody where no hop has anything (no seed is left). Rank 0.
Distribution final_active(const ForwardResult& result);

/// The type of quantiles is that of what they are of, whatever values a run has: counts are never negative, a level of a
/// model may be.
enum class Quantiles { of_counts, of_levels };

/// Mean, variance and quantiles over worlds of one quantity, hop by hop, as columns.
void add_bands(std::vector<Column>& columns, const std::string& name, const std::vector<Distribution>& hops,
               Quantiles quantiles);

/// 0, 1, … as the index of a series.
Column hop_index(std::size_t hops);

/// /series/hops. Rank 0.
Series hop_series(const ForwardResult& result);

/// /series/time. Rank 0.
Series time_series(const ForwardResult& result);

/// Group by hop, and when groups are first reached. Rank 0.
Table group_table(const ForwardResult& result);
Table first_passage_table(const ForwardResult& result);

/// A row a world and hop: `rows` are world, hop, newly active, active and a column for each of `levels`. Rank 0.
Table replicate_table(const std::vector<std::vector<std::int64_t>>& rows, std::span<const std::string> levels);

/// What each seed brought. Collective.
Table seed_table(const Communicator& world, const PartitionedGraph& graph, const ForwardResult& result,
                 std::span<const VertexId> seeds);

/// A row an activation of the worlds whose links were kept. Collective.
Table forest_table(const Communicator& world, const PartitionedGraph& graph, const ForwardResult& result);

} // namespace cascade
