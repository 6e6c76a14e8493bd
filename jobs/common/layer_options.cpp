#include "jobs/common/layer_options.hpp"

#include <filesystem>

namespace cascade {
namespace {

bool knows_layers(const Options& options) {
    return options.declared("layer");
}

std::size_t further_layers(const Options& options) {
    return knows_layers(options) ? options.list("layer").size() : 0;
}

/// The value of a list option for further layer number i: its own, or the one for all; empty: none.
std::string value_for(const Options& options, std::string_view name, std::size_t i) {
    const std::vector<std::string>& values = options.list(name);
    return values.empty() ? "" : values.size() == 1 ? values[0] : values[i];
}

void check_count(const Options& options, std::string_view name) {
    const std::size_t layers = further_layers(options);
    const std::size_t given = options.list(name).size();
    if (given > 0 && layers == 0)
        throw UsageError("--{}: needs --layer FILE, the layers that it is about", name);
    if (given > 1 && given != layers)
        throw UsageError("--{}: {} values for {} layer(s) of --layer; give one for all of them, or one each", name,
                         given, layers);
}

} // namespace

std::vector<OptionSpec> with_layer_options(std::vector<OptionSpec> own) {
    own.push_back(
        {"layer", "FILE", "",
         "Graph files of further platforms with the same vertices (import --base): a vertex is active when it "
         "is in any layer; --graph is the first.",
         OptionKind::list});
    own.push_back({"layer-model", "ic|lt", "",
                   "Model of the layers of --layer: one for all, or one each. Default: --model.", OptionKind::list});
    own.push_back({"layer-probability", "LAW", "",
                   "Probability of their arcs, as --probability: one for all, or one each. Default: --probability.",
                   OptionKind::list});
    return own;
}

OptionSpec layer_ablation_option() {
    return {"layer-ablation", "", "",
            "With --layer: the same worlds or samples again without each layer, and what is missing then.",
            OptionKind::flag};
}

bool wants_layer_ablation(const Options& options) {
    if (options.flag("layer-ablation") && further_layers(options) == 0)
        throw UsageError("--layer-ablation: needs --layer FILE; a single graph has no layer to leave out");
    return options.flag("layer-ablation");
}

std::vector<DiffusionOptions> layer_diffusions(const Options& options, const DiffusionOptions& first) {
    std::vector<DiffusionOptions> all = {first};
    for (std::size_t i = 0; i < further_layers(options); ++i) {
        DiffusionOptions layer = first;
        if (const std::string model = value_for(options, "layer-model", i); !model.empty())
            layer.model = parse_model(model);
        if (const std::string law = value_for(options, "layer-probability", i); !law.empty())
            layer.probability = parse_probability(law);
        layer.normalise = options.flag("normalise") && layer.model == Model::lt;
        all.push_back(layer);
    }
    return all;
}

bool has_threshold_layer(const Options& options) {
    if (further_layers(options) == 0)
        return false;
    const std::vector<std::string>& models = options.list("layer-model");
    return std::find(models.begin(), models.end(), "lt") != models.end();
}

void check_layer_options(const Options& options, const DiffusionOptions& first) {
    const std::size_t layers = further_layers(options);
    if (layers >= kMostLayers)
        throw UsageError("--layer: {} files; {} layers beside --graph are the most", layers, kMostLayers - 1);
    check_count(options, "layer-model");
    check_count(options, "layer-probability");
    layer_diffusions(options, first);
    if (layers == 0)
        return;
    if (const std::string& model = options.text("model"); model != "ic" && model != "lt")
        throw UsageError("--layer: goes with --model ic and lt, not with {}; leave one of them out", model);
    for (const std::string_view option : {"quality", "respread", "delay"})
        if (options.declared(option) && options.has(option))
            throw UsageError("--{}: not with --layer; leave one of them out", option);
}

std::vector<GraphFile> share_layers(Job& job) {
    std::vector<GraphFile> files = {job.probe->share(job.context.world)};
    for (const GraphProbe& probe : job.layers)
        files.push_back(probe.share(job.context.world));
    return files;
}

GraphInfo identity_of_layers(std::span<const GraphFile> files) {
    GraphInfo info = files[0].info;
    if (files.size() == 1)
        return info;
    const auto identity = [](const GraphInfo& of) { // a digest, but of files that others wrote
        return of.digest.empty() ? fmt::format("{} vertices, {} arcs", of.vertices, of.edges) : of.digest;
    };
    info.digest = identity(files[0].info);
    for (const GraphFile& file : files.subspan(1))
        info.digest += " + " + identity(file.info);
    return info;
}

nlohmann::ordered_json layers_json(const GraphRun& run, const Options& options, const DiffusionOptions& first) {
    if (run.layers.empty())
        return {};
    const std::vector<DiffusionOptions> laws = layer_diffusions(options, first);
    auto all = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < laws.size(); ++i) {
        const GraphFile& file = i == 0 ? run.file : run.layer_files[i - 1];
        all.push_back({{"name", std::filesystem::path(file.path).stem().string()},
                       {"path", file.path},
                       {"digest", file.info.digest},
                       {"vertices", file.info.vertices},
                       {"edges", file.info.edges},
                       {"model", spelling(laws[i].model)},
                       {"probability", spelling(laws[i].probability)}});
    }
    return all;
}

} // namespace cascade
