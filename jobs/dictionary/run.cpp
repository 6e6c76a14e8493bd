// The provenance of a result and its timers: the two texts of JSON within result.h5.

#include "jobs/dictionary/dictionary.hpp"
#include "jobs/dictionary/shared_outputs.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kRunOutputs = {
    .verb = "",
    .file = "jobs/dictionary/run.cpp",
    .outputs = {{.place = "/@run",
                 .meaning = "Provenance: a run with these options on the graph of this digest gives the same result.",
                 .fields = with_layers(
                     {{"verb", text, "", "The verb."},
                      {"version", text, "", "Version of the program."},
                      {"commit", text, "", "Commit it was built from."},
                      {"options.*", option, "", "Every option with a value, defaults included."},
                      {"graph.path", text, "", "The graph file as it was named."},
                      {"graph.digest", text, "", "XXH3-128 of its content, 32 hex digits."},
                      {"ranks", u64, "ranks", "MPI ranks of the attempt that ended the job."},
                      {"threads", u64, "threads", "Threads of each rank."},
                      {"layout", text, "", "Shards x groups."},
                      {"hosts[]", text, "", "Host names, each once, in the order of ranks."},
                      {"job_id", text, "", "What the batch system calls the job; empty outside of one."},
                      {"restarts", u64, "times", "Attempts before this one that left a checkpoint it went on from."},
                      {"started", text, "", "When this attempt began: UTC, ISO 8601."},
                      {"wall_seconds", f64, "s", "Wall time of this attempt."},
                      {"wall_seconds_before", f64, "s", "Wall time of the attempts before it."},
                      {"core_seconds", f64, "s", "CPU time of this attempt, all ranks and threads."},
                      {"exchange.bytes", u64, "bytes", "Sent from rank to rank in exchanges, all ranks."},
                      {"exchange.messages", u64, "messages", "In so many messages."},
                      {"exchange.crossings", u64, "memberships",
                       "Of samples, that went from one shard to another: what partitioning the graph costs."},
                      {"exchange.direct", u64, "times", "Made by MPI_Alltoallv, each counted once a rank."},
                      {"exchange.sparse", u64, "times",
                       "Made by messages between those ranks that have something to say, counted alike."},
                      {"exchange.grid", u64, "times", "Made in two hops over a grid of ranks, counted alike."},
                      {"peak_rss_bytes", u64, "bytes", "The most memory any rank held resident."},
                      {"peak_rss_bytes_by_rank[]", u64, "bytes", "The same of each rank."},
                      {"warnings[]", text, "", "Warnings that were printed."},
                      {"exit_reason", text, "", "done; memory: the best answer that memory allowed."}})},
                {.place = "/timing@json",
                 .meaning = "Timers, those within others after them.",
                 .fields = {{"[].path", text, "", "Names from the outermost timer inwards, with / between them."},
                            {"[].depth", u64, "", "How many timers it is within."},
                            {"[].calls", u64, "times", "How often it ran, on rank 0."},
                            {"[].wall_min", f64, "s", "Wall time on the rank that spent least."},
                            {"[].wall_mean", f64, "s", "Wall time, mean over ranks."},
                            {"[].wall_max", f64, "s", "Wall time on the rank that spent most."},
                            {"[].cpu_sum", f64, "s", "CPU time of all ranks and threads."}}}},
};

} // namespace cascade
