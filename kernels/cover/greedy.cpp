#include "kernels/cover/greedy.hpp"

#include "engine/comm/collectives.hpp"
#include "kernels/cover/expected_gains.hpp"
#include "kernels/cover/lazy_candidates.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <type_traits>
#include <utility>

namespace cascade {
namespace {

constexpr std::size_t kSeedsBetweenRests = 16;
constexpr std::size_t kManySeeds = 512; ///< from so many on bounds take time

/// Sum of the k largest values over all ranks, of which each brings its own k largest, descending. Collective.
std::uint64_t sum_of_largest(const Communicator& world, const std::vector<std::uint32_t>& mine, std::uint64_t k) {
    if (world.size() == 1)
        return std::accumulate(mine.begin(), mine.end(), std::uint64_t{0});
    const auto above = [&](std::uint64_t bound) { // how many of mine
        return static_cast<std::uint64_t>(
            std::partition_point(mine.begin(), mine.end(), [&](std::uint32_t x) { return x > bound; }) - mine.begin());
    };
    // The largest threshold that at least k values reach; below it all of the k largest lie above or at it.
    std::uint64_t low = 0;
    std::uint64_t high = std::uint64_t{1} << 32;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (all_reduce_sum(world, above(middle - 1)) >= k ? low : high) = middle;
    }
    const std::uint64_t count = above(low);
    const std::uint64_t sum =
        std::accumulate(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(count), std::uint64_t{0});
    const std::uint64_t sum_above = all_reduce_sum(world, sum);
    const std::uint64_t count_above = all_reduce_sum(world, count);
    return sum_above + (k - count_above) * low; // low is 0 when there are fewer than k values
}

/// The prior is fitted anew when so many seeds are chosen.
bool fits_at(std::size_t seeds, const CoverTask& task) {
    return seeds == task.first.size() || (std::has_single_bit(seeds) && std::countr_zero(seeds) % 4 == 0);
}

template <class Candidates>
class GreedyCover {
public:
    GreedyCover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                const CoverTask& task, CoverResult& result)
        : world_(context.world), graph_(graph), task_(task), result_(result),
          coverage_(context.world, graph, pool, samples), candidates_(candidates(context, pool)) {}

    void run(const std::function<void()>& rest) {
        CASCADE_CHECK(task_.first.size() <= task_.k, "{} seeds come first of {}", task_.first.size(), task_.k);
        for (const VertexId v : task_.given)
            settle(v);
        result_.given_covered = coverage_.count();
        cover_earlier();
        if (result_.seeds.empty())
            for (const VertexId v : task_.first)
                add(v, settle(v));
        while (result_.seeds.size() < task_.k) {
            const std::size_t prefix = result_.seeds.size();
            if (fits_at(prefix, task_))
                fit(prefix);
            if (prefix == task_.first.size() || (std::has_single_bit(prefix) && prefix >= task_.k / kManySeeds))
                add_bound();
            choose();
            if (result_.seeds.size() % kSeedsBetweenRests == 0)
                rest();
        }
        add_bound();
        result_.covered = covered();
    }

private:
    static constexpr bool kExpected = std::is_same_v<Candidates, ExpectedGains>;

    Candidates candidates(Context& context, const InvertedPool& pool) const {
        if constexpr (kExpected)
            return {context.threads, graph_, pool, task_.candidates, *task_.reach};
        else
            return {context.threads, graph_, pool, task_.candidates, settled_here(), task_.k};
    }

    /// Seeds of an earlier call, and what was learnt from taking them.
    void cover_earlier() {
        for (std::size_t i = 0; i < result_.seeds.size(); ++i) {
            if (i >= task_.first.size() && fits_at(i, task_))
                fit(i);
            settle(result_.seeds[i]);
        }
    }

    void fit(std::size_t prefix) {
        if constexpr (kExpected) {
            const std::size_t until = std::min<std::size_t>(task_.k, std::max<std::size_t>(16 * prefix, 1));
            candidates_.fit(world_, coverage_.covered(), until - prefix);
        }
    }

    /// Seeds of this rank's selection range that are settled, ascending.
    std::vector<LocalVertex> settled_here() const {
        std::vector<LocalVertex> settled;
        for (const auto* seeds : {&task_.given, &task_.first, &std::as_const(result_).seeds})
            for (const VertexId v : *seeds)
                if (v - graph_.selection_first() < graph_.selection_count())
                    settled.push_back(static_cast<LocalVertex>(v - graph_.selection_first()));
        std::sort(settled.begin(), settled.end());
        settled.erase(std::unique(settled.begin(), settled.end()), settled.end());
        return settled;
    }

    void choose() {
        const auto own = candidates_.best(coverage_.covered());
        Contender mine;
        if (own)
            mine = {own->merit + 1, own->tie, graph_.selection_first() + own->vertex};
        const Contender best = all_reduce_best(world_, mine);
        CASCADE_CHECK(best.score > 0, "fewer candidates than seeds");
        if constexpr (!kExpected)
            if (own && best.payload == mine.payload)
                candidates_.take();
        add(best.payload, settle(best.payload));
    }

    /// Covers what v hits; how many samples that adds.
    std::uint64_t settle(VertexId v) {
        const std::uint64_t gain = coverage_.cover(v);
        if constexpr (kExpected)
            candidates_.take(v, gain);
        if (gain > 0)
            candidates_.outdate();
        return gain;
    }

    void add(VertexId seed, std::uint64_t gain) {
        result_.seeds.push_back(seed);
        result_.gains.push_back(gain);
    }

    std::uint64_t covered() const { return coverage_.count() + task_.truncated; }

    void add_bound() {
        const bool known = !result_.bounds.empty() && result_.bounds.back().prefix == result_.seeds.size();
        if (!task_.with_bounds || known || (task_.k >= kManySeeds && can_hardly_be_least()))
            return;
        result_.bounds.push_back({static_cast<std::uint32_t>(result_.seeds.size()), covered(),
                                  sum_of_largest(world_, candidates_.largest(coverage_.covered(), task_.k), task_.k)});
    }

    /// Before where the least bound is likely, or behind it.
    bool can_hardly_be_least() const {
        if (result_.seeds.size() < task_.bounds_from)
            return true;
        const auto least = result_.least_bound();
        if (!least)
            return false;
        const std::uint64_t slack = least->total() / (task_.bounds_from > 0 ? 100 : 20);
        return result_.bounds.back().total() > least->total() + slack;
    }

    const Communicator& world_;
    const PartitionedGraph& graph_;
    const CoverTask& task_;
    CoverResult& result_;
    Coverage coverage_;
    Candidates candidates_;
};

} // namespace

std::optional<PrefixBound> CoverResult::least_bound() const {
    const auto least = std::min_element(
        bounds.begin(), bounds.end(), [](const PrefixBound& a, const PrefixBound& b) { return a.total() < b.total(); });
    return least == bounds.end() ? std::nullopt : std::optional(*least);
}

void CoverResult::state(Archive& archive) {
    archive.list("seeds", seeds);
    archive.list("gains", gains);
    archive.value("given_covered", given_covered);
    archive.value("covered", covered);
    archive.list("bounds", bounds);
}

void greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                  const CoverTask& task, CoverResult& result, const std::function<void()>& rest) {
    if (task.reach == nullptr)
        GreedyCover<LazyCandidates>(context, graph, pool, samples, task, result).run(rest);
    else
        GreedyCover<ExpectedGains>(context, graph, pool, samples, task, result).run(rest);
}

CoverResult greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                         std::uint64_t samples, const CoverTask& task) {
    CoverResult result;
    greedy_cover(context, graph, pool, samples, task, result, [] {});
    return result;
}

} // namespace cascade
