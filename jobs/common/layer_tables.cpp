#include "jobs/common/layer_tables.hpp"

#include "jobs/common/audience_options.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/forward_tables.hpp"

namespace cascade {
namespace {

/// A share of a mean; 0 of nothing.
double share_of(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

/// At the end of all worlds; of nobody where no hop has anything.
Distribution at_end(const HopLevel& level, std::uint64_t worlds) {
    if (!level.hops.empty())
        return level.hops.back();
    Distribution nobody;
    nobody.add(0, worlds);
    return nobody;
}

Table reach_table(const ForwardResult& result, std::uint32_t layers) {
    std::vector<std::uint32_t> layer;
    std::vector<double> reached, low, high, share;
    const double active = final_active(result).mean();
    for (std::uint32_t b = 0; b < layers; ++b) {
        const Distribution end = at_end(result.layers[b], result.worlds);
        layer.push_back(b + 1);
        reached.push_back(end.mean());
        low.push_back(end.mean() - end.half_width());
        high.push_back(end.mean() + end.half_width());
        share.push_back(share_of(end.mean(), active));
    }
    return {"layers",
            {{"layer", layer}, {"reached", reached}, {"reached_low", low}, {"reached_high", high}, {"share", share}},
            "reach_by_layer.csv"};
}

Table hop_table(const ForwardResult& result, std::uint32_t layers) {
    std::vector<std::uint32_t> layer, hop;
    std::vector<double> newly, reached, low, high;
    for (std::uint32_t b = 0; b < layers; ++b) {
        const std::vector<Distribution>& hops = result.layers[b].hops;
        for (std::uint32_t h = 0; h < hops.size(); ++h) {
            layer.push_back(b + 1);
            hop.push_back(h);
            newly.push_back(hops[h].mean() - (h == 0 ? 0 : hops[h - 1].mean()));
            reached.push_back(hops[h].mean());
            low.push_back(hops[h].mean() - hops[h].half_width());
            high.push_back(hops[h].mean() + hops[h].half_width());
        }
    }
    return {"layer_hops",
            {{"layer", layer},
             {"hop", hop},
             {"newly_reached", newly},
             {"reached", reached},
             {"reached_low", low},
             {"reached_high", high}},
            "reach_by_layer_and_hop.csv"};
}

Table transfer_table(const ForwardResult& result, std::uint32_t layers) {
    std::vector<std::uint32_t> from, to;
    std::vector<double> vertices, low, high, share;
    for (std::uint32_t a = 0; a <= layers; ++a)
        for (std::uint32_t b = 0; b < layers; ++b) {
            const Distribution end = at_end(result.layers[layers + a * layers + b], result.worlds);
            from.push_back(a);
            to.push_back(b + 1);
            vertices.push_back(end.mean());
            low.push_back(end.mean() - end.half_width());
            high.push_back(end.mean() + end.half_width());
            share.push_back(share_of(end.mean(), at_end(result.layers[b], result.worlds).mean()));
        }
    return {"layer_transfers",
            {{"from", from},
             {"to", to},
             {"vertices", vertices},
             {"vertices_low", low},
             {"vertices_high", high},
             {"share", share}},
            "layer_transfers.csv"};
}

/// What is missing of `whole` without each layer; `rest` names what is left.
Table ablation_table(std::string_view rest, double whole, std::span<const SpreadInterval> missing) {
    std::vector<std::uint32_t> layer;
    std::vector<double> without, difference, low, high, share;
    for (const SpreadInterval& loss : missing) {
        layer.push_back(static_cast<std::uint32_t>(layer.size() + 1));
        without.push_back(whole - loss.spread);
        difference.push_back(loss.spread);
        low.push_back(loss.low);
        high.push_back(loss.high);
        share.push_back(share_of(loss.spread, whole));
    }
    return {"layer_ablation",
            {{"layer", layer},
             {std::string(rest), without},
             {"difference", difference},
             {"difference_low", low},
             {"difference_high", high},
             {"share", share}},
            "layer_ablation.csv"};
}

} // namespace

void add_layer_tables(ResultWriter& results, const ForwardResult& result, const ForwardOptions& how) {
    if (how.layers.empty())
        return;
    const auto layers = static_cast<std::uint32_t>(1 + how.layers.size());
    results.add(reach_table(result, layers));
    results.add(hop_table(result, layers));
    results.add(transfer_table(result, layers));
    if (!how.layer_ablation)
        return;
    std::vector<SpreadInterval> missing;
    for (const Distribution& fewer : result.layer_ablation)
        missing.push_back({fewer.mean(), fewer.mean() - fewer.half_width(), fewer.mean() + fewer.half_width()});
    results.add(ablation_table("active_without", final_active(result).mean(), missing));
}

Table layer_loss_table(const SpreadInterval& spread, const std::vector<SpreadInterval>& losses) {
    return ablation_table("spread_without", spread.spread, losses);
}

void say_layer_losses(Job& job, const GraphRun& run, const std::vector<SpreadInterval>& losses) {
    for (std::size_t b = 0; b < losses.size(); ++b)
        say(job, "layer {}   {:.2f} fewer {} without it, {:.2f} to {:.2f} (95 %): {}", b + 1, losses[b].spread,
            unit_of_spread(job.options), losses[b].low, losses[b].high,
            b == 0 ? run.file.path : run.layer_files[b - 1].path);
}

void say_layers(Job& job, const ForwardResult& result, const ForwardOptions& how) {
    if (how.layers.empty() || !job.context.world.is_root())
        return;
    for (std::size_t b = 0; b <= how.layers.size(); ++b) {
        const double reached = at_end(result.layers[b], result.worlds).mean();
        const std::string& path = b == 0 ? job.options.text("graph") : how.layers[b - 1].name;
        if (b < result.layer_ablation.size())
            say(job, "layer {}   {:.2f} reached over it first, {:.2f} fewer active without it: {}", b + 1, reached,
                result.layer_ablation[b].mean(), path);
        else
            say(job, "layer {}   {:.2f} reached over it first: {}", b + 1, reached, path);
    }
}

} // namespace cascade
