// cascade estimate: the spread of given seeds with its interval, and what each of them is worth.

#include "jobs/common/audience_options.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/layer_options.hpp"
#include "jobs/common/layer_tables.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/time_options.hpp"
#include "jobs/common/verify.hpp"
#include "jobs/common/vertex_file.hpp"
#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/spread.hpp"

namespace cascade {
namespace {

SpreadOptions spread_options(const Options& options) {
    SpreadOptions how;
    how.explore.key = {options.whole("random-seed", 0, UINT64_MAX), Domain::estimation};
    how.question = HitQuestion::only_class;
    how.precision = options.real("precision", 1e-5, 1);
    how.layer_losses = wants_layer_ablation(options);
    return how;
}

void validate(const Options& options) {
    spread_options(options);
    check_layer_options(options, diffusion_options(options));
    check_audience_options(options);
    time_options(options);
}

/// What the spread would lose without each seed: the samples that it alone hits.
Table leave_one_out(const SpreadMeasurement& measured, const Column& seeds, double total) {
    std::vector<double> value, low, high;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        const ShareInterval share = wilson_interval(measured.counts.only[i], measured.counts.samples, kZ95);
        value.push_back(total * share.share);
        low.push_back(total * share.low);
        high.push_back(total * share.high);
    }
    return {"leave_one_out", {seeds, {"value", value}, {"low", low}, {"high", high}}, "leave_one_out.csv"};
}

Table estimate_table(const SpreadInterval& all, std::uint64_t worlds) {
    const auto one = [](double value) { return std::vector<double>{value}; };
    return {"estimate",
            {{"spread", one(all.spread)},
             {"low", one(all.low)},
             {"high", one(all.high)},
             {"worlds", std::vector<std::uint64_t>{worlds}}},
            "estimate.csv"};
}

void run(Job& job) {
    Context& context = job.context;
    const bool dry = job.options.flag("dry-run");
    SpreadOptions how = spread_options(job.options);
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    const GraphRun run = open_graph(job, {});
    const PartitionedGraph& graph = run.graph;
    const std::string& path = job.options.text("seeds");
    const std::vector<VertexId> seeds = resolve_vertices(job, graph, read_seed_file(job, path), "seeds", path);
    std::vector<std::vector<VertexId>> classes; // a class a seed, so that each one's share is counted
    for (const VertexId v : seeds)
        classes.push_back({v});
    Audience audience = read_audience(job, graph);
    const std::optional<TimeLimit> in_time = read_time_limit(job, graph);
    audience.time = in_time ? &*in_time : nullptr;
    how.audience = &audience;
    LiveArcs arcs(context, graph, diffusion_options(job.options), Direction::in);
    add_live_layers(context, arcs, run.layers);
    if (dry) {
        how.explore.key.domain = Domain::pilot;
        how.most_samples = 1000;
        const SpreadMeasurement pilot = measure_spread(context, graph, arcs, how, classes);
        say(job, "pilot     {} seeds reach about {:.1f} {}; samples are not kept, so memory is that of the graph",
            seeds.size(), pilot.prefix[0].spread, unit_of_spread(job.options));
        return;
    }
    SpreadAndReach both;
    {
        const auto timer = context.timers.scope("sampling");
        both = measure_spread_and_reach(context, graph, arcs, how, classes);
    }
    const SpreadMeasurement& measured = both.spread;
    const SpreadInterval& all = measured.prefix[0];
    const std::uint64_t worlds = measured.counts.samples;
    say(job, "spread    {} seeds reach {:.2f} of {} {}, {:.2f} to {:.2f} (95 %), from {} samples", seeds.size(),
        all.spread, audience.total(), unit_of_spread(job.options), all.low, all.high, worlds);
    say_layer_losses(job, run, both.layer_losses);
    Outcome outcome{job.options.text("graph"), graph.info, run.layout};
    outcome.layers = layers_json(run, job.options, diffusion_options(job.options));
    const Column named = vertex_column(context.world, graph, "vertex", seeds);
    if (results != nullptr) {
        results->add(estimate_table(all, worlds));
        results->add(leave_one_out(measured, named, audience.total()));
        if (how.layer_losses)
            results->add(layer_loss_table(all, both.layer_losses));
    }
    nlohmann::ordered_json summary = summary_base(job, outcome);
    summary["seeds"] = seeds.size();
    summary["spread"] = all.spread;
    summary["spread_low"] = all.low;
    summary["spread_high"] = all.high;
    summary["worlds"] = worlds;
    report_reach(job, audience, all, both.reach, results.get(), summary);
    verify_spread(job, graph, diffusion_options(job.options), run.layers, audience, seeds, all, summary);
    commit_results(job, results.get(), outcome, summary);
    print_result_line(job,
                      {{"spread", all.spread}, {"spread_low", all.low}, {"spread_high", all.high}, {"worlds", worlds}});
}

} // namespace

const Verb kEstimateVerb = {
    .name = "estimate",
    .summary = "spread of a given seed list, with interval",
    .description = "Measures the expected spread of the seeds in a file from reverse-reachable samples, until half the "
                   "95 % interval is at most "
                   "--precision times the spread, and what each seed adds to the others (leave-one-out).\n\n"
                   "    cascade estimate --graph g.h5 --seeds seeds.csv --precision 0.005 --out result\n"
                   "    cascade estimate --graph g.h5 --seeds seeds.csv --weights audience.csv --hop-decay 1,.6,.3,0\n"
                   "    cascade estimate --graph g.h5 --seeds seeds.csv --delay exponential:0.5 --deadline 7",
    .options = with_verify(with_layer_options(with_diffusion_options(with_time_options(with_audience_options({
        {"seeds", "FILE", "", "Seeds, one original id a line, or a seeds.csv written by select.", OptionKind::value,
         true},
        {"precision", "P", "0.01", "Half width of the 95 % interval, relative to the spread."},
        layer_ablation_option(),
    }))))),
    .graph_option = "graph",
    .layers_option = "layer",
    .writes_results = true,
    .restartable = true,
    .validate = validate,
    .run = run,
};

} // namespace cascade
