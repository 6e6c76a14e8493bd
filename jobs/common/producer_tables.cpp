#include "jobs/common/producer_tables.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/forward_tables.hpp"
#include "jobs/common/verify.hpp"
#include "kernels/influence/bounds.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

/// The share of worlds in which it is 0.
ShareInterval none_share(const Distribution& count) {
    const bool some = count.values().empty() || count.values().front().value != 0;
    return wilson_interval(some ? 0 : count.values().front().worlds, count.worlds(), kZ95);
}

void add_died_out(std::vector<Column>& columns, const std::vector<ShareInterval>& shares) {
    std::vector<double> share, low, high;
    for (const ShareInterval& each : shares) {
        share.push_back(each.share);
        low.push_back(each.low);
        high.push_back(each.high);
    }
    columns.push_back({"died_out", share});
    columns.push_back({"died_out_low", low});
    columns.push_back({"died_out_high", high});
}

/// By the last hop; where nobody is ever active it has died out before it began.
ShareInterval died_out(const ProducerResult& producers) {
    return producers.trying.empty() ? ShareInterval{1, 1, 1} : none_share(producers.trying.back());
}

double last_mean(const std::vector<Distribution>& hops) {
    return hops.empty() ? 0 : hops.back().mean();
}

} // namespace

Series generation_series(const ProducerResult& producers) {
    const std::size_t generations = producers.adopters.size();
    std::vector<std::uint32_t> index(generations);
    std::iota(index.begin(), index.end(), 0U);
    Series series{"generations", {"generation", index}, {}, "generations.csv"};
    add_bands(series.columns, "adopters", producers.adopters, Quantiles::of_counts);
    std::vector<double> number, low, high;
    for (const Quotient& each : reproduction_numbers(producers)) {
        number.push_back(each.value);
        low.push_back(each.low);
        high.push_back(each.high);
    }
    series.columns.push_back({"reproduction", number});
    series.columns.push_back({"reproduction_low", low});
    series.columns.push_back({"reproduction_high", high});
    std::vector<ShareInterval> none_after;
    for (std::size_t g = 0; g < generations; ++g) {
        const std::uint64_t worlds = producers.adopters[g].worlds();
        none_after.push_back(g + 1 < generations ? none_share(producers.adopters[g + 1])
                                                 : wilson_interval(worlds, worlds, kZ95));
    }
    add_died_out(series.columns, none_after);
    return series;
}

Series producer_series(const ProducerResult& producers) {
    Series series{"producers", hop_index(producers.trying.size()), {}, "producers_by_hop.csv"};
    add_bands(series.columns, "trying", producers.trying, Quantiles::of_counts);
    add_bands(series.columns, "tries", producers.tries, Quantiles::of_counts);
    add_bands(series.columns, "producers", producers.producers, Quantiles::of_counts);
    std::vector<ShareInterval> none_tries;
    for (const Distribution& hop : producers.trying)
        none_tries.push_back(none_share(hop));
    add_died_out(series.columns, none_tries);
    return series;
}

nlohmann::ordered_json producer_summary(const ProducerResult& producers, const Distribution& active) {
    nlohmann::ordered_json summary;
    summary["producers"] = last_mean(producers.producers);
    summary["tries"] = last_mean(producers.tries);
    const Quotient each = tries_per_adopter(producers, active);
    summary["tries_per_adopter"] = each.value;
    summary["tries_per_adopter_low"] = each.low;
    summary["tries_per_adopter_high"] = each.high;
    summary["died_out"] = died_out(producers).share;
    summary["generations"] = nlohmann::ordered_json::array();
    for (const Distribution& generation : producers.adopters)
        summary["generations"].push_back(generation.mean());
    summary["reproduction"] = nlohmann::ordered_json::array();
    for (const Quotient& number : reproduction_numbers(producers))
        summary["reproduction"].push_back(number.value);
    return summary;
}

void say_producers(Job& job, const ProducerResult& producers, const Distribution& active) {
    const Quotient each = tries_per_adopter(producers, active);
    say(job, "producers {:.2f} tried more than once; {:.3f} tries an adopter, {:.3f} to {:.3f} (95 %)",
        last_mean(producers.producers), each.value, each.low, each.high);
    const std::vector<Quotient> numbers = reproduction_numbers(producers);
    for (std::size_t g = 0; g < std::min<std::size_t>(numbers.size(), 3); ++g)
        say(job, "generation {}: {:.2f} adopters, each brings {:.3f} of the next, {:.3f} to {:.3f} (95 %)", g,
            producers.adopters[g].mean(), numbers[g].value, numbers[g].low, numbers[g].high);
    if (const ShareInterval ended = died_out(producers); ended.share < 1)
        say(job, "died out  in {:.1f} % of worlds by the last hop, {:.1f} to {:.1f} % (95 %)", 100 * ended.share,
            100 * ended.low, 100 * ended.high);
}

std::vector<HopLevel> producer_levels(const ProducerResult& producers) {
    std::vector<HopLevel> levels = {{"tries", producers.tries}, {"producers", producers.producers}};
    for (std::size_t g = 1; g < std::min<std::size_t>(producers.adopters.size(), 4); ++g)
        levels.push_back({fmt::format("{}{}", kGenerationPrefix, g), {producers.adopters[g]}});
    return levels;
}

} // namespace cascade
