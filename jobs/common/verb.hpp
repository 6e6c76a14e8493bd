#pragma once
// A verb: its name, its options, what it checks before MPI starts, and its run. One verb, one file, one table line.
//
// `jobs/<verb>.cpp` defines one constant of type Verb; it is declared at the end of this header, so that the definition
// `const Verb kImportVerb = {…}` has external linkage, and listed in `jobs/verbs.cpp`.

#include "engine/runtime/context.hpp"
#include "engine/store/graph_file.hpp"
#include "engine/store/result_writer.hpp"
#include "jobs/common/options.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <span>
#include <string>
#include <variant>

namespace cascade {

class Checkpoints;
class Console;

/// When and where a run takes place, for its provenance.
struct RunFacts {
    std::chrono::system_clock::time_point started = std::chrono::system_clock::now();
    std::vector<std::string> hosts; ///< distinct names in rank order; the same on every rank
};

/// What a verb's run is handed.
struct Job {
    Context& context;
    const Options& options;
    std::optional<GraphProbe> probe; ///< of the graph file a verb names, made before MPI started
    std::string verb;
    Console* console = nullptr; ///< where `say` and `warn` go; silent when null
    RunFacts facts{};
    bool labelled = false;              ///< the graph's vertices have labels; known once it is open
    Checkpoints* checkpoints = nullptr; ///< of a verb that can be stopped, once its graph is open
    std::vector<GraphProbe> layers{};   ///< probes of the further graph files it names
};

struct Verb;

/// The table of verbs, in the order of the help page.
using VerbTable = std::span<const Verb* const>;

// A verb is of one of three kinds, which the form of its function tells.
/// On all ranks that were started, with MPI. Collective.
using RunOnRanks = void (*)(Job& job);
/// Without MPI, on the first of the ranks that were started; the exit code. Of the shared options it has --config alone.
using RunAlone = int (*)(const Options& options);
/// What is printed, before MPI would start. It takes no shared options.
using PrintPage = std::string (*)(const Options& options, VerbTable table);
using VerbRun = std::variant<RunOnRanks, RunAlone, PrintPage>;

struct Verb {
    std::string_view name;
    std::string_view summary;         ///< one line of `cascade --help`
    std::string_view description;     ///< a paragraph of `cascade <verb> --help`, with an example
    std::vector<OptionSpec> options;  ///< its own; the shared ones follow
    std::string_view positional{};    ///< metavar of the positional argument, [X] where it may miss, X... where there
                                      ///< may be many; empty: none
    std::string_view graph_option{};  ///< option (or "positional") naming the graph file to probe; empty: none
    std::string_view layers_option{}; ///< option naming further graph files to probe; empty: none
    bool writes_results = false;      ///< takes --out and writes a result directory
    bool restartable = false;         ///< takes --checkpoint and what belongs to it
    void (*validate)(const Options& options); ///< all complaints that need no data; UsageError
    VerbRun run;                              ///< which of the three is the kind of the verb

    /// Has the shared options that speak of ranks, and MPI.
    bool needs_ranks() const { return std::holds_alternative<RunOnRanks>(run); }
    bool is_page() const { return std::holds_alternative<PrintPage>(run); }
    bool takes_many() const { return positional.ends_with("..."); } ///< positional arguments
};

/// All verbs in the order of the help page; each is defined in jobs/<verb>.cpp.
const std::vector<const Verb*>& verbs();

extern const Verb kImportVerb, kGenerateVerb, kInspectVerb, kSelectVerb, kEstimateVerb, kSimulateVerb, kContrastVerb,
    kCompeteVerb, kBenchVerb, kReportVerb, kExportVerb, kWatchVerb, kHelpVerb;

} // namespace cascade
