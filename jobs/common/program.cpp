#include "jobs/common/program.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/stop.hpp"
#include "engine/store/h5.hpp"
#include "jobs/common/checkpoints.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/exchange_options.hpp"
#include "jobs/common/help.hpp"
#include "jobs/common/layout.hpp"
#include "jobs/common/option_parser.hpp"
#include "jobs/common/resources.hpp"
#include "jobs/common/text_lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace cascade {
namespace {

bool asks_for_help(std::string_view word) {
    return word == "--help" || word == "-h";
}

/// What needs no data and is the same for every verb on ranks.
void validate_shared(const Options& options) {
    options.whole("random-seed", 0, UINT64_MAX);
    if (options.has("threads"))
        options.whole("threads", 1, kMostThreads);
    if (options.has("memory-per-rank") && options.size("memory-per-rank") == 0)
        throw UsageError("--memory-per-rank 0: a size above zero is needed, e.g. 4G");
    if (options.declared("layout"))
        check_layout_text(options.text("layout"));
    validate_exchange_options(options);
    if (options.flag("quiet") && options.flag("verbose"))
        throw UsageError("--quiet and --verbose: give one of them");
    validate_checkpoint_options(options);
}

/// The path of the graph file to probe; empty: none.
std::string graph_path(const Invocation& invocation) {
    const std::string_view option = invocation.verb->graph_option;
    if (option == "positional")
        return invocation.options.positional().front();
    return option.empty() || !invocation.options.has(option) ? "" : invocation.options.text(option);
}

/// What was found in the graph files that a verb names.
struct Probes {
    std::optional<GraphProbe> graph;
    std::vector<GraphProbe> layers;
};

/// By the process that will be rank 0; the others have nothing to say.
GraphProbe probe(const std::string& path) {
    return MpiEnvironment::announced_rank() <= 0 ? probe_graph_file(path)
                                                 : GraphProbe(Error(ExitCode::internal, "the probe of rank 0 counts"));
}

Probes probe_files(const Invocation& invocation) {
    Probes found;
    if (const std::string path = graph_path(invocation); !path.empty())
        found.graph = probe(path);
    if (const std::string_view option = invocation.verb->layers_option; !option.empty())
        for (const std::string& path : invocation.options.list(option))
            found.layers.push_back(probe(path));
    return found;
}

/// Prints `page` where it is wanted once; the exit code.
int print_page(const std::string& page) {
    if (MpiEnvironment::announced_rank() > 0)
        return static_cast<int>(ExitCode::done);
    const bool written = std::fwrite(page.data(), 1, page.size(), stdout) == page.size() && std::fflush(stdout) == 0;
    return static_cast<int>(written ? ExitCode::done : ExitCode::io);
}

/// "cascade select: error: message", each line of the message on its own. A stop that was asked for is no error.
void print_error(const std::string& who, const Error& error) {
    const bool wanted = error.code() == ExitCode::stopped_early || error.code() == ExitCode::interrupted ||
                        error.code() == ExitCode::terminated;
    for (std::string_view line : lines_of(error.what()))
        fmt::print(stderr, "{}: {}{}\n", who, wanted ? "" : "error: ", line);
    std::fflush(stderr);
}

/// The run of a verb that needs no ranks, on the first of those that were started; its exit code.
int run_alone(const std::string& who, const Invocation& invocation) {
    if (MpiEnvironment::announced_rank() > 0)
        return static_cast<int>(ExitCode::done);
    try {
        return std::get<RunAlone>(invocation.verb->run)(invocation.options);
    } catch (...) {
        const Error error = current_error();
        print_error(who, error);
        return static_cast<int>(error.code());
    }
}

Loudness loudness_of(const Options& options) {
    return options.flag("quiet") ? Loudness::quiet : options.flag("verbose") ? Loudness::verbose : Loudness::normal;
}

/// The verb with everything it is handed. Collective.
void run_verb(const Communicator& world, const Invocation& invocation, Probes probes) {
    const Options& options = invocation.options;
    Console console(world.is_root(), loudness_of(options), ::isatty(STDERR_FILENO) != 0);
    const ThreadChoice choice = choose_threads(world, options);
    Context context{.world = with_exchange(world, options),
                    .threads = choice.threads,
                    .memory_per_rank = choose_memory(world, options)};
    if (world.is_root())
        context.progress = [&](std::string_view phase, std::uint64_t done, std::uint64_t total) {
            console.progress(phase, done, total);
        };
    Job job{context,
            options,
            std::move(probes.graph),
            std::string(invocation.verb->name),
            &console,
            {.hosts = host_names(world)}};
    job.layers = std::move(probes.layers);
    say_banner(job);
    if (choice.threads > choice.fair_share)
        warn(job,
             "--threads {}: a rank has {} CPU(s) to itself; with mpirun, --bind-to none or --map-by slot:PE={} gives "
             "it more",
             choice.threads, choice.fair_share, choice.threads);
    std::get<RunOnRanks>(invocation.verb->run)(job);
    say_timers(job);
}

/// Runs the verb and turns its failures into the exit code of this rank. Collective.
int run_on_ranks(const Communicator& world, const std::string& who, const Invocation& invocation,
                 const std::optional<Error>& failure, Probes probes) {
    try {
        agree_on(world, failure);
        run_verb(world, invocation, std::move(probes));
        return static_cast<int>(ExitCode::done);
    } catch (...) {
        const Error error = current_error();
        const bool shared = error.agreed() || error.code() == ExitCode::usage || world.size() == 1;
        if (shared && world.is_root())
            print_error(who, error);
        if (!shared)
            print_error(fmt::format("{}: rank {}", who, world.rank()), error);
        // Before anybody ends the job, rank 0 has cleared up and spoken: all meet here once more.
        const bool abandoned =
            error.agreed() ? all_reduce_max(world, std::int32_t{h5_abandoned()}) != 0 : h5_abandoned();
        if (!shared || abandoned)
            MpiEnvironment::abort(static_cast<int>(error.code()));
        return static_cast<int>(error.code());
    }
}

} // namespace

Invocation understand(const std::vector<std::string>& words, VerbTable table) {
    Invocation invocation;
    if (words.empty())
        throw UsageError("a verb is needed; 'cascade --help' lists them");
    if (asks_for_help(words.front()) || words.front() == "--version") {
        invocation.page = words.front() == "--version" ? version_text() : program_help(table);
        return invocation;
    }
    const Verb& verb = find_verb(words.front(), table);
    const std::span<const std::string> rest = std::span(words).subspan(1);
    if (std::any_of(rest.begin(), rest.end(), asks_for_help)) {
        invocation.page = verb_help(verb);
        return invocation;
    }
    invocation.options = OptionParser(verb, table).parse(rest);
    if (invocation.options.declared("dump-config") && invocation.options.flag("dump-config")) {
        invocation.page = dump_config(verb, invocation.options);
        return invocation;
    }
    check_required(verb, invocation.options);
    if (const auto* print = std::get_if<PrintPage>(&verb.run)) {
        invocation.page = (*print)(invocation.options, table);
        return invocation;
    }
    if (verb.needs_ranks())
        validate_shared(invocation.options);
    if (verb.validate != nullptr)
        verb.validate(invocation.options);
    invocation.verb = &verb;
    return invocation;
}

int run_program(int argc, char** argv, VerbTable table) {
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of write, as a full disk is
    listen_to_signals();
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    std::string who = "cascade";
    Invocation invocation;
    std::optional<Error> failure;
    try {
        invocation = understand(words, table);
    } catch (...) {
        failure = current_error();
    }
    if (!failure && invocation.verb == nullptr)
        return print_page(invocation.page);
    for (const Verb* verb : table)
        if (!words.empty() && words.front() == verb->name)
            who += " " + words.front();
    if (failure && !MpiEnvironment::launched()) {
        print_error(who, *failure);
        return static_cast<int>(failure->code());
    }
    if (!failure && !invocation.verb->needs_ranks())
        return run_alone(who, invocation);
    Probes probes = failure ? Probes{} : probe_files(invocation);
    try {
        MpiEnvironment::require_room();
    } catch (const Error& error) {
        print_error(who, error);
        return static_cast<int>(error.code());
    }
    const MpiEnvironment mpi(argc, argv);
    return mpi.ending(run_on_ranks(mpi.world(), who, invocation, failure, std::move(probes)));
}

} // namespace cascade
