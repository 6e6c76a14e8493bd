#include "jobs/common/forward_setup.hpp"

#include "engine/comm/collectives.hpp"
#include "jobs/common/audience_options.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/layer_options.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/suggest.hpp"
#include "jobs/common/time_options.hpp"
#include "jobs/common/vertex_file.hpp"
#include "jobs/common/vertex_table.hpp"
#include "kernels/diffusion/count_rows.hpp"
#include "kernels/diffusion/initial_state.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace cascade {
namespace {

/// Where --seeds says the seeds come from.
struct SeedSource {
    enum class Kind : std::uint8_t { file, random, degree } kind = Kind::file;
    std::uint64_t count = 0;
};

SeedSource seed_source(const std::string& text) {
    for (const auto& [prefix, kind] : {std::pair{std::string_view("random:"), SeedSource::Kind::random},
                                       {std::string_view("degree:"), SeedSource::Kind::degree}})
        if (text.starts_with(prefix)) {
            const auto count = parse_whole(std::string_view(text).substr(prefix.size()));
            if (!count || *count == 0)
                throw UsageError("--seeds {}: a number of seeds from 1 on is needed, e.g. {}50", text, prefix);
            return {kind, *count};
        }
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos && parse_whole(std::string_view(text).substr(colon + 1))) {
        constexpr std::array<std::string_view, 2> kWords{"random", "degree"};
        const std::string meant = did_you_mean(text.substr(0, colon), kWords);
        if (!meant.empty())
            throw UsageError("--seeds {}: a file, random:N or degree:N is needed{}", text, meant);
    }
    return {};
}

/// The models an option goes with.
struct Belongs {
    std::string_view option;
    std::vector<ForwardModel> models;
    bool needed;
};

/// A value is there of an option that the verb takes.
bool has(const Options& options, std::string_view name) {
    return options.declared(name) && options.has(name);
}

void check_options_of_model(const Options& options, ForwardModel model) {
    using enum ForwardModel;
    const std::vector<Belongs> table = {
        {"gamma", {sis, sir, seir}, true}, {"alpha", {seir}, true},   {"threshold", {threshold}, true},
        {"quality", {ic}, false},          {"respread", {ic}, false}, {"hop-decay", {ic, si, sis, sir, seir}, false}};
    const std::string& name = options.text("model");
    for (const Belongs& entry : table) {
        const bool fits = std::find(entry.models.begin(), entry.models.end(), model) != entry.models.end();
        if (has(options, entry.option) && !fits)
            throw UsageError("--{}: not an option of --model {}; leave it out", entry.option, name);
        if (!has(options, entry.option) && fits && entry.needed)
            throw UsageError("--model {}: needs --{}", name, entry.option);
    }
    if (has(options, "activity-decay") && !is_epidemic(model))
        throw UsageError("--activity-decay: vertices of --model {} act in one step only; it is for si, sis, sir, seir",
                         name);
    if (has(options, "respread") && has(options, "quality"))
        throw UsageError("--respread and --quality: opinions are those of whoever tries once; give one of them");
    if (options.flag("normalise") && model != lt && !has_threshold_layer(options))
        throw UsageError("--normalise: only --model lt has in-weights to divide; leave it out");
    if (options.has("beta") && options.text("probability") != spelling(ProbabilityLaw{})) // a dumped default is none
        throw UsageError("--beta and --probability: give one of them; --beta B is --probability constant:B");
}

/// Worlds of a model in which somebody may stay infectious for ever need an end.
void check_end(const Options& options, const ForwardOptions& how) {
    const bool endless = how.model == ForwardModel::si || how.model == ForwardModel::sis ||
                         (is_epidemic(how.model) && (how.recovery <= 0 || how.latency <= 0));
    if (endless && !options.has("max-hops"))
        throw UsageError("--model {}: needs --max-hops, since it may go on for ever", options.text("model"));
    if (how.respread.value_or(0) >= 1 && !options.has("max-hops"))
        throw UsageError("--respread {}: needs --max-hops, since everybody tries for ever", options.text("respread"));
}

std::string names_of_models() {
    std::string names;
    for (const ForwardModelSpelling& entry : kForwardModels) {
        names += names.empty() ? "" : "|";
        names += entry.name;
    }
    return names;
}

/// The options of the forward models.
const std::vector<OptionSpec>& forward_specs() {
    static const std::vector<OptionSpec> specs = {
        {"worlds", "N", "10000", "Worlds to simulate."},
        {"max-hops", "H", "", "Stop every world after H hops. Default: when nothing changes any more."},
        {"hop-decay", "F1,F2,...", "",
         "Factor on every probability at hop 1, 2, ...; the last holds on. ic, si, sis, sir, seir. (select and "
         "estimate "
         "--hop-decay is something else: there the worth of who is reached falls.)"},
        {"activity-decay", "F", "",
         "si, sis, sir, seir: factor on a vertex's probabilities with every further step it is infectious: F^(a-1) in "
         "the a-th step it tries; 0: it tries once."},
        {"threshold", "drawn|fraction:F|count:M", "",
         "threshold: a vertex becomes active with this share of its in-weights (drawn: a share of its own, drawn in "
         "each world), or so many in-neighbours, active."},
        {"beta", "B", "", "The same probability on every arc: --probability constant:B."},
        {"gamma", "G", "", "sis, sir, seir: probability of an infectious vertex to recover in a step."},
        {"alpha", "A", "", "seir: probability of an exposed vertex to become infectious in a step."},
        {"quality", "Q", "",
         "ic: a convinced vertex is content with probability Q, and discontent spreads as such (IC-N)."},
        {"respread", "RHO", "",
         "ic: whoever has tried its neighbours tries them again in the next step with probability RHO, and so on after "
         "every try."},
        {"acceptance", "FILE", "",
         "CSV with columns vertex and acceptance: the probability that a vertex is open at all in a world; 1 for "
         "others."},
        {"blocked", "FILE", "", "Vertices that are never active, one original id a line."},
    };
    return specs;
}

} // namespace

std::vector<OptionSpec> with_forward_options(std::vector<OptionSpec> own) {
    static const std::string models = names_of_models();
    own.insert(own.end(), forward_specs().begin(), forward_specs().end());
    return with_diffusion_options(with_time_options(std::move(own)), models);
}

std::vector<OptionSpec> with_cascade_options(std::vector<OptionSpec> own) {
    constexpr std::array kShared = {"worlds", "max-hops", "hop-decay", "beta", "acceptance", "blocked"};
    for (const OptionSpec& spec : forward_specs())
        if (std::find(kShared.begin(), kShared.end(), spec.name) != kShared.end())
            own.push_back(spec);
    return with_diffusion_options(std::move(own), "ic");
}

ForwardOptions forward_options(const Options& options) {
    ForwardOptions how;
    how.model = parse_forward_model(options.text("model"));
    check_options_of_model(options, how.model);
    how.diffusion = arc_options(options);
    how.diffusion.normalise = options.flag("normalise") && how.model == ForwardModel::lt;
    if (options.has("beta")) {
        const double beta = options.real("beta", 0, 1);
        how.diffusion.probability = {ProbabilityKind::constant, beta, beta};
    }
    if (has(options, "threshold"))
        how.threshold = parse_threshold(options.text("threshold"));
    if (has(options, "gamma"))
        how.recovery = options.real("gamma", 0, 1);
    if (has(options, "alpha"))
        how.latency = options.real("alpha", 0, 1);
    if (has(options, "quality"))
        how.quality = options.real("quality", 0, 1);
    if (has(options, "respread"))
        how.respread = options.real("respread", 0, 1);
    if (has(options, "activity-decay"))
        how.activity_decay = options.real("activity-decay", 0, 1);
    if (options.has("hop-decay"))
        how.hop_factors = listed_factors(options, "hop-decay");
    how.random_seed = options.whole("random-seed", 0, UINT64_MAX);
    how.worlds = options.whole("worlds", 1, kMostWorlds);
    if (options.has("max-hops"))
        how.max_hops = static_cast<std::uint32_t>(options.whole("max-hops", 0, UINT32_MAX - 1));
    check_end(options, how);
    if (options.declared("delay"))
        how.time = time_options(options);
    return how;
}

DiffusionOptions first_layer(const ForwardOptions& how) {
    DiffusionOptions diffusion = how.diffusion;
    diffusion.model = how.model == ForwardModel::lt ? Model::lt : Model::ic;
    return diffusion;
}

GraphNeeds forward_needs(const Options& options, const ForwardOptions& how) {
    const std::vector<DiffusionOptions> laws = layer_diffusions(options, first_layer(how));
    const bool by_heads = std::any_of(laws.begin(), laws.end(), [](const DiffusionOptions& law) {
        return law.model == Model::lt || law.probability.kind == ProbabilityKind::wc;
    });
    return {.in = by_heads || how.model == ForwardModel::threshold ||
                  (options.declared("verify") && options.flag("verify")),
            .out = true};
}

void check_seed_source(const std::string& text) {
    seed_source(text);
}

std::vector<VertexId> find_seeds(Job& job, const GraphRun& run, const std::string& text) {
    const PartitionedGraph& graph = run.graph;
    const SeedSource source = seed_source(text);
    if (source.count > graph.vertex_count())
        warn(job, "--seeds {}: there are only {} vertices; all are seeds", text, graph.vertex_count());
    switch (source.kind) {
    case SeedSource::Kind::random:
        return random_vertices(job.context, graph, source.count, job.options.whole("random-seed", 0, UINT64_MAX));
    case SeedSource::Kind::degree:
        return top_degree_vertices(job.context, graph, run.layers, source.count);
    case SeedSource::Kind::file:
        break;
    }
    return resolve_vertices(job, graph, read_seed_file(job, text), "seeds", text);
}

Admission read_admission(Job& job, const PartitionedGraph& graph, std::span<const VertexId> seeds) {
    std::vector<VertexId> blocked;
    std::vector<Admission::Acceptance> acceptance;
    if (job.options.has("blocked")) {
        const std::string& path = job.options.text("blocked");
        blocked = resolve_vertices(job, graph, read_vertex_file(job, path), "blocked", path);
        std::sort(blocked.begin(), blocked.end());
        const auto hit = std::count_if(seeds.begin(), seeds.end(), [&](VertexId v) {
            return std::binary_search(blocked.begin(), blocked.end(), v);
        });
        if (hit > 0)
            warn(job, "--blocked {}: {} of {} seeds are blocked and stay inactive", path, hit, seeds.size());
    }
    if (job.options.has("acceptance")) {
        const auto read = [](std::string_view field) {
            const auto value = parse_real(field);
            if (!value || *value < 0 || *value > 1)
                throw InputError("acceptance '{}' is not a probability; a number from 0 to 1 is needed", field);
            return *value;
        };
        read_vertex_table(job, graph, "acceptance", "acceptance", read, [&](LocalVertex v, double value) {
            acceptance.push_back({graph.to_global(v), value});
        });
    }
    return {graph, blocked, acceptance};
}

Groups read_groups(Job& job, const PartitionedGraph& graph) {
    Groups groups;
    groups.classes.class_of = BigArray<std::uint32_t>(graph.owned_count());
    std::fill(groups.classes.class_of.begin(), groups.classes.class_of.end(), kNoClass);
    std::map<std::string, std::uint32_t, std::less<>> met; // rank 0, in order of their first row
    const auto read = [&](std::string_view field) {
        if (field.empty())
            throw InputError("the group is empty; a name or number is needed");
        return static_cast<double>(met.emplace(field, static_cast<std::uint32_t>(met.size())).first->second);
    };
    read_vertex_table(job, graph, "groups", "group", read, [&](LocalVertex v, double value) {
        groups.classes.class_of[v] = static_cast<std::uint32_t>(value);
    });
    for (const auto& [name, number] : met)
        groups.names.push_back(name);
    const auto whole = [](const std::string& name) { return parse_whole(name).has_value(); };
    if (std::all_of(groups.names.begin(), groups.names.end(), whole))
        std::stable_sort(groups.names.begin(), groups.names.end(),
                         [](const std::string& a, const std::string& b) { return *parse_whole(a) < *parse_whole(b); });
    std::vector<std::uint32_t> place(met.size());
    for (std::uint32_t i = 0; i < groups.names.size(); ++i)
        place[met.at(groups.names[i])] = i;
    broadcast(job.context.world, place);
    groups.classes.count = static_cast<std::uint32_t>(place.size());
    for (std::uint32_t& of_class : groups.classes.class_of)
        if (of_class != kNoClass)
            of_class = place[of_class];
    return groups;
}

} // namespace cascade
