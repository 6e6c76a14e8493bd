#pragma once
// What seeds cost and what may be spent: --costs and --budget of `select`.
//
// Amounts are decimals of at most six places, held as whole millionths: sums are exact, and never above the budget.

#include "jobs/common/verb.hpp"
#include "kernels/influence/selection.hpp"

namespace cascade {

/// UsageError for what can be told without data.
void check_cost_options(const Options& options);

/// Narrows `how.candidates` to those with a cost within the budget, and fills in costs, budget, and k where that is
/// more than the budget buys or not given. Without --budget nothing. InputError where nobody can be afforded. Collective.
void read_costs(Job& job, const PartitionedGraph& graph, SelectionOptions& how);

/// [i]: the cost of seed i in millionths. Collective.
std::vector<std::uint64_t> costs_of(const Job& job, const PartitionedGraph& graph, const SelectionOptions& how,
                                    std::span<const VertexId> seeds);

/// Millionths as the number they stand for.
double amount(std::uint64_t millionths);

} // namespace cascade
