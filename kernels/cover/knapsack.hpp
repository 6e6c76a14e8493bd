#pragma once
// Maximum coverage under a budget: seeds that cost no more than B together.
//
// Three choices on the same pool, of which the one that covers most is the answer. The first takes, again and again, the
// candidate that adds most for its cost among those that still fit. The second is a prefix of it, the one that fits and
// adds most to that, whatever it costs, and the first's rule again for what is left; of all prefixes the best. The third
// takes what adds most throughout. The first two are Greedy+Max (Yaroslavtsev, Zhou, Avdiukhin, AISTATS 2020), which
// covers at least half of the best affordable set; ratio greedy and the best single vertex alone promise 1 - 1/sqrt(e) =
// 0.393 (Khuller, Moss, Naor, IPL 70, 1999; 0.405: Tang, Tang, Lim, Han, Li, Yuan, SIGMETRICS 2021). At equal costs all
// are plain greedy. Where that makes 16 seeds or fewer, large pieces of the budget, other first seeds are tried, and seeds
// are exchanged for what fits into their place while that covers more. Where three can be bought at most, pairs and trios of
// those that cover most, and most for their cost, are tried too: the likely ones (kernels/cover/likely_trios.hpp). With room
// for at most k seeds besides, nothing is promised but what the bounds show.
//
// The bound: what a prefix covers plus what the budget could buy of fractions of all marginals, a linear programme whose
// dual has one variable, the worth a of the whole budget: min over a of a + sum of max(0, marginal - a cost / B). Any a
// gives a bound; the best whole number is found by bisection, each rank looking at the candidates of largest ratio that
// cost more than B together. Integers only, so the partition does not show.

#include "kernels/cover/greedy.hpp"
#include "kernels/cover/priced_candidates.hpp"

namespace cascade {

inline constexpr double kGreedyMaxShare = 0.5; ///< of the best affordable set, at least

/// What may be bought.
struct KnapsackTask {
    std::uint32_t k = 1;                  ///< seeds at most
    Bitmap candidates;                    ///< over this rank's selection range
    std::span<const std::uint64_t> costs; ///< of the selection range, in units; > 0 for candidates
    std::uint64_t budget = 0;             ///< in units, below 2^53; at least one candidate can be afforded
    std::vector<VertexId> given;          ///< seeds already mine: they cover, cost nothing and are no candidates
    bool capped = false; ///< k is fewer than the budget could buy: bounds of any k candidates are added
};

/// Chooses from a pool whose ids are all below `samples`; bounds are those of the ratio greedy. At least one seed.
/// Collective.
CoverResult knapsack_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                           std::uint64_t samples, const KnapsackTask& task);

/// How many candidates the budget buys at most. Collective.
std::uint64_t most_affordable(const Communicator& world, const Bitmap& candidates, std::span<const std::uint64_t> costs,
                              std::uint64_t budget);

} // namespace cascade
