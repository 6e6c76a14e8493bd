#pragma once
// Who counts and how far, as `select` and `estimate` are told: --max-hops, --hop-decay, --quality, --weights.

#include "jobs/common/graph_run.hpp"
#include "kernels/influence/spread.hpp"

namespace cascade {

/// `own` followed by these options.
std::vector<OptionSpec> with_audience_options(std::vector<OptionSpec> own);

/// Numbers from 0 to 1 with commas between, of an option such as --hop-decay. UsageError.
std::vector<double> listed_factors(const Options& options, std::string_view option);

/// UsageError for what can be told without data.
void check_audience_options(const Options& options);

/// The audience the options speak of; InputError for a file of weights in which nobody has one. Collective.
Audience read_audience(const Job& job, const PartitionedGraph& graph);

/// How many vertices are reached and how many of them are off target, with --weights: said, written as the table
/// `reach` (but where all weights are the same: it is the spread then) and put into a summary.
void report_reach(Job& job, const Audience& audience, const SpreadInterval& spread, const ReachMeasurement& reach,
                  ResultWriter* results, nlohmann::ordered_json& summary);

/// "vertices", or what weights and worth by distance make of them.
std::string unit_of_spread(const Options& options);

} // namespace cascade
