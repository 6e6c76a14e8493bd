// cascade simulate: forward diffusion from given seeds, hop by hop, over many worlds.

#include "jobs/common/console.hpp"
#include "jobs/common/forward_setup.hpp"
#include "jobs/common/forward_tables.hpp"
#include "jobs/common/layer_options.hpp"
#include "jobs/common/layer_tables.hpp"
#include "jobs/common/producer_tables.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/time_options.hpp"
#include "jobs/common/verify.hpp"
#include "kernels/diffusion/forward.hpp"

namespace cascade {
namespace {

constexpr std::uint64_t kPilotWorlds = 1000;
constexpr std::uint64_t kForestWorlds = 10; ///< where --tree-worlds is not given

/// Everything but what comes from files.
ForwardOptions simulation_options(const Options& options) {
    ForwardOptions how = forward_options(options);
    if (options.has("precision"))
        how.precision = options.real("precision", 1e-6, 1);
    how.replicates = options.flag("replicates");
    how.layer_ablation = wants_layer_ablation(options);
    if (options.has("tree-worlds") && (!options.has("tree") || options.text("tree") != "full"))
        throw UsageError("--tree-worlds: only --tree full writes links");
    if (options.has("tree")) {
        how.trace = true;
        if (options.text("tree") == "full")
            how.forest_worlds = options.has("tree-worlds") ? options.whole("tree-worlds", 1, 1000000) : kForestWorlds;
    }
    return how;
}

void validate(const Options& options) {
    check_layer_options(options, first_layer(simulation_options(options)));
    check_seed_source(options.text("seeds"));
}

nlohmann::ordered_json summary_of(Job& job, const Outcome& outcome, const ForwardResult& result, std::size_t seeds,
                                  const Groups& groups) {
    nlohmann::ordered_json summary = summary_base(job, outcome);
    summary["seeds"] = seeds;
    summary["worlds"] = result.worlds;
    if (!job.context.world.is_root())
        return summary;
    const Distribution end = final_active(result);
    summary["active"] = end.mean();
    summary["active_low"] = end.mean() - end.half_width();
    summary["active_high"] = end.mean() + end.half_width();
    summary["hops"] = nlohmann::ordered_json::array();
    for (const Distribution& hop : result.newly_active)
        summary["hops"].push_back(hop.mean());
    for (const HopLevel& level : result.levels)
        if (!level.hops.empty())
            summary[level.name] = level.hops.back().mean();
    if (result.producers)
        summary.update(producer_summary(*result.producers, end));
    if (!groups.names.empty())
        summary["groups"] = groups.names;
    return summary;
}

/// Rank 0's words about the end.
void say_result(Job& job, const PartitionedGraph& graph, const ForwardResult& result) {
    if (!job.context.world.is_root())
        return;
    const Distribution end = final_active(result);
    say(job, "active    {:.2f} of {} vertices in the mean of {} worlds, {:.2f} to {:.2f} (95 %), {} hops at most",
        end.mean(), graph.vertex_count(), result.worlds, end.mean() - end.half_width(), end.mean() + end.half_width(),
        std::max<std::size_t>(result.active.size(), 1) - 1);
    for (const HopLevel& level : result.levels)
        if (!level.hops.empty())
            say(job, "{:9} {:.2f} at the end", level.name, level.hops.back().mean());
    if (result.producers)
        say_producers(job, *result.producers, end);
}

void run_pilot(Job& job, const PartitionedGraph& graph, ForwardOptions how, const std::vector<VertexId>& seeds) {
    how.worlds = std::min(how.worlds, kPilotWorlds);
    how.precision = 0;
    if (how.time)
        how.time->grid.reset();
    how.replicates = how.trace = how.layer_ablation = false;
    const ForwardResult result = run_forward(job.context, graph, how, seeds);
    if (job.context.world.is_root())
        say(job,
            "pilot     {:.1f} vertices active in the mean of {} worlds; worlds are not kept, so memory is that of "
            "the graph",
            final_active(result).mean(), how.worlds);
}

void add_tables(Job& job, ResultWriter& results, const PartitionedGraph& graph, const ForwardOptions& how,
                const ForwardResult& result, const std::vector<VertexId>& seeds) {
    results.add(hop_series(result));
    if (result.producers) {
        results.add(generation_series(*result.producers));
        results.add(producer_series(*result.producers));
    }
    add_layer_tables(results, result, how);
    if (how.time)
        results.add(time_series(result));
    results.add_vertices(graph, "activation_probability", result.activations.span(), result.worlds);
    if (job.options.has("groups")) {
        results.add(group_table(result));
        results.add(first_passage_table(result));
    }
    if (how.replicates) {
        std::vector<std::string> levels;
        for (const HopLevel& level : result.levels)
            levels.push_back(level.name);
        results.add(replicate_table(result.replicates, levels));
    }
    if (how.trace)
        results.add(seed_table(job.context.world, graph, result, seeds));
    if (how.forest_worlds > 0)
        results.add(forest_table(job.context.world, graph, result));
}

void run(Job& job) {
    ForwardOptions how = simulation_options(job.options);
    const bool dry = job.options.flag("dry-run");
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    const GraphRun run = open_graph(job, forward_needs(job.options, how), first_layer(how));
    how.layers = run.layers;
    const PartitionedGraph& graph = run.graph;
    const std::vector<VertexId> seeds = find_seeds(job, run, job.options.text("seeds"));
    const Admission admission = read_admission(job, graph, seeds);
    how.admission = &admission;
    Groups groups;
    if (job.options.has("groups")) {
        groups = read_groups(job, graph);
        how.groups = &groups.classes;
    }
    if (dry)
        return run_pilot(job, graph, how, seeds);
    const ForwardResult result = run_forward(job.context, graph, how, seeds);
    say_result(job, graph, result);
    say_layers(job, result, how);
    Outcome outcome{job.options.text("graph"), graph.info, run.layout};
    outcome.layers = layers_json(run, job.options, first_layer(how));
    if (results != nullptr)
        add_tables(job, *results, graph, how, result, seeds);
    nlohmann::ordered_json summary = summary_of(job, outcome, result, seeds.size(), groups);
    verify_forward(job, graph, how, {&seeds, 1}, {&result.active, 1},
                   result.producers ? producer_levels(*result.producers) : result.levels, summary);
    commit_results(job, results.get(), outcome, summary);
    print_result_line(
        job,
        {{"seeds", std::uint64_t{seeds.size()}}, {"active", final_active(result).mean()}, {"worlds", result.worlds}});
}

} // namespace

const Verb kSimulateVerb = {
    .name = "simulate",
    .summary = "forward diffusion, hop by hop",
    .description =
        "Simulates worlds from the seeds forward and reports, hop by hop, how many vertices become active: "
        "mean, variance and quantile "
        "bands over worlds, and for every vertex the share of worlds in which it became active.\n\n"
        "    cascade simulate --graph g.h5 --seeds seeds.csv --worlds 10000 --out result\n"
        "    cascade simulate --graph g.h5 --seeds degree:50 --model lt --max-hops 3 --out result\n"
        "    cascade simulate --graph g.h5 --seeds random:10 --model sir --beta 0.05 --gamma 0.2 --out result\n"
        "    cascade simulate --graph g.h5 --seeds s.csv --delay weibull:0.7,2 --deadline 30 --time-grid 60",
    .options = with_verify(with_layer_options(with_forward_options({
        {"seeds", "FILE|random:N|degree:N", "",
         "Seeds: a file of original ids (or a seeds.csv), N at random, or the N of highest out-degree, over all "
         "layers.",
         OptionKind::value, true},
        {"precision", "P", "",
         "Simulate only until half the 95 % interval of the final mean is at most P of it, looked at after 1024, 2048, "
         "4096, ... worlds; --worlds are the most."},
        {"replicates", "", "", "Write the counts of every world, hop by hop.", OptionKind::flag},
        time_grid_option(),
        {"groups", "FILE", "", "CSV with columns vertex and group: reach is reported for each group too."},
        {"tree", "seeds|full", "", "Follow who made whom active: what each seed brought; full: also every link."},
        {"tree-worlds", "N", "", "With --tree full: write the links of the first N worlds. Default: 10."},
        layer_ablation_option(),
    }))),
    .graph_option = "graph",
    .layers_option = "layer",
    .writes_results = true,
    .restartable = true,
    .validate = validate,
    .run = run,
};

} // namespace cascade
