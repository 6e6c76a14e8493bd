#include "jobs/common/graph_run.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/layer_options.hpp"
#include "jobs/common/layout.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/resources.hpp"

namespace cascade {
namespace {

template <class Table>
std::string names_of(const Table& table) {
    std::string names;
    for (const auto& entry : table) {
        names += names.empty() ? "" : "|";
        names += entry.name;
        if constexpr (requires { entry.arguments; })
            names += entry.arguments;
    }
    return names;
}

} // namespace

std::vector<OptionSpec> with_diffusion_options(std::vector<OptionSpec> own, std::string_view models) {
    static const std::string known = names_of(kModels);
    static const std::string probabilities = names_of(kProbabilities);
    std::vector<OptionSpec> all = {
        {"graph", "FILE", "", "Graph file made by import or generate.", OptionKind::value, true}};
    all.insert(all.end(), own.begin(), own.end());
    if (models.empty())
        all.push_back({"model", known, "ic", "Diffusion model: independent cascade or linear threshold."});
    else
        all.push_back({"model", models, "ic", "Diffusion model; the manual has the formulas."});
    all.push_back({"probability", probabilities, "wc",
                   "Probability of an arc (weight, for lt): 1/in-degree of its head; P; 0.1, 0.01 or 0.001 by the "
                   "arc's own draw; "
                   "uniform in [LO,HI] by the arc's own draw; the weight column of the graph."});
    all.push_back({"probability-seed", "N", "0",
                   "Seed of trivalency and uniform; they are a property of the graph, not of the run."});
    all.push_back(
        {"normalise", "", "", "For lt: divide the in-weights of every vertex by their sum.", OptionKind::flag});
    return all;
}

DiffusionOptions arc_options(const Options& options) {
    DiffusionOptions diffusion;
    diffusion.probability = parse_probability(options.text("probability"));
    diffusion.probability_seed = options.whole("probability-seed", 0, UINT64_MAX);
    return diffusion;
}

DiffusionOptions diffusion_options(const Options& options) {
    DiffusionOptions diffusion = arc_options(options);
    diffusion.model = parse_model(options.text("model"));
    diffusion.normalise = options.flag("normalise") && diffusion.model == Model::lt;
    if (options.flag("normalise") && diffusion.model != Model::lt && !has_threshold_layer(options))
        throw UsageError("--normalise: only --model lt has in-weights to divide; leave it out");
    return diffusion;
}

std::uint64_t diffusion_bytes_per_rank(const GraphFile& file, Layout layout, GraphNeeds needs,
                                       const DiffusionOptions& diffusion) {
    const ProbabilityKind kind = diffusion.probability.kind;
    const auto shards = static_cast<std::uint64_t>(layout.shards);
    const std::uint64_t arcs = file.info.edges / shards;
    const std::uint64_t vertices = file.info.vertices / shards;
    const bool lt = diffusion.model == Model::lt;
    std::uint64_t extra = 0;
    constexpr std::uint64_t kOfQuestion = 20; // bytes, while shards ask one another for in-degrees
    const bool one_for_all = kind == ProbabilityKind::wc || kind == ProbabilityKind::constant;
    if (needs.out && !lt && kind != ProbabilityKind::constant)
        extra = arcs * (sizeof(float) + (kind == ProbabilityKind::wc && shards > 1 ? kOfQuestion : 0));
    else if (!needs.out && !lt && !one_for_all)
        extra =
            arcs * 12 + vertices * 16; // reordered neighbours, survival, and the probabilities while they are sorted
    else if (lt && kind != ProbabilityKind::wc)
        extra = arcs * 12 + vertices * 9;
    return graph_bytes_per_rank(file, layout, needs) + extra;
}

GraphRun open_graph(Job& job, GraphNeeds needs) {
    return open_graph(job, needs, diffusion_options(job.options));
}

GraphRun open_graph(Job& job, GraphNeeds needs, const DiffusionOptions& diffusion) {
    std::vector<GraphFile> files = share_layers(job);
    const std::vector<DiffusionOptions> laws = layer_diffusions(job.options, diffusion);
    const Layout layout = resolve_layout(job.context.world, job.options, files, needs, job.context.memory_per_rank);
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        say_graph(job, files[i], layout);
        say(job, "model     {} with {}{}", i == 0 ? job.options.text("model") : spelling(laws[i].model),
            spelling(laws[i].probability), laws[i].normalise ? ", normalised" : "");
        bytes += diffusion_bytes_per_rank(files[i], layout, needs, laws[i]);
    }
    require_memory(job, kBareRankBytes + bytes, "the graph");
    const auto timer = job.context.timers.scope("load");
    std::vector<PartitionedGraph> graphs = load_layers(job.context, files, layout, needs);
    job.labelled = graphs[0].info.labelled;
    say(job, "pages     {:.0f} % of the memory held is on huge pages", 100 * huge_page_share());
    std::unique_ptr<Checkpoints> checkpoints = open_checkpoints(job, identity_of_layers(files));
    GraphRun run{std::move(files[0]), layout, std::move(graphs[0]), {}, {}, {}, bytes, std::move(checkpoints)};
    run.layer_files.assign(std::move_iterator(files.begin() + 1), std::move_iterator(files.end()));
    run.more.assign(std::move_iterator(graphs.begin() + 1), std::move_iterator(graphs.end()));
    for (std::size_t i = 0; i < run.more.size(); ++i)
        run.layers.push_back({&run.more[i], laws[i + 1], run.layer_files[i].path});
    return run;
}

} // namespace cascade
