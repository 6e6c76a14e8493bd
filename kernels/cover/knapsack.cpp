#include "kernels/cover/knapsack.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/random/draw.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace cascade {
namespace {

/// What fractions of `mine` (of all ranks) could add for the budget, rounded up by less than one for each that is bought;
/// `most` where that is more. Collective.
std::uint64_t fractional_worth(const Communicator& world, const std::vector<Priced>& mine, std::uint64_t budget,
                               std::uint64_t most) {
    const auto price = [&](const Priced& one, std::uint64_t worth) {
        return static_cast<std::uint64_t>(uint128{worth} * one.cost / budget);
    };
    const auto too_cheap = [&](std::uint64_t worth) { // whether more than the budget buys is worth its price
        std::uint64_t cost = 0;
        for (const Priced& one : mine)
            if (one.gain > price(one, worth) && cost <= budget)
                cost += std::min(one.cost, budget + 1);
        return all_reduce_sum(world, std::min(cost, budget + 1)) > budget;
    };
    std::uint64_t low = 0; // too cheap, or 0
    std::uint64_t high = most;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (too_cheap(middle))
            low = middle + 1;
        else
            high = middle;
    }
    std::uint64_t surplus = 0;
    for (const Priced& one : mine)
        surplus += one.gain - std::min(one.gain, price(one, low));
    return std::min(most, low + all_reduce_sum(world, surplus));
}

/// A choice in the making, with what each seed costs.
struct Purchase {
    CoverResult cover;
    std::vector<Priced> seeds;
};

/// One greedy choice in one order, on a coverage of its own.
class KnapsackGreedy {
public:
    KnapsackGreedy(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                   const KnapsackTask& task)
        : context_(context), graph_(graph), pool_(pool), task_(task), samples_(samples), left_(task.budget),
          barred_(given_here()), coverage_(context.world, graph, pool, samples) {
        for (const VertexId v : task_.given)
            coverage_.cover(v);
        bought_.cover.given_covered = coverage_.count();
    }

    /// Buys `start`, then in `order` what fits.
    Purchase run(std::span<const Priced> start, PriceOrder order) {
        PricedCandidates candidates = candidates_by(order);
        for (const Priced& seed : start)
            buy(seed);
        candidates.outdate();
        while (bought_.seeds.size() < task_.k && buy_next(candidates, order))
            ;
        return finish(candidates);
    }

    /// Buys by ratio and notes bounds; `best` becomes the best prefix with the one that fits and adds most to it.
    Purchase run_with_largest(std::vector<Priced>& best) {
        PricedCandidates candidates = candidates_by(PriceOrder::ratio);
        PricedCandidates largest = candidates_by(PriceOrder::gain);
        candidates.outdate();
        std::uint64_t most = 0;
        while (bought_.seeds.size() < task_.k) {
            if (bought_.seeds.empty() || std::has_single_bit(bought_.seeds.size()))
                add_bound(candidates);
            largest.outdate();
            const Priced one = first_of_all(largest.best(coverage_.covered(), left_), PriceOrder::gain);
            if (one.cost == 0)
                break; // then nothing that fits adds anything
            if (coverage_.count() + one.gain > most) {
                most = coverage_.count() + one.gain;
                best = bought_.seeds;
                best.push_back(one);
            }
            buy_next(candidates, PriceOrder::ratio);
        }
        add_bound(candidates);
        return finish(candidates);
    }

private:
    /// Seeds that are given, of this rank's selection range, ascending.
    std::vector<LocalVertex> given_here() const {
        std::vector<LocalVertex> here;
        for (const VertexId v : task_.given)
            if (v - graph_.selection_first() < graph_.selection_count())
                here.push_back(static_cast<LocalVertex>(v - graph_.selection_first()));
        std::sort(here.begin(), here.end());
        here.erase(std::unique(here.begin(), here.end()), here.end());
        return here;
    }

    PricedCandidates candidates_by(PriceOrder order) const {
        return {context_.threads, graph_, pool_, task_.candidates, barred_, task_.costs, order};
    }

    Priced first_of_all(const Priced& own, PriceOrder order) const {
        const std::vector<Priced> all = all_gather(context_.world, own);
        return *std::min_element(all.begin(), all.end(),
                                 [&](const Priced& a, const Priced& b) { return comes_before(order, a, b); });
    }

    bool buy_next(PricedCandidates& candidates, PriceOrder order) {
        const Priced own = candidates.best(coverage_.covered(), left_);
        const Priced next = first_of_all(own, order);
        if (next.cost == 0)
            return false;
        if (own.cost > 0 && own.vertex == next.vertex)
            candidates.take();
        buy(next);
        candidates.outdate();
        return true;
    }

    void buy(const Priced& next) {
        CASCADE_CHECK(next.cost > 0 && next.cost <= left_, "a seed that costs {} of {}", next.cost, left_);
        bought_.seeds.push_back(next);
        bought_.cover.seeds.push_back(next.vertex);
        bought_.cover.gains.push_back(coverage_.cover(next.vertex));
        left_ -= next.cost;
    }

    void add_bound(PricedCandidates& candidates) {
        auto& bounds = bought_.cover.bounds;
        if (!bounds.empty() && bounds.back().prefix == bought_.seeds.size())
            return;
        const std::vector<Priced> densest = candidates.densest(coverage_.covered(), task_.budget);
        bounds.push_back({static_cast<std::uint32_t>(bought_.seeds.size()), coverage_.count(),
                          fractional_worth(context_.world, densest, task_.budget, samples_ - coverage_.count())});
    }

    Purchase finish(const PricedCandidates& candidates) {
        if (bought_.seeds.empty()) // no candidate covers anything that is not covered
            buy(first_of_all(candidates.first_affordable(task_.budget), PriceOrder::gain));
        bought_.cover.covered = coverage_.count();
        return std::move(bought_);
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    const KnapsackTask& task_;
    std::uint64_t samples_;
    std::uint64_t left_; ///< of the budget
    std::vector<LocalVertex> barred_;
    Coverage coverage_;
    Purchase bought_;
};

} // namespace

CoverResult knapsack_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                           std::uint64_t samples, const KnapsackTask& task) {
    const auto greedy = [&] { return KnapsackGreedy(context, graph, pool, samples, task); };
    std::vector<Priced> with_largest;
    CoverResult best = greedy().run_with_largest(with_largest).cover;
    std::vector<PrefixBound> bounds = std::exchange(best.bounds, {});
    std::array others = {greedy().run(with_largest, PriceOrder::ratio).cover, greedy().run({}, PriceOrder::gain).cover};
    for (CoverResult& other : others)
        if (other.covered > best.covered)
            best = std::move(other);
    if (task.capped) {
        CoverTask any;
        any.k = task.k;
        any.candidates = task.candidates.clone();
        any.given = task.given;
        const std::vector<PrefixBound> more = greedy_cover(context, graph, pool, samples, any).bounds;
        bounds.insert(bounds.end(), more.begin(), more.end());
    }
    best.bounds = std::move(bounds);
    return best;
}

std::uint64_t most_affordable(const Communicator& world, const Bitmap& candidates, std::span<const std::uint64_t> costs,
                              std::uint64_t budget) {
    std::vector<std::uint64_t> mine;
    for (std::size_t v = 0; v < costs.size(); ++v)
        if (candidates.test(v) && costs[v] <= budget)
            mine.push_back(costs[v]);
    std::sort(mine.begin(), mine.end());
    std::vector<std::uint64_t> sums; // of the cheapest, as far as the budget goes
    for (const std::uint64_t cost : mine)
        if ((sums.empty() ? 0 : sums.back()) <= budget)
            sums.push_back((sums.empty() ? 0 : sums.back()) + cost);
    const auto up_to = [&](std::uint64_t cost) { // how many of mine cost no more
        return static_cast<std::size_t>(std::upper_bound(mine.begin(), mine.end(), cost) - mine.begin());
    };
    const auto sum_up_to = [&](std::uint64_t cost) {
        const std::size_t count = up_to(cost);
        return all_reduce_sum(world, count == 0 ? 0 : sums[std::min(count, sums.size()) - 1]);
    };
    std::uint64_t low = 0; // all that cost no more than this are bought
    std::uint64_t high = budget + 1;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (sum_up_to(middle) <= budget ? low : high) = middle;
    }
    const std::uint64_t bought = all_reduce_sum(world, std::uint64_t{up_to(low)});
    const std::uint64_t at_next = all_reduce_sum(world, std::uint64_t{up_to(high) - up_to(low)});
    return bought + std::min(at_next, (budget - sum_up_to(low)) / high);
}

} // namespace cascade
