#include "jobs/common/shared_options.hpp"

#include "jobs/common/exchange_options.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr auto kFlag = OptionKind::flag;

/// Whether the verb takes the shared option: one it declares itself is its own.
bool takes(const Verb& verb, const OptionSpec& shared) {
    if (verb.is_page())
        return false;
    const auto same_name = [&](const OptionSpec& own) { return own.name == shared.name; };
    if (std::any_of(verb.options.begin(), verb.options.end(), same_name))
        return false;
    if (!verb.needs_ranks())
        return shared.name == "config" || shared.name == "dump-config";
    if (shared.name == "out")
        return verb.writes_results;
    if (shared.name == "checkpoint" || shared.name == "checkpoint-every" || shared.name == "resume" ||
        shared.name == "time-limit")
        return verb.restartable;
    if (shared.name == "layout")
        return verb.graph_option == "graph";
    return true;
}

} // namespace

const std::vector<OptionSpec>& all_shared_options() {
    static const std::vector<OptionSpec> options = {
        {"config", "FILE", "",
         "Read options from an ini file: [section] key = value, the section being the verb or "
         "'shared'; the command line wins."},
        {"dump-config", "", "", "Print what --config reads, with every option resolved, and stop.", kFlag},
        {"dry-run", "", "", "Check everything, estimate the need of memory and disk, and stop.", kFlag},
        {"out", "DIR", "", "Directory for the results; made if absent. Without it only the RESULT line is printed."},
        {"random-seed", "N", "1", "Seed of all randomness; same seed, same answer, on any number of ranks."},
        {"threads", "T", "",
         "Threads a rank. Default: the CPUs this rank may use, shared fairly among the ranks of the host."},
        {"layout", "auto|replicated|partitioned|SxG", "auto",
         "How ranks hold the graph: S shards in each of G copies. "
         "auto: the fewest shards that fit the memory."},
        {"memory-per-rank", "SIZE", "",
         "Memory a rank may use, e.g. 4G. Default: the limit of the job or machine "
         "divided by the ranks of the host."},
        {"exchange", exchange_names(), "auto",
         "How bytes go from rank to rank: directly, between those that have something to say, or in two hops over a "
         "grid of ranks. auto: by how full a round is. The answer does not depend on it."},
        {"exchange-cap", "SIZE", "1G",
         "The most that one call of MPI moves from or to a rank; more goes in several. At most 1G."},
        {"checkpoint", "DIR", "",
         "Keep what is needed to go on in this directory; a run that finds something there goes on from it. All hosts "
         "must see it."},
        {"checkpoint-every", "MINUTES", "10", "Time between two checkpoints; fractions are fine."},
        {"resume", "auto|never", "auto", "never: start anew whatever --checkpoint holds."},
        {"time-limit", "HH:MM:SS", "",
         "Save a checkpoint and end with exit code 75 in time before this much has passed; needs --checkpoint."},
        {"quiet", "", "", "Print only errors, warnings and the RESULT line.", kFlag},
        {"verbose", "", "", "Print more, phase by phase.", kFlag},
        {"force", "", "", "Overwrite what exists.", kFlag},
    };
    return options;
}

std::vector<OptionSpec> shared_options(const Verb& verb) {
    std::vector<OptionSpec> taken;
    for (const OptionSpec& option : all_shared_options())
        if (takes(verb, option))
            taken.push_back(option);
    return taken;
}

} // namespace cascade
