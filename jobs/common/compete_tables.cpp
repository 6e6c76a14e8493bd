#include "jobs/common/compete_tables.hpp"

#include "jobs/common/forward_tables.hpp"
#include "kernels/influence/bounds.hpp"

#include <fmt/format.h>

namespace cascade {
namespace {

/// A mean, or a share, with the ends of its interval, as three columns.
struct IntervalColumns {
    std::vector<double> value, low, high;

    void add(double v, double l, double h) {
        value.push_back(v);
        low.push_back(l);
        high.push_back(h);
    }
    void add(const Distribution& of) { add(of.mean(), of.mean() - of.half_width(), of.mean() + of.half_width()); }
    void add(const Quotient& share) { add(share.value, share.low, share.high); }
    void add(const ShareInterval& share) { add(share.share, share.low, share.high); }
    void move_to(std::vector<Column>& columns, const std::string& name) {
        columns.push_back({name, std::move(value)});
        columns.push_back({name + "_low", std::move(low)});
        columns.push_back({name + "_high", std::move(high)});
    }
};

/// Of the worlds in which a distribution of 0 and 1 is 1.
ShareInterval share_of_ones(const Distribution& of) {
    return wilson_interval(win_shares(of).wins, of.worlds(), kZ95);
}

} // namespace

std::vector<std::string> campaign_names(std::size_t campaigns) {
    std::vector<std::string> names;
    for (std::size_t c = 1; c <= campaigns; ++c)
        names.push_back(fmt::format("campaign_{}", c));
    return names;
}

Distribution end_of(const std::vector<Distribution>& hops, std::uint64_t worlds) {
    if (!hops.empty())
        return hops.back();
    Distribution nobody;
    nobody.add(0, worlds);
    return nobody;
}

Quotient share_at(const CompeteResult& result, std::size_t campaign, std::size_t hop) {
    const CampaignResult& of = result.campaigns[campaign];
    if (hop >= result.active.size())
        return {};
    return share_of_whole({of.adopters[hop].mean(), of.others[hop].mean(), of.adopters[hop].variance(),
                           of.others[hop].variance(), result.active[hop].variance()},
                          result.worlds);
}

Table campaign_table(const CompeteResult& result, std::span<const std::vector<VertexId>> sets) {
    std::vector<std::uint32_t> campaign;
    std::vector<std::uint64_t> seeds;
    IntervalColumns active, share, leads;
    for (std::uint32_t c = 0; c < result.campaigns.size(); ++c) {
        campaign.push_back(c + 1);
        seeds.push_back(sets[c].size());
        active.add(end_of(result.campaigns[c].adopters, result.worlds));
        share.add(share_at(result, c, std::max<std::size_t>(result.active.size(), 1) - 1));
        leads.add(share_of_ones(end_of(result.campaigns[c].leads_all, result.worlds)));
    }
    std::vector<Column> columns = {{"campaign", campaign}, {"seeds", seeds}};
    active.move_to(columns, "active");
    share.move_to(columns, "share");
    leads.move_to(columns, "leads");
    return {"campaigns", columns, "campaigns.csv"};
}

Table share_table(const CompeteResult& result) {
    std::vector<std::uint32_t> campaign, hop;
    IntervalColumns active, share, leads;
    for (std::uint32_t c = 0; c < result.campaigns.size(); ++c)
        for (std::uint32_t h = 0; h < result.active.size(); ++h) {
            campaign.push_back(c + 1);
            hop.push_back(h);
            active.add(result.campaigns[c].adopters[h]);
            share.add(share_at(result, c, h));
            leads.add(share_of_ones(result.campaigns[c].leads_all[h]));
        }
    std::vector<Column> columns = {{"campaign", campaign}, {"hop", hop}};
    active.move_to(columns, "active");
    share.move_to(columns, "share");
    leads.move_to(columns, "leads");
    return {"shares", columns, "share_by_hop.csv"};
}

Table duel_table(const CompeteResult& result) {
    std::vector<std::uint32_t> first, second;
    std::vector<double> ties;
    IntervalColumns lead, first_wins, second_wins;
    for (const PairedDifference& pair : result.leads) {
        const Distribution end = end_of(pair.hops, result.worlds);
        const WinShares shares = win_shares(end);
        first.push_back(static_cast<std::uint32_t>(pair.first) + 1);
        second.push_back(static_cast<std::uint32_t>(pair.second) + 1);
        lead.add(end);
        first_wins.add(wilson_interval(shares.wins, result.worlds, kZ95));
        ties.push_back(static_cast<double>(shares.ties) / static_cast<double>(result.worlds));
        second_wins.add(wilson_interval(shares.losses, result.worlds, kZ95));
    }
    std::vector<Column> columns = {{"first", first}, {"second", second}};
    lead.move_to(columns, "lead");
    first_wins.move_to(columns, "first_wins");
    columns.push_back({"ties", ties});
    second_wins.move_to(columns, "second_wins");
    return {"head_to_head", columns, "head_to_head.csv"};
}

Table rival_group_table(const CompeteResult& result) {
    std::vector<std::uint32_t> group, campaign, hop;
    IntervalColumns active, share;
    const std::size_t hops = result.active.size();
    for (std::uint32_t g = 0; g < result.groups.size(); ++g) {
        const ReachBand all = reach_band(result.groups[g].all, result.worlds, hops);
        for (std::uint32_t c = 0; c < result.campaigns.size(); ++c) {
            const ReachBand own = reach_band(result.groups[g].campaigns[c], result.worlds, hops);
            const ReachBand others = reach_band(result.groups[g].others[c], result.worlds, hops);
            for (std::uint32_t h = 0; h < hops; ++h) {
                group.push_back(g);
                campaign.push_back(c + 1);
                hop.push_back(h);
                active.add(own.mean[h], own.low[h], own.high[h]);
                share.add(
                    share_of_whole({own.mean[h], others.mean[h], own.variance[h], others.variance[h], all.variance[h]},
                                   result.worlds));
            }
        }
    }
    std::vector<Column> columns = {{"group", group}, {"campaign", campaign}, {"hop", hop}};
    active.move_to(columns, "active");
    share.move_to(columns, "share");
    return {"groups", columns, "share_by_group.csv"};
}

Series rival_series(const CompeteResult& result) {
    Series series{"hops", hop_index(result.active.size()), {}, "activation_by_hop.csv"};
    add_bands(series.columns, "newly_active", result.newly_active, Quantiles::of_counts);
    add_bands(series.columns, "active", result.active, Quantiles::of_counts);
    const std::vector<std::string> names = campaign_names(result.campaigns.size());
    for (std::size_t c = 0; c < names.size(); ++c)
        add_bands(series.columns, names[c], result.campaigns[c].adopters, Quantiles::of_counts);
    return series;
}

} // namespace cascade
