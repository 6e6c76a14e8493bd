#pragma once
// A verb: its name, its options, what it checks before MPI starts, and its run. One verb, one file, one table line.

#include "engine/runtime/context.hpp"
#include "engine/store/graph_file.hpp"
#include "engine/store/result_writer.hpp"
#include "jobs/common/options.hpp"

#include <nlohmann/json.hpp>

namespace cascade {

/// What a verb's run is handed.
struct Job {
    Context& context;
    const Options& options;
    std::optional<GraphProbe> probe; ///< of the graph file a verb names, made before MPI started
    std::string verb;
};

struct Verb {
    std::string_view name;
    std::string_view summary;                 ///< one line of `cascade --help`
    std::string_view description;             ///< a paragraph of `cascade <verb> --help`, with an example
    std::vector<OptionSpec> options;          ///< its own; the shared ones follow
    std::string_view positional;              ///< metavar of the positional argument; empty: none
    std::string_view graph_option;            ///< option (or "positional") naming the graph file to probe; empty: none
    bool writes_results;                      ///< takes --out and writes a result directory
    void (*validate)(const Options& options); ///< all complaints that need no data; UsageError
    void (*run)(Job& job);
};

/// All verbs in the order of the help page; each is defined in jobs/<verb>.cpp.
const std::vector<const Verb*>& verbs();

} // namespace cascade
