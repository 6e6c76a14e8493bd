#include "jobs/common/provenance.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/schemas.hpp"
#include "jobs/common/checkpoints.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/resources.hpp"
#include "jobs/dictionary/check.hpp"

#include "cascade/version.hpp"
#include <fmt/chrono.h>

namespace cascade {
namespace {

nlohmann::ordered_json options_as_json(const Options& options) {
    auto json = nlohmann::ordered_json::object();
    if (!options.positional().empty())
        json["positional"] = options.positional();
    for (const auto& [name, value] : options.resolved())
        if (options.is_list(name))
            json[name].push_back(value);
        else
            json[name] = value;
    return json;
}

/// Text that came from outside made valid UTF-8, since JSON refuses anything else: other bytes become '?'.
nlohmann::ordered_json clean(const nlohmann::ordered_json& json) {
    using nlohmann::ordered_json;
    return parse_json(json_text(json));
}

/// Leads what kernels, timers and the clock tell into the result's log: phases, and progress once a second.
void lead_events(Job& job, ResultWriter& results) {
    Context& context = job.context;
    context.event = [&results](std::string_view event, std::initializer_list<EventField> fields) {
        results.event(event, fields);
    };
    const std::chrono::duration<double> unix_time = std::chrono::system_clock::now().time_since_epoch();
    context.event("begin", {{"schema", std::string(kEventsSchema.name)},
                            {"schema_version", std::uint64_t{kEventsSchema.version}},
                            {"verb", job.verb},
                            {"unix_time", unix_time.count()},
                            {"version", std::string(kVersion)},
                            {"ranks", static_cast<std::uint64_t>(context.world.size())},
                            {"threads", static_cast<std::uint64_t>(context.threads)},
                            {"job_id", batch_job_id()}});
    context.timers.heard = [&context](const std::string& path, double seconds) {
        if (seconds < 0)
            context.event("phase_begin", {{"phase", path}});
        else
            context.event("phase_end", {{"phase", path}, {"seconds", seconds}});
    };
    context.progress = [&context, shown = context.progress, told = -1.0](std::string_view phase, std::uint64_t done,
                                                                         std::uint64_t total) mutable {
        shown(phase, done, total);
        const double now = context.timers.elapsed();
        if (now < told + 1.0)
            return;
        told = now;
        context.event(
            "progress",
            {{"phase", std::string(phase)}, {"done", done}, {"total", total}, {"drawn", context.samples_drawn}});
    };
}

/// A result that is not what the dictionary says is a bug of ours, told when nothing can be lost by it. Collective.
void require_declared(const Job& job, const ResultWriter& results) {
    agree_at_root(job.context.world, [&] {
        if (const std::string wrong = complaints_about(job.verb, results.written()); !wrong.empty())
            throw InternalError("the result in {} is complete, but is not what the data dictionary says:\n{}",
                                job.options.text("out"), wrong);
    });
}

} // namespace

nlohmann::ordered_json provenance(Job& job, const Outcome& outcome) {
    const Context& context = job.context;
    const double wall = all_reduce_max(context.world, context.timers.elapsed());
    const std::uint64_t mine = peak_resident_bytes();
    const double core = all_reduce_sum(context.world, Timers::process_cpu_seconds());
    nlohmann::ordered_json run;
    run["verb"] = job.verb;
    run["version"] = kVersion;
    run["commit"] = kCommit;
    run["options"] = options_as_json(job.options);
    run["graph"] = {{"path", outcome.graph_path}, {"digest", outcome.graph.digest}};
    if (!outcome.layers.is_null())
        run["layers"] = outcome.layers;
    run["ranks"] = context.world.size();
    run["threads"] = context.threads;
    run["layout"] = outcome.layout.text();
    run["hosts"] = job.facts.hosts;
    run["job_id"] = batch_job_id();
    run["restarts"] = job.checkpoints != nullptr ? job.checkpoints->before().restarts : 0;
    run["started"] =
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(job.facts.started)));
    run["wall_seconds"] = wall;
    run["wall_seconds_before"] = job.checkpoints != nullptr ? job.checkpoints->before().seconds : 0.0;
    run["core_seconds"] = core;
    const ExchangeTotals exchanged = exchange_totals(context);
    run["exchange"] = {
        {"bytes", exchanged.sent.bytes}, {"messages", exchanged.sent.messages}, {"crossings", exchanged.crossings}};
    for (const ExchangeSpelling& spelling : kExchangeSpellings)
        if (spelling.backend != ExchangeBackend::automatic)
            run["exchange"][spelling.name] = exchanged.sent.exchanges[static_cast<std::size_t>(spelling.backend)];
    run["peak_rss_bytes"] = peak_memory(context.world);
    run["peak_rss_bytes_by_rank"] = all_gather(context.world, mine);
    run["warnings"] = job.console != nullptr ? job.console->warnings() : std::vector<std::string>();
    run["exit_reason"] = outcome.exit_reason;
    return clean(run);
}

nlohmann::ordered_json summary_base(Job& job, const Outcome& outcome) {
    const Context& context = job.context;
    nlohmann::ordered_json summary;
    summary["schema"] = kSummarySchema.name;
    summary["schema_version"] = kSummarySchema.version;
    summary["verb"] = job.verb;
    summary["exit_reason"] = outcome.exit_reason;
    summary["random_seed"] = job.options.whole("random-seed", 0, UINT64_MAX);
    summary["ranks"] = context.world.size();
    summary["threads"] = context.threads;
    summary["layout"] = outcome.layout.text();
    summary["seconds"] = all_reduce_max(context.world, context.timers.elapsed());
    summary["peak_rss_bytes"] = peak_memory(context.world);
    summary["graph"] = {
        {"vertices", outcome.graph.vertices}, {"edges", outcome.graph.edges}, {"digest", outcome.graph.digest}};
    if (!outcome.layers.is_null())
        summary["layers"] = outcome.layers;
    return summary;
}

std::unique_ptr<ResultWriter> open_results(Job& job) {
    if (!job.options.declared("out") || !job.options.has("out"))
        return nullptr;
    auto results =
        std::make_unique<ResultWriter>(job.context.world, job.options.text("out"), job.options.flag("force"));
    if (job.context.world.is_root())
        lead_events(job, *results);
    return results;
}

void commit_results(Job& job, ResultWriter* results, const Outcome& outcome, const nlohmann::ordered_json& summary) {
    if (job.checkpoints != nullptr)
        job.checkpoints->require_lock();
    if (results != nullptr) {
        const nlohmann::ordered_json run = provenance(job, outcome);
        const std::vector<TimerLine> timing = job.context.timers.summarise(job.context.world);
        job.context.event("end", {{"exit_reason", outcome.exit_reason}, {"drawn", job.context.samples_drawn}});
        job.context.event = [](std::string_view, std::initializer_list<EventField>) {};
        job.context.timers.heard = {};
        results->commit(run, timing, summary);
    }
    if (job.checkpoints != nullptr)
        job.checkpoints->finished();
    if (results != nullptr)
        require_declared(job, *results);
}

} // namespace cascade
