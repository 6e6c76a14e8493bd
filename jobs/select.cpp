// cascade select: the seeds that reach most, with a certificate and a spread out of sample.

#include "engine/comm/collectives.hpp"
#include "engine/store/out_degrees.hpp"
#include "jobs/common/audience_options.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/layer_options.hpp"
#include "jobs/common/layer_tables.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/resources.hpp"
#include "jobs/common/seed_costs.hpp"
#include "jobs/common/time_options.hpp"
#include "jobs/common/verify.hpp"
#include "jobs/common/vertex_file.hpp"
#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/influence/forecast.hpp"
#include "kernels/influence/selection.hpp"

#include <numeric>

namespace cascade {
namespace {

constexpr std::uint64_t kMostSeeds = 100'000'000;
constexpr std::uint64_t kMostSamples = (std::uint64_t{1} << 32) - 1;

HitAndStop hit_and_stop(const Options& options) {
    const std::string& text = options.text("hit-and-stop");
    if (text == "auto")
        return HitAndStop::automatic;
    return text == "on" ? HitAndStop::on : HitAndStop::off;
}

ChooseBy choose_by(const Options& options) {
    const std::string& text = options.text("choose-by");
    if (text == "auto")
        return ChooseBy::automatic;
    return text == "expectation" ? ChooseBy::expectation : ChooseBy::coverage;
}

SelectionAlgorithm selection_algorithm(const Options& options) {
    const std::string& text = options.text("algorithm");
    if (text == "opimc")
        return SelectionAlgorithm::opimc;
    return text == "imm" ? SelectionAlgorithm::imm : SelectionAlgorithm::fixed;
}

SelectionOptions selection_options(const Options& options) {
    SelectionOptions how;
    if (options.has("k"))
        how.k = static_cast<std::uint32_t>(options.whole("k", 1, kMostSeeds));
    how.algorithm = selection_algorithm(options);
    how.epsilon = options.real("epsilon", 1e-4, 0.63);
    how.settle = options.real("settle", 0, 1e9);
    how.hit_and_stop = hit_and_stop(options);
    how.choose_by = choose_by(options);
    if (options.has("delta"))
        how.delta = options.real("delta", 1e-300, 0.999);
    how.precision = options.real("precision", 1e-5, 1);
    how.layer_losses = wants_layer_ablation(options);
    how.random_seed = options.whole("random-seed", 0, UINT64_MAX);
    const bool fixed = how.algorithm == SelectionAlgorithm::fixed;
    if (!fixed && options.has("samples"))
        throw UsageError("--samples: only --algorithm fixed takes it");
    if (!fixed && options.has("certify-samples"))
        throw UsageError("--certify-samples: only --algorithm fixed takes it");
    if (fixed && !options.has("samples"))
        throw UsageError("--algorithm fixed: --samples N is needed");
    if (how.algorithm != SelectionAlgorithm::opimc && how.hit_and_stop == HitAndStop::on)
        throw UsageError("--hit-and-stop on: --algorithm {} finishes all its samples; leave one of them out",
                         options.text("algorithm"));
    if (how.algorithm != SelectionAlgorithm::opimc && options.given("settle"))
        throw UsageError("--settle: --algorithm {} draws no round to compare with; leave one of them out",
                         options.text("algorithm"));
    for (const bool counts : {how.algorithm == SelectionAlgorithm::imm, options.has("budget")})
        if (counts && how.choose_by == ChooseBy::expectation)
            throw UsageError("--choose-by expectation: {} is for choices by coverage; leave one of them out",
                             options.has("budget") ? "--budget" : "--algorithm imm");
    if (how.algorithm == SelectionAlgorithm::imm && options.has("budget"))
        throw UsageError("--algorithm imm: its number of samples is for K seeds, not for a --budget; leave one of them "
                         "out");
    if (fixed)
        how.samples = options.whole("samples", 1, kMostSamples);
    if (options.has("certify-samples"))
        how.certify_samples = options.whole("certify-samples", 1, kMostSamples);
    return how;
}

void validate(const Options& options) {
    selection_options(options);
    check_layer_options(options, diffusion_options(options));
    check_audience_options(options);
    check_cost_options(options);
    time_options(options);
}

/// Canonical ids of the vertices an option's file lists; empty without the option. Collective.
std::vector<VertexId> listed(Job& job, const PartitionedGraph& graph, std::string_view option) {
    if (!job.options.has(option))
        return {};
    const std::string& path = job.options.text(option);
    return resolve_vertices(job, graph, read_vertex_file(job, path), option, path);
}

/// Who may be chosen, on this rank's selection range: --candidates or all, less --exclude and --given.
Bitmap candidates(Job& job, const PartitionedGraph& graph, const std::vector<VertexId>& given) {
    const VertexId first = graph.selection_first();
    const LocalVertex count = graph.selection_count();
    std::vector<std::uint8_t> allowed(count, job.options.has("candidates") ? 0 : 1);
    const auto mark = [&](const std::vector<VertexId>& vertices, std::uint8_t value) {
        for (VertexId v : vertices)
            if (v - first < count)
                allowed[v - first] = value;
    };
    mark(listed(job, graph, "candidates"), 1);
    mark(listed(job, graph, "exclude"), 0);
    mark(given, 0);
    Bitmap result(count);
    for (LocalVertex v = 0; v < count; ++v)
        if (allowed[v] != 0)
            result.set(v);
    return result;
}

/// k, lowered with a warning where there are fewer candidates; an error where there is none. Collective.
std::uint32_t seeds_to_choose(Job& job, const SelectionOptions& how) {
    const std::uint64_t available = all_reduce_sum(job.context.world, std::uint64_t{how.candidates.count()});
    if (available == 0)
        throw Error(ExitCode::bad_input,
                    "no vertex may be chosen: the graph is empty, or --candidates, --exclude and --given leave none",
                    true);
    if (available >= how.k || job.options.has("budget"))
        return how.k;
    warn(job, "--k {}: there are only {} candidates; all are chosen", how.k, available);
    return static_cast<std::uint32_t>(available);
}

/// What each seed costs and what is spent with it, where seeds cost anything.
void add_costs(Table& seeds, const std::vector<std::uint64_t>& costs) {
    if (costs.empty())
        return;
    std::vector<double> cost, spent;
    std::uint64_t sum = 0;
    for (const std::uint64_t one : costs) {
        sum += one;
        cost.push_back(amount(one));
        spent.push_back(amount(sum));
    }
    seeds.columns.push_back({"cost", cost});
    seeds.columns.push_back({"spent", spent});
}

Table seed_table(const SelectionResult& result, const Column& vertices) {
    std::vector<std::uint32_t> rank;
    std::vector<double> gain, spread, low, high;
    double before = result.given_spread.spread;
    for (std::size_t i = 0; i < result.seeds.size(); ++i) {
        const SpreadInterval& now = result.spread[i];
        rank.push_back(static_cast<std::uint32_t>(i + 1));
        gain.push_back(now.spread - before);
        spread.push_back(now.spread);
        low.push_back(now.low);
        high.push_back(now.high);
        before = now.spread;
    }
    return {"seeds",
            {{"rank", rank},
             vertices,
             {"gain", gain},
             {"spread", spread},
             {"spread_low", low},
             {"spread_high", high},
             {"coverage", result.coverage}},
            ""};
}

/// How many each seed could tell at once: its out-degree.
Table degree_table(const Column& vertices, const std::vector<std::uint64_t>& degrees) {
    std::vector<std::uint32_t> rank(vertices.size());
    std::iota(rank.begin(), rank.end(), 1);
    return {"seed_degrees", {{"rank", rank}, vertices, {"out_degree", degrees}}, "seed_degrees.csv"};
}

Table certificate_table(const Certificate& c) {
    const auto one = [](double value) { return std::vector<double>{value}; };
    return {"certificate",
            {{"theta", std::vector<std::uint64_t>{c.theta}},
             {"theta_certified", std::vector<std::uint64_t>{c.theta_certified}},
             {"lower", one(c.lower)},
             {"upper", one(c.upper)},
             {"ratio", one(c.ratio)},
             {"epsilon", one(c.epsilon)},
             {"delta", one(c.delta)}},
            ""};
}

/// The same columns under another name and in a file of their own.
std::vector<Column> columns_named(const Table& table, std::initializer_list<std::string_view> names) {
    std::vector<Column> chosen;
    for (std::string_view name : names)
        for (const Column& column : table.columns)
            if (column.name == name)
                chosen.push_back(column);
    return chosen;
}

nlohmann::ordered_json summary_of(Job& job, const Outcome& outcome, const SelectionResult& result,
                                  const Column& seeds) {
    nlohmann::ordered_json summary = summary_base(job, outcome);
    const SpreadInterval& all = result.spread.back();
    summary["k"] = result.seeds.size();
    summary["seeds"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < seeds.size(); ++i)
        summary["seeds"].push_back(shown_value(seeds, i));
    summary["spread"] = all.spread;
    summary["spread_low"] = all.low;
    summary["spread_high"] = all.high;
    if (job.options.has("given"))
        summary["given_spread"] = result.given_spread.spread;
    const Certificate& c = result.certificate;
    summary["lower"] = c.lower;
    summary["upper"] = c.upper;
    summary["ratio"] = c.ratio;
    summary["theta"] = c.theta;
    summary["theta_certified"] = c.theta_certified;
    summary["epsilon"] = c.epsilon;
    summary["delta"] = c.delta;
    summary["rounds"] = c.rounds;
    summary["memberships"] = result.memberships;
    summary["sentinels"] = result.sentinels;
    summary["report_samples"] = result.report_samples;
    return summary;
}

void forecast(Job& job, const GraphRun& run, const LiveArcs& arcs, const SelectionOptions& how) {
    const SelectionForecast expected = forecast_selection(job.context, run.graph, arcs, how);
    const std::uint64_t graph = run.bytes_per_rank;
    say(job, "pilot     a sample holds {:.1f} vertices on average; about {} samples of each pool will be drawn{}",
        expected.mean_set_size, expected.theta,
        how.certify_samples > 0 ? fmt::format(", but {} to certify", how.certify_samples) : "");
    say(job, "memory    about {:.1f} MB a rank: graph {:.1f}, samples {:.1f}",
        static_cast<double>(kBareRankBytes + graph + expected.bytes_per_rank) * 1e-6, static_cast<double>(graph) * 1e-6,
        static_cast<double>(expected.bytes_per_rank) * 1e-6);
    say(job, "disk      about {:.1f} MB of results", 0.1 + 1e-6 * 400 * how.k);
    require_memory(job, kBareRankBytes + graph + expected.bytes_per_rank, "the graph and its samples");
}

void run(Job& job) {
    Context& context = job.context;
    const bool dry = job.options.flag("dry-run");
    SelectionOptions how = selection_options(job.options);
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    GraphRun run = open_graph(job, {});
    const OutDegrees out_degrees(context, run.file, run.layer_files);
    run.graph.selection_degrees = out_degrees.of_selection(context.world, run.graph);
    const PartitionedGraph& graph = run.graph;
    how.given = listed(job, graph, "given");
    how.candidates = candidates(job, graph, how.given);
    how.k = seeds_to_choose(job, how);
    read_costs(job, graph, how);
    Audience audience = read_audience(job, graph);
    const std::optional<TimeLimit> in_time = read_time_limit(job, graph);
    audience.time = in_time ? &*in_time : nullptr;
    how.audience = &audience;
    LiveArcs arcs(context, graph, diffusion_options(job.options), Direction::in);
    add_live_layers(context, arcs, run.layers);
    if (dry)
        return forecast(job, run, arcs, how);

    const SelectionResult result = select_seeds(context, graph, arcs, how);
    const Column vertices = vertex_column(context.world, graph, "vertex", result.seeds);
    const std::vector<std::uint64_t> degrees = out_degrees.of(context.world, result.seeds);
    const Certificate& c = result.certificate;
    const SpreadInterval& all = result.spread.back();
    say(job, "spread    {} seeds reach {:.1f} of {} {}, {:.1f} to {:.1f} (95 %)", vertices.size(), all.spread,
        audience.total(), unit_of_spread(job.options), all.low, all.high);
    say(job,
        "certified at least {:.1f}; no choice of {} reaches more than {:.1f}; ratio {:.3f}, {} samples, {} memberships",
        c.lower, how.budget > 0 ? "that cost" : fmt::format("{}", vertices.size()), c.upper, c.ratio, c.theta,
        result.memberships);
    say_layer_losses(job, run, result.layer_losses);
    Table seeds = seed_table(result, vertices);
    const std::vector<std::uint64_t> costs = costs_of(job, graph, how, result.seeds);
    add_costs(seeds, costs);
    const double spent = amount(std::accumulate(costs.begin(), costs.end(), std::uint64_t{0}));
    if (how.budget > 0)
        say(job, "budget    {} of {} spent on {} seeds; {}", spent, amount(how.budget), vertices.size(),
            how.capped ? "with --k below what it buys no share of the best is promised"
                       : "half of the best that it buys, less --epsilon, is certified at least");
    Outcome outcome{job.options.text("graph"), graph.info, run.layout, result.cut_short.empty() ? "done" : "memory"};
    outcome.layers = layers_json(run, job.options, diffusion_options(job.options));
    if (results != nullptr) {
        results->add(seeds);
        results->add(certificate_table(c));
        if (how.layer_losses)
            results->add(layer_loss_table(all, result.layer_losses));
        if (degrees.size() == vertices.size())
            results->add(degree_table(vertices, degrees));
        results->add(Series{"spread",
                            {"k", std::get<std::vector<std::uint32_t>>(seeds.columns[0].values)},
                            columns_named(seeds, {"spread", "spread_low", "spread_high"}),
                            "spread_curve.csv"});
        results->add_csv("seeds.csv", columns_named(seeds, {"rank", "vertex", "gain", "spread", "spread_low",
                                                            "spread_high", "cost", "spent"}));
    }
    nlohmann::ordered_json summary = summary_of(job, outcome, result, vertices);
    if (how.budget > 0) {
        summary["budget"] = amount(how.budget);
        summary["spent"] = spent;
    }
    report_reach(job, audience, all, result.reach, results.get(), summary);
    std::vector<VertexId> spreading = how.given;
    spreading.insert(spreading.end(), result.seeds.begin(), result.seeds.end());
    verify_spread(job, graph, diffusion_options(job.options), run.layers, audience, spreading, all, summary);
    commit_results(job, results.get(), outcome, summary);
    print_result_line(
        job, {{"k", std::uint64_t{vertices.size()}}, {"spread", all.spread}, {"ratio", c.ratio}, {"theta", c.theta}});
    if (!result.cut_short.empty())
        throw Error(ExitCode::out_of_memory,
                    fmt::format("{}; the result holds the best answer that memory allowed, chosen from {} samples and "
                                "certified as said",
                                result.cut_short, c.theta),
                    true);
}

} // namespace

const Verb kSelectVerb = {
    .name = "select",
    .summary = "seeds that reach most (influence maximisation)",
    .description =
        "Chooses K vertices whose expected spread is as large as can be, certifies how good they are (OPIM-C), and "
        "measures their spread on "
        "samples that took no part in the choice. The whole curve for 1 to K seeds comes with it. Sampling goes on, "
        "doubling, until the certificate "
        "holds and another doubling raised the certified lower bound by less than --settle.\n\n"
        "    mpirun -np 2 cascade select --graph g.h5 --k 50 --out result\n"
        "    cascade select --graph g.h5 --k 10 --model lt --probability weights --given mine.txt --out more\n"
        "    cascade select --graph g.h5 --k 20 --weights audience.csv --max-hops 3 --out targeted\n"
        "    cascade select --graph g.h5 --k 20 --delay exponential:0.5 --deadline 7 --out within-a-week\n"
        "    cascade select --graph g.h5 --costs fees.csv --budget 2500 --out bought",
    .options = with_verify(with_layer_options(with_diffusion_options(with_time_options(with_audience_options({
        {"k", "K", "", "Number of seeds to choose; with --budget the most, and may be left out."},
        {"costs", "FILE", "",
         "CSV with columns vertex and cost: what a vertex costs as a seed, above 0; vertices not in it cannot be "
         "chosen."},
        {"budget", "B", "", "Choose seeds that cost no more than B together; needs --costs."},
        {"algorithm", "opimc|imm|fixed", "opimc",
         "opimc: sample until certified and settled; imm: as many samples as the theory of IMM asks for; fixed: choose "
         "from exactly --samples."},
        {"epsilon", "E", "0.1",
         "opimc: the certificate holds when lower / upper >= 1 - 1/e - E; with --budget 1/2 - E. imm: the seeds reach "
         "1 - 1/e - E of the best."},
        {"settle", "S", "0.005",
         "opimc: go on until a doubling raises the lower bound by less than this share, with memberships enough to "
         "tell "
         "(524,288 at 0.005); 1: stop at the certificate."},
        {"choose-by", "auto|expectation|coverage", "auto",
         "What makes the next seed. coverage: the samples it adds. expectation: the same where the last seeds add 64 "
         "or more; fewer are mostly luck, and a candidate is judged by its own samples and by those of all that reach "
         "as many within two steps. auto: coverage with imm, with --budget, and with opimc where --settle is 0.01 or "
         "less, as long as samples hold fewer than 64 vertices each and fewer than there are arcs together; else "
         "expectation."},
        {"hit-and-stop", "auto|on|off", "auto",
         "opimc: stop samples that reach a leading seed once that is settled; auto: where it spares a fair share of "
         "the work. The other algorithms finish all of theirs."},
        {"delta", "D", "",
         "Probability that the certificate may fail, and with imm the choice. Default: the smaller of 1/vertices and "
         "0.01."},
        {"samples", "N", "", "Samples to choose from, for --algorithm fixed."},
        {"certify-samples", "M", "",
         "Samples that certify, for --algorithm fixed: fewer take less time and certify less. Default: as many as "
         "--samples."},
        {"precision", "P", "0.01", "Half width of the 95 % interval of the spread, relative to it."},
        {"given", "FILE", "", "Seeds already mine, one id a line: they spread too and are not chosen."},
        {"exclude", "FILE", "", "Vertices that cannot be chosen."},
        {"candidates", "FILE", "", "Vertices that can be chosen; all others cannot."},
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
