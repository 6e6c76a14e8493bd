#include "kernels/diffusion/producer_counts.hpp"

#include "kernels/diffusion/producer_law.hpp"

#include <algorithm>

namespace cascade {
namespace {

/// A row more than there are generations: behind it everything stands still, at nobody.
WorldRows generation_rows(const BlockCounts& block) {
    WorldRows rows(block.first, block.worlds, 2);
    std::size_t generations = block.kinds.size();
    const auto nobody = [](const auto& row) {
        return std::all_of(row.begin(), row.end(), [](std::int64_t count) { return count == 0; });
    };
    while (generations > 0 && nobody(block.kinds[generations - 1]))
        --generations;
    if (generations == 0)
        return rows;
    rows.values.resize(2 * (generations + 1));
    for (std::size_t g = 0; g < generations; ++g)
        for (std::size_t world = 0; world < kBlockWorlds; ++world) {
            rows.values[2 * g][world] = block.kinds[g][world];
            rows.values[2 * g + 1][world] =
                block.kinds[g][world] + (g + 1 < generations ? block.kinds[g + 1][world] : 0);
        }
    return rows;
}

/// What is decided in a step is done in the next, where the block got so far.
WorldRows hop_rows(const BlockCounts& block) {
    const WorldRows decided(block);
    constexpr std::size_t kActive = 1, kTries = 2 + ProducerLaw::kTries, kProducers = 2 + ProducerLaw::kProducers;
    WorldRows rows(block.first, block.worlds, 4);
    if (decided.hops() == 0)
        return rows;
    const std::size_t hops = std::min(decided.hops() + 1, block.steps());
    rows.values.resize(4 * hops);
    for (std::size_t hop = 0; hop < hops; ++hop)
        for (std::uint32_t world = 0; world < kBlockWorlds; ++world) {
            const auto before = [&](std::size_t column) { return hop == 0 ? 0 : decided.at(hop - 1, column, world); };
            auto* row = rows.values.data() + 4 * hop;
            row[0][world] = decided.at(hop, kTries, world) - before(kTries);
            row[1][world] = before(kTries);
            row[2][world] = before(kProducers);
            row[3][world] = before(kTries) + decided.at(hop, kActive, world);
        }
    return rows;
}

/// The two over the same worlds, `sum` that of both.
Quotient quotient_of(const Distribution& above, const Distribution& below, const Distribution& sum) {
    const double variance_above = above.variance();
    const double variance_below = below.variance();
    return quotient_of_means({above.mean(), below.mean(), variance_above, variance_below,
                              covariance_from_sum(variance_above, variance_below, sum.variance())},
                             below.worlds());
}

} // namespace

std::vector<Quotient> reproduction_numbers(const ProducerResult& result) {
    std::vector<Quotient> numbers;
    for (std::size_t g = 0; g < result.adopters.size(); ++g)
        numbers.push_back(g + 1 < result.adopters.size()
                              ? quotient_of(result.adopters[g + 1], result.adopters[g], result.with_next[g])
                              : Quotient{});
    return numbers;
}

Quotient tries_per_adopter(const ProducerResult& result, const Distribution& active) {
    if (result.tries.empty())
        return {};
    return quotient_of(result.tries.back(), active, result.tries_with_active.back());
}

void ProducerCounts::add(int threads, std::span<const BlockCounts> blocks) {
    std::vector<WorldRows> generations, hops;
    for (const BlockCounts& block : blocks) {
        generations.push_back(generation_rows(block));
        hops.push_back(hop_rows(block));
    }
    generations_.add(threads, generations);
    hops_.add(threads, hops);
}

void ProducerCounts::state(const Communicator& world, Archive& archive) {
    generations_.state(world, archive);
    hops_.state(world, archive);
}

ProducerResult ProducerCounts::result(const Communicator& world) {
    generations_.gather(world);
    hops_.gather(world);
    ProducerResult result{generations_.column(0), generations_.column(1), hops_.column(0),
                          hops_.column(1),        hops_.column(2),        hops_.column(3)};
    if (!result.adopters.empty()) {
        result.adopters.pop_back();
        result.with_next.pop_back();
    }
    return result;
}

} // namespace cascade
