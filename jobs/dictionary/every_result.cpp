// What every result has: the attributes of result.h5, and the keys of summary.json that all verbs share.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kEveryResult = {
    .verb = "",
    .file = "jobs/dictionary/every_result.cpp",
    .outputs = {{.place = "/",
                 .meaning = "Attributes of the root of result.h5.",
                 .fields = {{"schema", text, "", "cascade-result."},
                            {"schema_version", i64, "", "Version of what result.h5 holds."},
                            {"run", text, "", "Where the result came from, as JSON: its keys are below."}}},
                {.place = "/timing",
                 .meaning = "Attributes of the group /timing of result.h5.",
                 .fields = {{"json", text, "", "The tree of timers as JSON, a list of one object a timer: below."}}},
                {.place = "summary.json",
                 .meaning = "The headline of a result. Ids of vertices are texts, since many readers round above 2⁵³.",
                 .fields = {{"schema", text, "", "cascade-summary."},
                            {"schema_version", u64, "", "Version of what summary.json holds."},
                            {"verb", text, "", "The verb that wrote it."},
                            {"exit_reason", text, "", "done; memory: the best answer that memory allowed."},
                            {"random_seed", u64, "", "--random-seed."},
                            {"ranks", u64, "ranks", "MPI ranks of the attempt that ended it."},
                            {"threads", u64, "threads", "Threads of each of its ranks."},
                            {"layout", text, "", "How its ranks held the graph: shards x groups."},
                            {"seconds", f64, "s", "Wall time of that attempt so far."},
                            {"peak_rss_bytes", u64, "bytes", "The most memory any of its ranks held resident."},
                            {"graph.vertices", u64, "vertices", "Vertices of the graph."},
                            {"graph.edges", u64, "arcs", "Arcs stored; an undirected edge is two."},
                            {"graph.digest", text, "", "XXH3-128 of the graph's content, 32 hex digits."}}}},
};

} // namespace cascade
