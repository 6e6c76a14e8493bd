// cascade compete: two or more campaigns that spread at once, and whose the vertices become.

#include "kernels/diffusion/compete.hpp"

#include "jobs/common/compete_tables.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/forward_setup.hpp"
#include "jobs/common/forward_tables.hpp"
#include "jobs/common/provenance.hpp"
#include "kernels/diffusion/rival_law.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr std::uint64_t kPilotWorlds = 1000;

CompeteOptions compete_options(const Options& options) {
    CompeteOptions how{forward_options(options), parse_tie_rule(options.text("tie"))};
    how.forward.replicates = options.flag("replicates");
    return how;
}

void validate(const Options& options) {
    compete_options(options);
    const std::vector<std::string>& sets = options.list("seeds");
    if (sets.size() < 2 || sets.size() > kMostRivals)
        throw UsageError("--seeds: {} sets; 2 to {} campaigns are needed, e.g. --seeds a.csv --seeds b.csv",
                         sets.size(), kMostRivals);
    for (const std::string& text : sets)
        check_seed_source(text);
}

std::string names_of_ties() {
    std::string names;
    for (const TieSpelling& entry : kTieRules) {
        names += names.empty() ? "" : "|";
        names += entry.name;
    }
    return names;
}

void warn_of_shared_seeds(Job& job, std::span<const std::vector<VertexId>> sets, std::size_t different) {
    std::size_t all = 0;
    for (const std::vector<VertexId>& set : sets)
        all += set.size();
    if (all > different)
        warn(job, "--seeds: {} of {} seeds stand in several sets; --tie {} says whose they are", all - different, all,
             job.options.text("tie"));
}

nlohmann::ordered_json summary_of(Job& job, const Outcome& outcome, const CompeteResult& result, const Groups& groups) {
    nlohmann::ordered_json summary = summary_base(job, outcome);
    summary["worlds"] = result.worlds;
    summary["tie"] = job.options.text("tie");
    if (!job.context.world.is_root())
        return summary;
    const Distribution end = end_of(result.active, result.worlds);
    summary["active"] = end.mean();
    summary["active_low"] = end.mean() - end.half_width();
    summary["active_high"] = end.mean() + end.half_width();
    summary["campaigns"] = nlohmann::ordered_json::array();
    for (std::size_t c = 0; c < result.campaigns.size(); ++c) {
        const Distribution own = end_of(result.campaigns[c].adopters, result.worlds);
        const Quotient share = share_at(result, c, std::max<std::size_t>(result.active.size(), 1) - 1);
        summary["campaigns"].push_back({{"campaign", c + 1},
                                        {"active", own.mean()},
                                        {"active_low", own.mean() - own.half_width()},
                                        {"active_high", own.mean() + own.half_width()},
                                        {"share", share.value},
                                        {"share_low", share.low},
                                        {"share_high", share.high}});
    }
    if (!groups.names.empty())
        summary["groups"] = groups.names;
    return summary;
}

void say_result(Job& job, const CompeteResult& result) {
    for (std::size_t c = 0; c < result.campaigns.size(); ++c) {
        const Distribution own = end_of(result.campaigns[c].adopters, result.worlds);
        const Quotient share = share_at(result, c, std::max<std::size_t>(result.active.size(), 1) - 1);
        say(job, "campaign {}: {:.2f} vertices, {:.2f} to {:.2f} (95 %), {:.1f} % of all that are active", c + 1,
            own.mean(), own.mean() - own.half_width(), own.mean() + own.half_width(), 100 * share.value);
    }
    for (const PairedDifference& pair : result.leads) {
        const WinShares shares = win_shares(end_of(pair.hops, result.worlds));
        say(job, "{} has more than {} in {:.1f} % of worlds, as many in {:.1f} %", pair.first + 1, pair.second + 1,
            100 * static_cast<double>(shares.wins) / static_cast<double>(result.worlds),
            100 * static_cast<double>(shares.ties) / static_cast<double>(result.worlds));
    }
}

/// Collective.
void add_tables(Job& job, ResultWriter& results, const PartitionedGraph& graph, const CompeteResult& result,
                std::span<const std::vector<VertexId>> sets) {
    results.add(campaign_table(result, sets));
    results.add(share_table(result));
    results.add(duel_table(result));
    results.add(rival_series(result));
    const std::vector<std::string> names = campaign_names(sets.size());
    for (std::size_t c = 0; c < names.size(); ++c)
        results.add_vertices(graph, "adoption_probability_" + names[c], result.campaigns[c].adoptions.span(),
                             result.worlds);
    if (job.options.has("groups"))
        results.add(rival_group_table(result));
    if (job.options.flag("replicates"))
        results.add(replicate_table(result.replicates, names));
}

void run(Job& job) {
    CompeteOptions how = compete_options(job.options);
    const bool dry = job.options.flag("dry-run");
    const std::unique_ptr<ResultWriter> results = dry ? nullptr : open_results(job);
    const GraphRun run = open_graph(job, forward_needs(job.options, how.forward), how.forward.diffusion);
    const PartitionedGraph& graph = run.graph;
    std::vector<std::vector<VertexId>> sets;
    std::vector<VertexId> all_seeds;
    for (const std::string& text : job.options.list("seeds")) {
        sets.push_back(find_seeds(job, run, text));
        all_seeds.insert(all_seeds.end(), sets.back().begin(), sets.back().end());
    }
    std::sort(all_seeds.begin(), all_seeds.end());
    all_seeds.erase(std::unique(all_seeds.begin(), all_seeds.end()), all_seeds.end());
    warn_of_shared_seeds(job, sets, all_seeds.size());
    const Admission admission = read_admission(job, graph, all_seeds);
    how.forward.admission = &admission;
    Groups groups;
    if (job.options.has("groups")) {
        groups = read_groups(job, graph);
        how.forward.groups = &groups.classes;
    }
    if (dry) {
        how.forward.worlds = std::min(how.forward.worlds, kPilotWorlds);
        how.forward.replicates = false;
    }
    const CompeteResult result = run_compete(job.context, graph, how, sets);
    if (job.context.world.is_root())
        say_result(job, result);
    if (dry)
        return;
    const Outcome outcome{job.options.text("graph"), graph.info, run.layout};
    if (results != nullptr)
        add_tables(job, *results, graph, result, sets);
    commit_results(job, results.get(), outcome, summary_of(job, outcome, result, groups));
    print_result_line(job, {{"campaigns", std::uint64_t{sets.size()}},
                            {"active", end_of(result.active, result.worlds).mean()},
                            {"first", end_of(result.campaigns.front().adopters, result.worlds).mean()},
                            {"worlds", result.worlds}});
}

const std::string& tie_names() {
    static const std::string names = names_of_ties();
    return names;
}

} // namespace

const Verb kCompeteVerb = {
    .name = "compete",
    .summary = "rival campaigns that spread at once",
    .description =
        "Simulates worlds in which several campaigns spread at once, each from its own seeds, under independent "
        "cascade: a vertex becomes the one's that reaches it first and stays so. Reports the adopters of each campaign "
        "and its share, hop by hop, and how often one has more than another.\n\n"
        "    cascade compete --graph g.h5 --seeds ours.csv --seeds theirs.csv --worlds 10000 --out result\n"
        "    cascade compete --graph g.h5 --seeds ours.csv --seeds degree:50 --tie last --groups circles.csv",
    .options = with_cascade_options({
        {"seeds", "FILE|random:N|degree:N", "", "The seeds of a campaign; give the option once for each, 2 to 16.",
         OptionKind::list, true},
        {"tie", tie_names(), "proportional",
         "Whose a vertex becomes that several campaigns reach in the same step: in proportion to the live arcs that "
         "bring each; the campaign given first; or last. Likewise for a seed of several."},
        {"replicates", "", "", "Write the counts of every world, hop by hop.", OptionKind::flag},
        {"groups", "FILE", "", "CSV with columns vertex and group: shares are reported for each group too."},
    }),
    .graph_option = "graph",
    .writes_results = true,
    .restartable = true,
    .validate = validate,
    .run = run,
};

} // namespace cascade
