#include "jobs/common/audience_options.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/vertex_table.hpp"

namespace cascade {
namespace {

constexpr double kLeastQuality = 1e-6;

double read_weight(std::string_view field) {
    const auto value = parse_real(field);
    if (!value || *value < 0)
        throw InputError("weight '{}' is not one; a finite number from 0 on is needed", field);
    return *value;
}

HopWorth hop_worth(const Options& options, VertexId vertices) {
    HopWorth worth;
    if (options.has("hop-decay"))
        worth = HopWorth::of_factors(listed_factors(options, "hop-decay"));
    else if (options.has("quality"))
        worth = HopWorth::geometric(options.real("quality", kLeastQuality, 1), vertices);
    if (options.has("max-hops"))
        worth.limit(static_cast<std::uint32_t>(options.whole("max-hops", 0, UINT32_MAX - 1)));
    return worth;
}

} // namespace

std::vector<OptionSpec> with_audience_options(std::vector<OptionSpec> own) {
    const std::vector<OptionSpec> audience = {
        {"max-hops", "H", "", "Count only who is reached within H hops. Default: however far."},
        {"hop-decay", "F1,F2,...", "",
         "What a vertex counts that is reached at hop 1, 2, ...; the last holds on, a seed counts 1. Not rising. "
         "(simulate --hop-decay is something else: there the probabilities of arcs fall.)"},
        {"quality", "Q", "",
         "ic: count who is content, where a convinced vertex is with probability Q and discontent spreads as such "
         "(IC-N): Q^(d+1) at hop d."},
        {"weights", "FILE", "",
         "CSV with columns vertex and weight: what a vertex counts when reached; vertices not in it count 0. Default: "
         "all count 1."},
    };
    own.insert(own.end(), audience.begin(), audience.end());
    return own;
}

std::vector<double> listed_factors(const Options& options, std::string_view option) {
    std::vector<double> factors;
    const std::string& text = options.text(option);
    std::string_view rest = text;
    for (;;) {
        const std::size_t comma = rest.find(',');
        const auto factor = parse_real(rest.substr(0, comma));
        if (!factor || *factor < 0 || *factor > 1)
            throw UsageError("--{} {}: '{}' is not a factor; numbers from 0 to 1 are needed, e.g. 1,0.6,0.3,0", option,
                             text, rest.substr(0, comma));
        factors.push_back(*factor);
        if (comma == std::string_view::npos)
            return factors;
        rest = rest.substr(comma + 1);
    }
}

void check_audience_options(const Options& options) {
    if (options.has("hop-decay") && options.has("quality"))
        throw UsageError("--hop-decay and --quality: each says what counts at which hop; give one of them");
    if (options.has("quality") && options.text("model") != "ic")
        throw UsageError("--quality: not an option of --model {}; leave it out", options.text("model"));
    if (options.has("hop-decay")) {
        const std::vector<double> factors = listed_factors(options, "hop-decay");
        for (std::size_t i = 1; i < factors.size(); ++i)
            if (factors[i] > factors[i - 1])
                throw UsageError("--hop-decay {}: {} at hop {} is more than {} at the hop before; what counts may not "
                                 "rise with distance",
                                 options.text("hop-decay"), factors[i], i + 1, factors[i - 1]);
    }
    hop_worth(options, 1);
}

Audience read_audience(const Job& job, const PartitionedGraph& graph) {
    Audience audience(graph.vertex_count());
    if (job.options.has("weights")) {
        std::vector<double> weights(graph.owned_count());
        read_vertex_table(job, graph, "weights", "weight", read_weight,
                          [&](LocalVertex v, double value) { weights[v] = value; });
        audience.roots = RootLaw(graph, weights);
        if (audience.roots.total() == 0)
            throw Error(ExitCode::bad_input,
                        fmt::format("--weights {}: no vertex has a weight above 0, so nobody counts",
                                    job.options.text("weights")),
                        true);
    }
    audience.hops = hop_worth(job.options, graph.vertex_count());
    if (job.options.has("quality"))
        audience.at_seed = job.options.real("quality", kLeastQuality, 1);
    return audience;
}

void report_reach(Job& job, const Audience& audience, const SpreadInterval& spread, const ReachMeasurement& reach,
                  ResultWriter* results, nlohmann::ordered_json& summary) {
    if (!job.options.has("weights"))
        return;
    const bool equal = audience.roots.equal();
    const double of_one = audience.roots.value(1);
    const ReachMeasurement all =
        equal ? ReachMeasurement{{spread.spread / of_one, spread.low / of_one, spread.high / of_one}, {}} : reach;
    say(job, "reach     {:.1f} vertices, of which {:.1f} have a weight and {:.1f} have none; waste {:.1f} %",
        all.vertices(), all.on_target.spread, all.off_target.spread, 100 * all.waste());
    summary["reach"] = all.vertices();
    summary["on_target"] = all.on_target.spread;
    summary["off_target"] = all.off_target.spread;
    summary["waste"] = all.waste();
    if (results == nullptr || equal)
        return;
    const auto one = [](double value) { return std::vector<double>{value}; };
    results->add(Table{"reach",
                       {{"vertices", one(all.vertices())},
                        {"on_target", one(all.on_target.spread)},
                        {"on_target_low", one(all.on_target.low)},
                        {"on_target_high", one(all.on_target.high)},
                        {"off_target", one(all.off_target.spread)},
                        {"off_target_low", one(all.off_target.low)},
                        {"off_target_high", one(all.off_target.high)},
                        {"waste", one(all.waste())}},
                       "reach.csv"});
}

std::string unit_of_spread(const Options& options) {
    std::string unit = options.has("weights") ? "weight" : "vertices";
    if (options.has("max-hops"))
        unit += fmt::format(" within {} hops", options.text("max-hops"));
    if (options.has("deadline") && options.text("deadline") != "inf")
        unit += fmt::format(" by time {}", options.text("deadline"));
    if (options.has("hop-decay"))
        unit += fmt::format(", counted {} by hop", options.text("hop-decay"));
    if (options.has("quality"))
        unit += ", content ones";
    return unit;
}

} // namespace cascade
