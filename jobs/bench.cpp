// cascade bench: what this machine's memory can give, and how near sampling comes to it; what the ranks can exchange, and
// what its disks can take (jobs/bench).
//
// Sampling touches two cache lines of main memory for each membership, so twice its rate over the rate of random reads
// is the share of the ceiling it reaches. The second share is taken by CPU time on both sides: it holds on a machine
// that others use too.

#include "engine/comm/agree.hpp"
#include "jobs/bench/measures.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/resources.hpp"
#include "kernels/roofline/memory_speed.hpp"
#include "kernels/roofline/sampling_speed.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kMostReads = std::uint64_t{1} << 22; ///< a thread and repetition
constexpr double kLinesPerMembership = 2;                    ///< fixed, so that touching more earns nothing

/// Random reads by one thread and by all.
struct RandomReads {
    PageChoice pages;
    bool prefetch;
    MemorySpeed one, all;
};

std::uint64_t table_bytes(const Options& options) {
    return options.size("table");
}

int repetitions(const Options& options) {
    return static_cast<int>(options.whole("repetitions", 1, 1000));
}

double sampling_seconds(const Options& options) {
    return options.real("seconds", 0, 1e6);
}

/// The words bench takes, what each measures, and its own options.
struct Measure {
    std::string_view word;
    void (*run)(Job& job);
    std::vector<std::string_view> options;
};

void run_memory(Job& job);
void run_sampling(Job& job);

const std::vector<Measure>& measures() {
    static const std::vector<Measure> all{
        {"memory", run_memory, {"table", "repetitions"}},
        {"sampling",
         run_sampling,
         {"table", "repetitions", "graph", "model", "probability", "probability-seed", "normalise", "seconds"}},
        {"exchange", bench_exchange, {"largest", "repetitions", "partners", "latency"}},
        {"io", bench_io, {"dir", "size"}}};
    return all;
}

const Measure& measure_of(const Options& options) {
    for (const Measure& measure : measures())
        if (measure.word == options.positional().front())
            return measure;
    throw InternalError("bench {} is declared and measures nothing", options.positional().front());
}

/// Complains of an option that belongs to other words than the one given.
void refuse_others_options(const Options& options) {
    const auto takes = [](const Measure& measure, std::string_view name) {
        return std::find(measure.options.begin(), measure.options.end(), name) != measure.options.end();
    };
    for (const Measure& other : measures())
        for (std::string_view name : other.options) {
            if (!options.given(name) || takes(measure_of(options), name))
                continue;
            std::vector<std::string_view> words;
            for (const Measure& measure : measures())
                if (takes(measure, name))
                    words.push_back(measure.word);
            throw UsageError("--{}: only bench {} takes it", name, fmt::join(words, ", "));
        }
}

void validate(const Options& options) {
    if (options.positional().size() != 1)
        throw UsageError("bench takes one of memory, sampling, exchange, io; got {} words",
                         options.positional().size());
    refuse_others_options(options);
    if (measure_of(options).word == "sampling" && !options.has("graph"))
        throw UsageError("bench sampling: --graph FILE is needed");
    for (std::string_view name : {"table", "size", "largest"})
        if (options.size(name) == 0)
            throw UsageError("--{} 0: a size above zero is needed, e.g. 1M", name);
    repetitions(options);
    exchange_partners(options);
    exchange_latency(options);
    sampling_seconds(options);
    diffusion_options(options);
}

std::uint64_t page_bytes_of(const LineTable& table) {
    return page_bytes_at(table.words().data());
}

MemorySpeed measure(Job& job, const LineTable& table, int threads, bool prefetch) {
    const std::uint64_t reads = static_cast<std::uint64_t>(threads) * std::min(kMostReads, table.lines());
    return random_read_speed(job.context, table, threads, reads, prefetch, repetitions(job.options));
}

RandomReads measure_both(Job& job, const LineTable& table, PageChoice pages, bool prefetch) {
    return {pages, prefetch, measure(job, table, 1, prefetch), measure(job, table, job.context.threads, prefetch)};
}

std::string_view page_word(PageChoice pages) {
    return pages == PageChoice::huge ? "huge pages" : "small pages";
}

void say_memory(const Job& job, const std::vector<RandomReads>& cases, const MemorySpeed& stream) {
    const int ranks = job.context.world.size();
    say(job, "{:<32}{:>14}{:>14}{:>14}", "million random lines a second", "one thread", "all threads", "a CPU second");
    for (const RandomReads& reads : cases)
        say(job, "{:<32}{:>14.1f}{:>14.1f}{:>14.1f}",
            fmt::format("{}, {}", page_word(reads.pages), reads.prefetch ? "prefetch" : "no prefetch"),
            reads.one.per_second * 1e-6 / ranks, reads.all.per_second * 1e-6, reads.all.per_cpu_second * 1e-6);
    say(job, "{:<32}{:>14}{:>14.2f}{:>14.2f}", "GB a second in order", "", stream.per_second * 1e-9,
        stream.per_cpu_second * 1e-9);
}

ordered_json memory_json(const Job& job, const std::vector<RandomReads>& cases, const MemorySpeed& stream,
                         std::uint64_t page_bytes) {
    const int ranks = job.context.world.size();
    const MemorySpeed& best = cases.front().all;
    ordered_json json = {{"random_lines_per_second_per_thread", cases.front().one.per_second / ranks},
                         {"random_lines_per_second", best.per_second},
                         {"stream_bytes_per_second", stream.per_second},
                         {"page_bytes", page_bytes},
                         {"random_lines_per_cpu_second", best.per_cpu_second},
                         {"table_bytes", table_bytes(job.options)},
                         {"ranks", ranks},
                         {"threads", job.context.threads},
                         {"cases", ordered_json::array()}};
    for (const RandomReads& reads : cases)
        json["cases"].push_back({{"pages", reads.pages == PageChoice::huge ? "huge" : "small"},
                                 {"prefetch", reads.prefetch},
                                 {"random_lines_per_second_per_thread", reads.one.per_second / ranks},
                                 {"random_lines_per_second", reads.all.per_second}});
    return json;
}

void run_memory(Job& job) {
    Context& context = job.context;
    const std::uint64_t bytes = table_bytes(job.options);
    require_memory(job, kBareRankBytes + bytes, "the table");
    if (job.options.flag("dry-run"))
        return;
    std::vector<RandomReads> cases; // the first is what sampling is measured against
    MemorySpeed stream;
    std::uint64_t page_bytes = 0;
    for (PageChoice pages : {PageChoice::huge, PageChoice::small}) {
        const auto phase = context.timers.scope(page_word(pages));
        const LineTable table(context, bytes, pages);
        for (bool prefetch : {true, false})
            cases.push_back(measure_both(job, table, pages, prefetch));
        if (pages == PageChoice::small)
            continue;
        page_bytes = page_bytes_of(table);
        stream = stream_read_speed(context, table, context.threads, repetitions(job.options));
    }
    say_memory(job, cases, stream);
    print_outcome(job, memory_json(job, cases, stream, page_bytes),
                  {{"random_lines_per_second_per_thread", cases.front().one.per_second / context.world.size()},
                   {"random_lines_per_second", cases.front().all.per_second},
                   {"stream_bytes_per_second", stream.per_second},
                   {"page_bytes", page_bytes}});
}

/// What sampling reached, and the ceiling it is measured against.
struct SamplingOutcome {
    MemorySpeed ceiling;
    std::uint64_t page_bytes = 0;
    SamplingSpeed speed;
    ExchangeTotals before, after; ///< of sampling: what a partitioned graph exchanges

    std::uint64_t crossings() const { return after.crossings - before.crossings; }
    std::uint64_t bytes() const { return after.sent.bytes - before.sent.bytes; }
    std::uint64_t messages() const { return after.sent.messages - before.sent.messages; }
    double rate() const { return static_cast<double>(speed.memberships) / speed.seconds; }
    double rate_by_cpu() const { return static_cast<double>(speed.memberships) / speed.cpu_seconds; }
    double share() const { return kLinesPerMembership * rate() / ceiling.per_second; }
    double share_by_cpu() const { return kLinesPerMembership * rate_by_cpu() / ceiling.per_cpu_second; }
};

void say_sampling(const Job& job, const SamplingOutcome& outcome) {
    const SamplingSpeed& speed = outcome.speed;
    say(job, "sampling  {} memberships in {} samples, {:.2f} s, {:.2f} s of CPU", format_count(speed.memberships),
        format_count(speed.samples), speed.seconds, speed.cpu_seconds);
    say(job, "rate      {:.2f} M memberships a second, {:.2f} M a CPU second", outcome.rate() * 1e-6,
        outcome.rate_by_cpu() * 1e-6);
    say(job, "ceiling   {:.1f} M random lines a second, {:.1f} M a CPU second; reached {:.1f} %, {:.1f} % by CPU time",
        outcome.ceiling.per_second * 1e-6, outcome.ceiling.per_cpu_second * 1e-6, 100 * outcome.share(),
        100 * outcome.share_by_cpu());
    if (outcome.crossings() > 0)
        say(job, "exchange  {} crossings, {:.2f} a membership; {:.2f} bytes each, in {} messages",
            format_count(outcome.crossings()),
            static_cast<double>(outcome.crossings()) / static_cast<double>(speed.memberships),
            static_cast<double>(outcome.bytes()) / static_cast<double>(outcome.crossings()),
            format_count(outcome.messages()));
}

ordered_json sampling_json(const Job& job, const SamplingOutcome& outcome, Layout layout) {
    return {{"memberships_per_second", outcome.rate()},
            {"share_of_ceiling", outcome.share()},
            {"samples", outcome.speed.samples},
            {"samples_per_batch", outcome.speed.samples_per_batch},
            {"memberships", outcome.speed.memberships},
            {"seconds", outcome.speed.seconds},
            {"cpu_seconds", outcome.speed.cpu_seconds},
            {"memberships_per_cpu_second", outcome.rate_by_cpu()},
            {"share_of_ceiling_by_cpu", outcome.share_by_cpu()},
            {"random_lines_per_second", outcome.ceiling.per_second},
            {"random_lines_per_cpu_second", outcome.ceiling.per_cpu_second},
            {"page_bytes", outcome.page_bytes},
            {"crossings", outcome.crossings()},
            {"exchange_bytes", outcome.bytes()},
            {"exchange_messages", outcome.messages()},
            {"layout", layout.text()},
            {"ranks", job.context.world.size()},
            {"threads", job.context.threads}};
}

/// The rate of random reads on huge pages, all threads. Collective.
void measure_ceiling(Job& job, SamplingOutcome& outcome) {
    const auto phase = job.context.timers.scope("memory");
    const LineTable table(job.context, table_bytes(job.options), PageChoice::huge);
    outcome.page_bytes = page_bytes_of(table);
    outcome.ceiling = measure(job, table, job.context.threads, true);
}

void run_sampling(Job& job) {
    Context& context = job.context;
    require_memory(job, kBareRankBytes + table_bytes(job.options), "the table");
    const GraphRun run = open_graph(job, {});
    if (run.graph.vertex_count() == 0)
        throw Error(ExitCode::bad_input,
                    fmt::format("--graph {}: has no vertices, nothing can be sampled", job.options.text("graph")),
                    true);
    const LiveArcs arcs(context, run.graph, diffusion_options(job.options), Direction::in);
    if (job.options.flag("dry-run"))
        return;
    SamplingOutcome outcome;
    measure_ceiling(job, outcome);
    {
        const auto phase = context.timers.scope("sampling");
        const RandomKey key{job.options.whole("random-seed", 0, UINT64_MAX), Domain::selection};
        outcome.before = exchange_totals(context);
        outcome.speed = sampling_speed(context, run.graph, arcs, {.key = key}, sampling_seconds(job.options));
        outcome.after = exchange_totals(context);
    }
    say_sampling(job, outcome);
    print_outcome(job, sampling_json(job, outcome, run.layout),
                  {{"memberships_per_second", outcome.rate()},
                   {"share_of_ceiling", outcome.share()},
                   {"samples", outcome.speed.samples},
                   {"memberships", outcome.speed.memberships}});
}

void run(Job& job) {
    measure_of(job.options).run(job);
}

/// The diffusion options, with a graph that only one of the two measurements needs.
std::vector<OptionSpec> bench_options() {
    std::vector<OptionSpec> options = with_diffusion_options({
        {"json", "", "", "Print one JSON object on stdout instead of the RESULT line.", OptionKind::flag},
        {"table", "SIZE", "1G", "Memory a rank reads at random; far more than its caches."},
        {"repetitions", "N", "5", "How often each reading is repeated; the best counts."},
        {"seconds", "S", "5", "How long to sample."},
        {"largest", "SIZE", "8M", "Bytes from rank to rank in the largest round of exchange."},
        {"partners", "N", "", "To how many other ranks each one sends in a round of exchange. Default: all."},
        {"latency", "MICROSECONDS", "0",
         "A wait added for each message and each stage of a collective in exchange: how another network would do."},
        {"dir", "DIR", ".", "Where io writes its file, which is removed."},
        {"size", "SIZE", "1G", "Bytes that io writes and reads, over all ranks."},
    });
    for (OptionSpec& option : options)
        option.required = false;
    return options;
}

} // namespace

const Verb kBenchVerb{
    .name = "bench",
    .summary = "measure memory, sampling, exchange and disks of this machine",
    .description =
        "memory: random reads of 64-byte lines from a table larger than the caches, on huge and on small pages, with "
        "and without prefetch, and a read in order. sampling: memberships of reverse-reachable sets a second on a "
        "graph, and the share of the memory's ceiling that is, two lines a membership. exchange: rounds of all_to_all "
        "between the ranks, from 8 bytes a pair upwards, in each way of --exchange. io: a file written, synced and "
        "read "
        "back by all ranks together, as graph files are; the page cache is included.\n\n"
        "    cascade bench memory --json\n"
        "    cascade bench sampling --graph g.h5 --model ic --probability wc\n"
        "    mpirun -np 4 cascade bench exchange --json\n"
        "    mpirun -np 4 cascade bench io --dir /scratch --size 8G",
    .options = bench_options(),
    .positional = "memory|sampling|exchange|io",
    .graph_option = "graph",
    .validate = validate,
    .run = run,
};

} // namespace cascade
