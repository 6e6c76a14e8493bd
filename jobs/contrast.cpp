// cascade contrast: two or more seed sets on the same worlds, and what one reaches more than another.

#include "kernels/diffusion/contrast.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/forward_setup.hpp"
#include "jobs/common/forward_tables.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/verify.hpp"
#include "kernels/influence/bounds.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr std::uint64_t kPilotWorlds = 1000;

void validate(const Options& options) {
    forward_options(options);
    const std::vector<std::string>& sets = options.list("seeds");
    if (sets.size() < 2)
        throw UsageError("--seeds: two sets or more are needed, e.g. --seeds a.csv --seeds b.csv");
    for (const std::string& text : sets)
        check_seed_source(text);
}

/// The end of every set, as a table.
Table set_table(const ContrastResult& result, const std::vector<std::vector<VertexId>>& sets) {
    std::vector<std::uint32_t> set;
    std::vector<std::uint64_t> seeds;
    std::vector<double> active, low, high;
    for (std::uint32_t i = 0; i < result.active.size(); ++i) {
        const Distribution end = result.active[i].empty() ? Distribution() : result.active[i].back();
        set.push_back(i + 1);
        seeds.push_back(sets[i].size());
        active.push_back(end.mean());
        low.push_back(end.mean() - end.half_width());
        high.push_back(end.mean() + end.half_width());
    }
    return {"sets",
            {{"set", set}, {"seeds", seeds}, {"active", active}, {"active_low", low}, {"active_high", high}},
            "sets.csv"};
}

/// Every set and hop, the last hop of a set holding on until all have ended.
Table hop_table(const ContrastResult& result) {
    std::size_t last = 0;
    for (const std::vector<Distribution>& hops : result.active)
        last = std::max(last, hops.size());
    std::vector<std::uint32_t> set, hop;
    std::vector<double> active, low, high;
    std::vector<std::uint64_t> q05, q50, q95;
    for (std::uint32_t i = 0; i < result.active.size(); ++i)
        for (std::uint32_t h = 0; h < last; ++h) {
            const std::vector<Distribution>& hops = result.active[i];
            const Distribution so_far = hops.empty() ? Distribution() : hops[std::min<std::size_t>(h, hops.size() - 1)];
            set.push_back(i + 1);
            hop.push_back(h);
            active.push_back(so_far.mean());
            low.push_back(so_far.mean() - so_far.half_width());
            high.push_back(so_far.mean() + so_far.half_width());
            for (const auto& [quantile, column] : {std::pair{0.05, &q05}, {0.5, &q50}, {0.95, &q95}})
                column->push_back(static_cast<std::uint64_t>(so_far.quantile(quantile)));
        }
    return {"active",
            {{"set", set},
             {"hop", hop},
             {"active", active},
             {"active_low", low},
             {"active_high", high},
             {"active_q05", q05},
             {"active_q50", q50},
             {"active_q95", q95}},
            "active_by_hop.csv"};
}

/// Every pair and hop; the last hop is the end.
Table difference_table(const ContrastResult& result) {
    std::vector<std::uint32_t> first, second, hop;
    std::vector<double> mean, low, high, wins, ties, losses;
    for (const PairedDifference& pair : result.differences)
        for (std::uint32_t h = 0; h < pair.hops.size(); ++h) {
            const Distribution& difference = pair.hops[h];
            const WinShares shares = win_shares(difference);
            const auto worlds = static_cast<double>(result.worlds);
            first.push_back(static_cast<std::uint32_t>(pair.first) + 1);
            second.push_back(static_cast<std::uint32_t>(pair.second) + 1);
            hop.push_back(h);
            mean.push_back(difference.mean());
            low.push_back(difference.mean() - difference.half_width());
            high.push_back(difference.mean() + difference.half_width());
            wins.push_back(static_cast<double>(shares.wins) / worlds);
            ties.push_back(static_cast<double>(shares.ties) / worlds);
            losses.push_back(static_cast<double>(shares.losses) / worlds);
        }
    return {"differences",
            {{"first", first},
             {"second", second},
             {"hop", hop},
             {"difference", mean},
             {"difference_low", low},
             {"difference_high", high},
             {"first_wins", wins},
             {"ties", ties},
             {"second_wins", losses}},
            "differences.csv"};
}

/// The end of a pair, with Wilson's intervals for the probabilities that the first reaches more and that the second does.
nlohmann::ordered_json pair_summary(const PairedDifference& pair, std::uint64_t worlds) {
    const Distribution end = pair.hops.empty() ? Distribution() : pair.hops.back();
    const WinShares shares = win_shares(end);
    nlohmann::ordered_json json;
    json["first"] = pair.first + 1;
    json["second"] = pair.second + 1;
    json["difference"] = end.mean();
    json["difference_low"] = end.mean() - end.half_width();
    json["difference_high"] = end.mean() + end.half_width();
    for (const auto& [name, count] : {std::pair{"first_wins", shares.wins}, {"second_wins", shares.losses}}) {
        const ShareInterval share = wilson_interval(count, worlds, kZ95);
        json[name] = share.share;
        json[fmt::format("{}_low", name)] = share.low;
        json[fmt::format("{}_high", name)] = share.high;
    }
    json["ties"] = worlds == 0 ? 0.0 : static_cast<double>(shares.ties) / static_cast<double>(worlds);
    return json;
}

nlohmann::ordered_json summary_of(Job& job, const Outcome& outcome, const ContrastResult& result) {
    nlohmann::ordered_json summary = summary_base(job, outcome);
    summary["worlds"] = result.worlds;
    if (!job.context.world.is_root())
        return summary;
    summary["active"] = nlohmann::ordered_json::array();
    for (const std::vector<Distribution>& set : result.active)
        summary["active"].push_back(set.empty() ? 0.0 : set.back().mean());
    summary["differences"] = nlohmann::ordered_json::array();
    for (const PairedDifference& pair : result.differences)
        summary["differences"].push_back(pair_summary(pair, result.worlds));
    return summary;
}

void say_result(Job& job, const ContrastResult& result) {
    for (const PairedDifference& pair : result.differences) {
        const Distribution end = pair.hops.empty() ? Distribution() : pair.hops.back();
        const WinShares shares = win_shares(end);
        const auto percent = [&](std::uint64_t worlds) {
            return 100 * static_cast<double>(worlds) / static_cast<double>(result.worlds);
        };
        say(job,
            "{} against {}: {:+.2f} vertices, {:+.2f} to {:+.2f} (95 %); more in {:.1f} % of worlds, as many in {:.1f} "
            "%",
            pair.first + 1, pair.second + 1, end.mean(), end.mean() - end.half_width(), end.mean() + end.half_width(),
            percent(shares.wins), percent(shares.ties));
    }
}

void run(Job& job) {
    ForwardOptions how = forward_options(job.options);
    const bool dry = job.options.flag("dry-run");
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    const GraphRun run = open_graph(job, forward_needs(job.options, how), how.diffusion);
    const PartitionedGraph& graph = run.graph;
    std::vector<std::vector<VertexId>> sets;
    std::vector<VertexId> all_seeds;
    for (const std::string& text : job.options.list("seeds")) {
        sets.push_back(find_seeds(job, run, text));
        all_seeds.insert(all_seeds.end(), sets.back().begin(), sets.back().end());
    }
    const Admission admission = read_admission(job, graph, all_seeds);
    how.admission = &admission;
    if (dry)
        how.worlds = std::min(how.worlds, kPilotWorlds);
    const ContrastResult result = run_contrast(job.context, graph, how, sets);
    if (job.context.world.is_root())
        say_result(job, result);
    if (dry)
        return;
    Outcome outcome{job.options.text("graph"), graph.info, run.layout};
    if (results != nullptr) {
        results->add(set_table(result, sets));
        results->add(hop_table(result));
        results->add(difference_table(result));
    }
    nlohmann::ordered_json summary = summary_of(job, outcome, result);
    verify_forward(job, graph, how, sets, result.active, {}, summary);
    commit_results(job, results.get(), outcome, summary);
    const bool some = !result.differences.empty() && !result.differences.front().hops.empty();
    print_result_line(job, {{"sets", std::uint64_t{sets.size()}},
                            {"difference", some ? result.differences.front().hops.back().mean() : 0.0},
                            {"worlds", result.worlds}});
}

} // namespace

const Verb kContrastVerb = {
    .name = "contrast",
    .summary = "two or more seed sets on the same worlds",
    .description = "Simulates the same worlds from each of several seed sets and reports, hop by hop, what one reaches "
                   "more than another in the same world: the mean with its interval, and how often it is more.\n\n"
                   "    cascade contrast --graph g.h5 --seeds ours.csv --seeds degree:50 --worlds 10000 --out result",
    .options = with_verify(with_forward_options({
        {"seeds", "FILE|random:N|degree:N", "", "A seed set; give the option once for each, two at least.",
         OptionKind::list, true},
    })),
    .graph_option = "graph",
    .writes_results = true,
    .restartable = true,
    .validate = validate,
    .run = run,
};

} // namespace cascade
