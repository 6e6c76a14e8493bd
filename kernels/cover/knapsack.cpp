#include "kernels/cover/knapsack.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/random/draw.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/cover/likely_trios.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
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

/// The first of what the ranks have, on every rank. Collective.
Priced first_of_all(const Communicator& world, const Priced& own, PriceOrder order) {
    const std::vector<Priced> all = all_gather(world, own);
    return *std::min_element(all.begin(), all.end(),
                             [&](const Priced& a, const Priced& b) { return comes_before(order, a, b); });
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
                   const KnapsackTask& task, std::span<const LocalVertex> vertices)
        : context_(context), graph_(graph), pool_(pool), task_(task), samples_(samples), vertices_(vertices),
          left_(task.budget), coverage_(context.world, graph, pool, samples) {
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
        return finish();
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
            const Priced one = first_of_all(context_.world, largest.best(coverage_.covered(), left_), PriceOrder::gain);
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
        return finish();
    }

    /// What each of `others` adds once `start` is bought. Collective.
    std::vector<std::uint64_t> gains_after(std::span<const Priced> start, std::span<const Priced> others) {
        for (const Priced& seed : start)
            buy(seed);
        std::vector<std::uint64_t> gains(others.size());
        parallel_for(context_.threads, others.size(), 1, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t i = begin; i < end; ++i)
                if (const VertexId v = others[i].vertex - graph_.selection_first(); v < graph_.selection_count())
                    gains[i] = pool_.count_outside(static_cast<LocalVertex>(v), coverage_.covered());
        });
        all_reduce(context_.world, std::span(gains), Reduction::sum);
        return gains;
    }

private:
    PricedCandidates candidates_by(PriceOrder order) const {
        return {context_.threads, graph_, pool_, vertices_, task_.costs, order};
    }

    bool buy_next(PricedCandidates& candidates, PriceOrder order) {
        const Priced own = candidates.best(coverage_.covered(), left_);
        const Priced next = first_of_all(context_.world, own, order);
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

    Purchase finish() {
        bought_.cover.covered = coverage_.count();
        return std::move(bought_);
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    const KnapsackTask& task_;
    std::uint64_t samples_;
    std::span<const LocalVertex> vertices_; ///< candidates
    std::uint64_t left_;                    ///< of the budget
    Coverage coverage_;
    Purchase bought_;
};

/// All choices on one pool, and the best of them.
class Purchaser {
public:
    Purchaser(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
              const KnapsackTask& task)
        : context_(context), graph_(graph), pool_(pool), samples_(samples), task_(task) {
        for (LocalVertex v = 0; v < pool.vertices(); ++v)
            if (task.candidates.test(v) && task.costs[v] <= task.budget)
                vertices_.push_back(v);
    }

    CoverResult run() {
        std::vector<Priced> with_largest;
        best_ = greedy(vertices_).run_with_largest(with_largest);
        const std::vector<PrefixBound> bounds = std::exchange(best_.cover.bounds, {});
        offer(greedy(vertices_).run(with_largest, PriceOrder::ratio));
        offer(greedy(vertices_).run({}, PriceOrder::gain));
        if (best_.seeds.empty()) // no candidate covers anything that is not covered
            best_ = greedy(vertices_).run(std::array{first_affordable()}, PriceOrder::gain);
        else if (best_.seeds.size() <= kFew)
            search();
        best_.cover.bounds = bounds;
        return std::move(best_.cover);
    }

private:
    static constexpr std::size_t kFew = 16;         ///< seeds that are worth a search
    static constexpr std::uint64_t kSearched = 512; ///< candidates it looks at, those that cover most
    static constexpr std::size_t kBeginnings = 32;  ///< of them tried as the first seed
    static constexpr int kMostPasses = 4;
    static constexpr std::size_t kTrios = 32; ///< pairs and trios that are tried

    KnapsackGreedy greedy(std::span<const LocalVertex> vertices) const {
        return {context_, graph_, pool_, samples_, task_, vertices};
    }

    bool offer(Purchase other) {
        if (other.cover.covered <= best_.cover.covered)
            return false;
        best_ = std::move(other);
        return true;
    }

    /// Few seeds are large pieces of the budget, which greedy fits badly: others are tried first, and seeds are exchanged
    /// for what fits into their place.
    void search() {
        const std::vector<LocalVertex> few = most_covering();
        for (const Priced& first : first_by(few, PriceOrder::gain))
            for (const PriceOrder order : {PriceOrder::gain, PriceOrder::ratio})
                offer(greedy(few).run(std::array{first}, order));
        for (int pass = 0; pass < kMostPasses && exchange(few); ++pass)
            ;
        if (task_.k == 2 || task_.k == 3)
            try_trios(few);
    }

    /// Two or three seeds are such large pieces that what matters is which of them fill the budget, and no exchange of one
    /// leads from two dear ones to three cheap ones.
    void try_trios(std::span<const LocalVertex> few) {
        Rivalry rivalry{first_by(vertices_, PriceOrder::gain), {}};
        for (const Priced& one : first_by(vertices_, PriceOrder::ratio))
            if (std::none_of(rivalry.candidates.begin(), rivalry.candidates.end(),
                             [&](const Priced& other) { return other.vertex == one.vertex; }))
                rivalry.candidates.push_back(one);
        const std::vector<std::uint64_t> alone = greedy(few).gains_after({}, rivalry.candidates);
        for (std::size_t i = 0; i < alone.size(); ++i)
            rivalry.candidates[i].gain = alone[i];
        const std::span<const Priced> all(rivalry.candidates);
        for (std::size_t i = 0; i < all.size(); ++i)
            rivalry.after.push_back(greedy(few).gains_after(all.subspan(i, 1), all.subspan(i + 1)));
        for (const std::vector<Priced>& trio : likely_trios(rivalry, task_.budget, task_.k, kTrios))
            offer(greedy(few).run(trio, PriceOrder::gain));
    }

    /// True when an exchange of one seed covered more.
    bool exchange(std::span<const LocalVertex> few) {
        bool better = false;
        for (std::size_t i = 0; i < best_.seeds.size(); ++i)
            for (const PriceOrder order : {PriceOrder::gain, PriceOrder::ratio}) {
                std::vector<Priced> rest = best_.seeds;
                if (i < rest.size())
                    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
                better = offer(greedy(few).run(rest, order)) || better;
            }
        return better;
    }

    /// Candidates of this rank that are in so many samples as at most kSearched of all ranks are. Collective.
    std::vector<LocalVertex> most_covering() const {
        const auto in_at_least = [&](std::uint64_t count) {
            return static_cast<std::uint64_t>(std::count_if(vertices_.begin(), vertices_.end(),
                                                            [&](LocalVertex v) { return pool_.count_of(v) >= count; }));
        };
        std::uint64_t low = 0; // in more than kSearched, or 0
        std::uint64_t high = samples_ + 1;
        while (high - low > 1) {
            const std::uint64_t middle = low + (high - low) / 2;
            (all_reduce_sum(context_.world, in_at_least(middle)) > kSearched ? low : high) = middle;
        }
        std::vector<LocalVertex> found;
        std::copy_if(vertices_.begin(), vertices_.end(), std::back_inserter(found),
                     [&](LocalVertex v) { return pool_.count_of(v) >= high; });
        return found;
    }

    /// The first kBeginnings of all ranks, by what they cover. Collective.
    std::vector<Priced> first_by(std::span<const LocalVertex> vertices, PriceOrder order) const {
        const auto sort = [&](std::vector<Priced>& found) {
            const std::size_t count = std::min(found.size(), kBeginnings);
            std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                              [&](const Priced& a, const Priced& b) { return comes_before(order, a, b); });
            found.resize(count);
        };
        std::vector<Priced> mine;
        for (const LocalVertex v : vertices)
            mine.push_back(priced(graph_, v, pool_.count_of(v), task_.costs[v]));
        sort(mine);
        std::vector<Priced> all = gather(context_.world, std::span<const Priced>(mine));
        sort(all);
        broadcast(context_.world, all);
        return all;
    }

    /// The first of candidates that add nothing. Collective.
    Priced first_affordable() const {
        Priced first;
        for (const LocalVertex v : vertices_)
            if (const Priced here = priced(graph_, v, 0, task_.costs[v]); comes_before(PriceOrder::gain, here, first))
                first = here;
        return first_of_all(context_.world, first, PriceOrder::gain);
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    std::uint64_t samples_;
    const KnapsackTask& task_;
    std::vector<LocalVertex> vertices_; ///< candidates of this rank
    Purchase best_;
};

} // namespace

CoverResult knapsack_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                           std::uint64_t samples, const KnapsackTask& task) {
    Purchaser purchaser(context, graph, pool, samples, task);
    CoverResult result = purchaser.run();
    if (!task.capped)
        return result;
    CoverTask any;
    any.k = task.k;
    any.candidates = task.candidates.clone();
    any.given = task.given;
    const std::vector<PrefixBound> more = greedy_cover(context, graph, pool, samples, any).bounds;
    result.bounds.insert(result.bounds.end(), more.begin(), more.end());
    return result;
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
