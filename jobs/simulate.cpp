// cascade simulate: forward diffusion from given seeds, hop by hop, over many worlds.

#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/vertex_file.hpp"
#include "kernels/diffusion/forward.hpp"
#include "kernels/diffusion/initial_state.hpp"
#include "kernels/influence/bounds.hpp"

#include <cmath>

namespace cascade {
namespace {

/// Where --seeds says the seeds come from.
struct SeedSource {
    enum class Kind : std::uint8_t { file, random, degree } kind = Kind::file;
    std::uint64_t count = 0;
};

SeedSource seed_source(const Options& options) {
    const std::string& text = options.text("seeds");
    for (const auto& [prefix, kind] : {std::pair{std::string_view("random:"), SeedSource::Kind::random},
                                       {std::string_view("degree:"), SeedSource::Kind::degree}})
        if (text.starts_with(prefix)) {
            const auto count = parse_whole(std::string_view(text).substr(prefix.size()));
            if (!count || *count == 0)
                throw UsageError("--seeds {}: a number of seeds from 1 on is needed, e.g. {}50", text, prefix);
            return {kind, *count};
        }
    return {};
}

ForwardOptions forward_options(const Options& options) {
    ForwardOptions how;
    how.diffusion = diffusion_options(options);
    how.random_seed = options.whole("random-seed", 0, UINT64_MAX);
    how.worlds = options.whole("worlds", 1, std::uint64_t{1} << 40);
    if (options.has("max-hops"))
        how.max_hops = static_cast<std::uint32_t>(options.whole("max-hops", 0, UINT32_MAX - 1));
    return how;
}

void validate(const Options& options) {
    forward_options(options);
    seed_source(options);
}

/// Canonical ids of the seeds. Collective.
std::vector<VertexId> find_seeds(Job& job, const PartitionedGraph& graph) {
    const SeedSource source = seed_source(job.options);
    switch (source.kind) {
    case SeedSource::Kind::random:
        return random_vertices(job.context, graph, source.count, job.options.whole("random-seed", 0, UINT64_MAX));
    case SeedSource::Kind::degree:
        return top_degree_vertices(job.context, graph, source.count);
    case SeedSource::Kind::file:
        break;
    }
    const std::string& path = job.options.text("seeds");
    return resolve_vertices(job, graph, read_seed_file(job, path), "seeds", path);
}

/// Mean, variance and quantiles over worlds of one quantity, hop by hop, as columns.
void add_bands(std::vector<Column>& columns, const std::string& name, const std::vector<Distribution>& hops) {
    std::vector<double> mean, variance;
    for (const Distribution& hop : hops) {
        mean.push_back(hop.mean());
        variance.push_back(hop.variance());
    }
    columns.push_back({name, mean});
    columns.push_back({name + "_variance", variance});
    for (int percent : {5, 25, 50, 75, 95}) {
        std::vector<std::uint64_t> values;
        for (const Distribution& hop : hops)
            values.push_back(hop.quantile(percent / 100.0));
        columns.push_back({fmt::format("{}_q{:02}", name, percent), values});
    }
}

Series hop_series(const ForwardResult& result) {
    Series series{"hops", {"hop", std::vector<std::uint32_t>()}, {}, "activation_by_hop.csv"};
    for (std::uint32_t hop = 0; hop < result.active.size(); ++hop)
        std::get<std::vector<std::uint32_t>>(series.index.values).push_back(hop);
    add_bands(series.columns, "newly_active", result.newly_active);
    add_bands(series.columns, "active", result.active);
    return series;
}

std::vector<double> activation_probability(const ForwardResult& result) {
    std::vector<double> share;
    for (std::uint64_t worlds : result.activations)
        share.push_back(static_cast<double>(worlds) / static_cast<double>(result.worlds));
    return share;
}

nlohmann::ordered_json summary_of(Job& job, const Outcome& outcome, const ForwardResult& result, std::size_t seeds,
                                  double half_width) {
    nlohmann::ordered_json summary = summary_base(job, outcome);
    summary["seeds"] = seeds;
    summary["worlds"] = result.worlds;
    if (!job.context.world.is_root())
        return summary;
    const double mean = result.active.back().mean();
    summary["active"] = mean;
    summary["active_low"] = mean - half_width;
    summary["active_high"] = mean + half_width;
    summary["hops"] = nlohmann::ordered_json::array();
    for (const Distribution& hop : result.newly_active)
        summary["hops"].push_back(hop.mean());
    return summary;
}

void run(Job& job) {
    const ForwardOptions how = forward_options(job.options);
    const bool dry = job.options.flag("dry-run");
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    const GraphRun run = open_graph(job, {.in = true, .out = true});
    const PartitionedGraph& graph = run.graph;
    const std::vector<VertexId> seeds = find_seeds(job, graph);
    if (dry) {
        ForwardOptions pilot = how;
        pilot.worlds = std::min<std::uint64_t>(how.worlds, 1000);
        const ForwardResult result = run_forward(job.context, graph, pilot, seeds);
        if (job.context.world.is_root())
            say(job,
                "pilot     {:.1f} vertices active in the mean of {} worlds; worlds are not kept, so memory is that of "
                "the graph",
                result.active.back().mean(), pilot.worlds);
        return;
    }
    const ForwardResult result = run_forward(job.context, graph, how, seeds);
    double mean = 0;
    double half = 0;
    if (job.context.world.is_root()) {
        const Distribution& last = result.active.back();
        mean = last.mean();
        half = kZ95 * std::sqrt(last.variance() / static_cast<double>(result.worlds));
        say(job, "active    {:.2f} of {} vertices in the mean of {} worlds, {:.2f} to {:.2f} (95 %), {} hops at most",
            mean, graph.vertex_count(), result.worlds, mean - half, mean + half, result.active.size() - 1);
    }
    Outcome outcome{job.options.text("graph"), graph.info, run.layout};
    if (results != nullptr) {
        results->add(hop_series(result));
        results->add_vertices(graph, "activation_probability", activation_probability(result));
    }
    commit_results(job, results.get(), outcome, summary_of(job, outcome, result, seeds.size(), half));
    print_result_line(job, {{"seeds", std::uint64_t{seeds.size()}}, {"active", mean}, {"worlds", result.worlds}});
}

} // namespace

const Verb kSimulateVerb = {
    .name = "simulate",
    .summary = "forward diffusion, hop by hop",
    .description = "Simulates worlds from the seeds forward and reports, hop by hop, how many vertices become active: "
                   "mean, variance and quantile "
                   "bands over worlds, and for every vertex the share of worlds in which it became active.\n\n"
                   "    cascade simulate --graph g.h5 --seeds seeds.csv --worlds 10000 --out result\n"
                   "    cascade simulate --graph g.h5 --seeds degree:50 --model lt --max-hops 3 --out result",
    .options = with_diffusion_options({
        {"seeds", "FILE|random:N|degree:N", "",
         "Seeds: a file of original ids (or a seeds.csv), N at random, or the N of highest out-degree.",
         OptionKind::value, true},
        {"worlds", "N", "10000", "Worlds to simulate."},
        {"max-hops", "H", "", "Stop every world after H hops. Default: when nothing new becomes active."},
    }),
    .graph_option = "graph",
    .writes_results = true,
    .validate = validate,
    .run = run,
};

} // namespace cascade
