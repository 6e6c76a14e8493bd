#pragma once
// A result explains itself: where it came from (`provenance`, the root attribute `run` of result.h5), and the keys of
// summary.json that every verb has (`summary_base`).
//
// A verb opens its results early, so that an --out that cannot be written ends the run before the work, and commits
// them last; between the two, rank 0's events go to events.jsonl. nlohmann writes doubles in shortest round-trip form.

#include "jobs/common/verb.hpp"

#include <memory>

namespace cascade {

/// What a run was about and how it ended.
struct Outcome {
    std::string graph_path;
    GraphInfo graph;
    Layout layout;
    std::string exit_reason = "done";
    nlohmann::ordered_json layers{}; ///< layers_json (layer_options.hpp); null: one graph
};

/// Resolved options, version, commit, graph, ranks, threads, layout, hosts, job id, times, peak memory. Collective.
nlohmann::ordered_json provenance(Job& job, const Outcome& outcome);

/// schema, schema_version, verb, exit_reason, random_seed, ranks, threads, layout, seconds, peak_rss_bytes, graph. Collective.
nlohmann::ordered_json summary_base(Job& job, const Outcome& outcome);

/// The result directory of --out, with the job's events led into it; null without --out. Collective.
std::unique_ptr<ResultWriter> open_results(Job& job);

/// Commits `results` (null: nothing) with provenance, timers and `summary`, and unhooks the events. InternalError when the
/// result holds something that jobs/dictionary does not declare, or lacks what it does; the result is complete all the
/// same. Collective.
void commit_results(Job& job, ResultWriter* results, const Outcome& outcome, const nlohmann::ordered_json& summary);

} // namespace cascade
