#pragma once
// That influence takes its time, as verbs are told: --delay, --deadline, and --time-grid of simulate.

#include "jobs/common/graph_run.hpp"
#include "kernels/diffusion/forward_options.hpp"
#include "kernels/diffusion/time_limit.hpp"

#include <optional>

namespace cascade {

/// `own` followed by --delay and --deadline.
std::vector<OptionSpec> with_time_options(std::vector<OptionSpec> own);
/// --time-grid, of a verb that tells adoption over time.
OptionSpec time_grid_option();

/// Delays, deadline and grid; nothing without --delay. UsageError, also for options that do not go with delays.
std::optional<ForwardTime> time_options(const Options& options);

/// Who is reached in time, of a verb that samples; nothing where no time passes or there is no deadline, since then
/// delays change nothing. InputError for weights that are no delays. Collective.
std::optional<TimeLimit> read_time_limit(Job& job, const PartitionedGraph& graph);

} // namespace cascade
