#include "jobs/common/seed_costs.hpp"

#include "engine/comm/collectives.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/vertex_table.hpp"
#include "kernels/cover/knapsack.hpp"

#include <cmath>

namespace cascade {
namespace {

constexpr double kMillion = 1e6;
constexpr double kMostCost = 1e9;

/// Whole millionths of a decimal of at most six places; nothing for others.
std::optional<std::uint64_t> millionths(double value) {
    constexpr double kRounding = 0x1p-52; // of `value` and of the product
    const double all = value * kMillion;
    const double whole = std::floor(all + 0.5);
    if (!(value > 0) || value > kMostCost || std::abs(all - whole) > all * kRounding)
        return std::nullopt;
    return static_cast<std::uint64_t>(whole);
}

double read_cost(std::string_view field) {
    const auto value = parse_real(field);
    if (!value || !millionths(*value))
        throw InputError("cost '{}' is not one; a number above 0, at most 1e9 and with at most six decimals, is needed",
                         field);
    return *value;
}

std::uint64_t budget_of(const Options& options) {
    const auto budget = millionths(options.real("budget", 0, kMostCost));
    if (!budget)
        throw UsageError("--budget {}: a number above 0, at most 1e9 and with at most six decimals, is needed",
                         options.text("budget"));
    return *budget;
}

/// Keeps the candidates that the budget can buy; InputError where there are some, but none of those. Collective.
void keep_affordable(const Job& job, SelectionOptions& how) {
    std::uint64_t cheapest = ~std::uint64_t{0};
    Bitmap affordable(how.candidates.size());
    for (std::size_t v = 0; v < how.costs.size(); ++v) {
        if (!how.candidates.test(v) || how.costs[v] == 0)
            continue;
        cheapest = std::min(cheapest, how.costs[v]);
        if (how.costs[v] <= how.budget)
            affordable.set(v);
    }
    how.candidates = std::move(affordable);
    cheapest = all_reduce_min(job.context.world, cheapest);
    if (cheapest == ~std::uint64_t{0})
        throw Error(ExitCode::bad_input,
                    fmt::format("--costs {}: no vertex that may be chosen has a cost", job.options.text("costs")),
                    true);
    if (cheapest > how.budget)
        throw Error(ExitCode::bad_input,
                    fmt::format("--budget {}: buys nobody; the cheapest vertex that may be chosen costs {}",
                                job.options.text("budget"), amount(cheapest)),
                    true);
}

} // namespace

void check_cost_options(const Options& options) {
    if (!options.has("k") && !options.has("budget"))
        throw UsageError(
            "--k K is required: how many seeds to choose; or --costs FILE and --budget B: what they may cost");
    if (options.has("costs") != options.has("budget"))
        throw UsageError("--costs and --budget: one needs the other");
    if (!options.has("budget"))
        return;
    budget_of(options);
    if (options.text("hit-and-stop") == "on")
        throw UsageError("--hit-and-stop on: not with --budget, where no seed is settled before all are; leave it out");
    options.real("epsilon", 1e-4, 0.49);
}

void read_costs(Job& job, const PartitionedGraph& graph, SelectionOptions& how) {
    if (!job.options.has("budget"))
        return;
    how.budget = budget_of(job.options);
    how.hit_and_stop = HitAndStop::off;
    how.costs.resize(graph.selection_count());
    const VertexId first = graph.selection_first() - graph.first_owned();
    read_vertex_table(job, graph, "costs", "cost", read_cost, [&](LocalVertex v, double value) {
        if (v - first < how.costs.size())
            how.costs[v - first] = *millionths(value);
    });
    keep_affordable(job, how);
    const std::uint64_t most = most_affordable(job.context.world, how.candidates, how.costs, how.budget);
    how.capped = job.options.has("k") && how.k < most;
    if (!how.capped)
        how.k = static_cast<std::uint32_t>(std::min<std::uint64_t>(most, UINT32_MAX));
}

std::vector<std::uint64_t> costs_of(const Job& job, const PartitionedGraph& graph, const SelectionOptions& how,
                                    std::span<const VertexId> seeds) {
    std::vector<std::uint64_t> costs(how.budget > 0 ? seeds.size() : 0);
    for (std::size_t i = 0; i < costs.size(); ++i)
        if (seeds[i] - graph.selection_first() < graph.selection_count())
            costs[i] = how.costs[seeds[i] - graph.selection_first()];
    all_reduce(job.context.world, std::span(costs), Reduction::sum);
    return costs;
}

double amount(std::uint64_t millionths) {
    return static_cast<double>(millionths) / kMillion;
}

} // namespace cascade
