#include "kernels/cover/greedy.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <functional>

namespace cascade {
namespace {

/// Sum of the k largest values over all ranks; `mine` is reordered. Collective.
std::uint64_t sum_of_largest(const Communicator& world, std::vector<std::uint32_t>& mine, std::uint64_t k) {
    if (mine.size() > k) {
        std::nth_element(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(k), mine.end(), std::greater<>());
        mine.resize(k);
    }
    const auto at_least = [&](std::uint64_t bound) {
        return all_reduce_sum(world, static_cast<std::uint64_t>(std::count_if(
                                         mine.begin(), mine.end(), [&](std::uint32_t x) { return x >= bound; })));
    };
    // The largest threshold that at least k values reach; below it all of the k largest lie above or at it.
    std::uint64_t low = 0;
    std::uint64_t high = std::uint64_t{1} << 32;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (at_least(middle) >= k ? low : high) = middle;
    }
    std::uint64_t above = 0;
    std::uint64_t sum = 0;
    for (std::uint32_t x : mine)
        if (x > low) {
            ++above;
            sum += x;
        }
    above = all_reduce_sum(world, above);
    return all_reduce_sum(world, sum) + (k - above) * low; // low is 0 when there are fewer than k values
}

class GreedyCover {
public:
    GreedyCover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                const CoverTask& task)
        : context_(context), graph_(graph), pool_(pool), task_(task), covered_(samples), bound_(pool.vertices()) {}

    CoverResult run() {
        for (VertexId v : task_.given)
            cover(v);
        result_.given_covered = result_.covered;
        fill_heap();
        for (std::uint32_t next_bound = 0; result_.seeds.size() < task_.k;) {
            if (task_.with_bounds && result_.seeds.size() == next_bound) {
                add_bound();
                next_bound = next_bound == 0 ? 1 : 2 * next_bound;
            }
            choose();
        }
        if (task_.with_bounds)
            add_bound();
        return std::move(result_);
    }

private:
    std::uint64_t
    tie_of(LocalVertex v) const { // original ids are signed: shift them into the order of unsigned numbers
        const OriginalId id = graph_.original_id(graph_.to_local(graph_.selection_first() + v));
        return static_cast<std::uint64_t>(id) ^ std::uint64_t{1} << 63;
    }
    bool less(LocalVertex a, LocalVertex b) const {
        return bound_[a] != bound_[b] ? bound_[a] < bound_[b] : tie_of(a) > tie_of(b);
    }

    std::uint32_t count_uncovered(LocalVertex v) const {
        std::uint32_t count = 0;
        for (std::uint32_t sample : pool_.samples_of(v))
            count += !covered_.test(sample);
        return count;
    }

    void fill_heap() {
        std::vector<std::uint8_t> is_given(pool_.vertices(), 0);
        for (VertexId v : task_.given)
            if (v - graph_.selection_first() < pool_.vertices())
                is_given[v - graph_.selection_first()] = 1;
        for (LocalVertex v = 0; v < pool_.vertices(); ++v)
            if (task_.candidates.test(v) && is_given[v] == 0) {
                bound_[v] = static_cast<std::uint32_t>(pool_.samples_of(v).size());
                heap_.push_back(v);
            }
        const auto order = [this](LocalVertex a, LocalVertex b) { return less(a, b); };
        std::make_heap(heap_.begin(), heap_.end(), order);
    }

    /// Brings this rank's best candidate to the front of the heap with its exact count.
    void settle_front() {
        const auto order = [this](LocalVertex a, LocalVertex b) { return less(a, b); };
        while (!heap_.empty()) {
            const LocalVertex v = heap_.front();
            const std::uint32_t exact = count_uncovered(v);
            if (exact == bound_[v])
                return;
            std::pop_heap(heap_.begin(), heap_.end(), order);
            bound_[v] = exact;
            std::push_heap(heap_.begin(), heap_.end(), order);
        }
    }

    void choose() {
        settle_front();
        Contender mine;
        if (!heap_.empty())
            mine = {bound_[heap_.front()] + std::uint64_t{1}, tie_of(heap_.front()),
                    graph_.selection_first() + heap_.front()};
        const Contender best = all_reduce_best(context_.world, mine);
        CASCADE_CHECK(best.score > 0, "fewer candidates than seeds");
        if (mine.score > 0 && best.payload == mine.payload) {
            std::pop_heap(heap_.begin(), heap_.end(), [this](LocalVertex a, LocalVertex b) { return less(a, b); });
            heap_.pop_back();
        }
        result_.seeds.push_back(best.payload);
        result_.gains.push_back(best.score - 1);
        cover(best.payload);
    }

    /// Marks the samples of v as covered, on every rank.
    void cover(VertexId v) {
        const int owner = graph_.selection_rank_of(v);
        std::vector<std::uint32_t> fresh;
        if (context_.world.rank() == owner)
            for (std::uint32_t sample : pool_.samples_of(static_cast<LocalVertex>(v - graph_.selection_first())))
                if (!covered_.test(sample))
                    fresh.push_back(sample);
        broadcast(context_.world, fresh, owner);
        for (std::uint32_t sample : fresh)
            covered_.set(sample);
        result_.covered += fresh.size();
    }

    void add_bound() {
        std::vector<std::uint32_t> marginals(heap_.size());
        constexpr std::size_t kGrain = 1024;
        parallel_for(context_.threads, heap_.size(), kGrain, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t i = begin; i < end; ++i)
                marginals[i] = count_uncovered(heap_[i]);
        });
        result_.bounds.push_back({static_cast<std::uint32_t>(result_.seeds.size()), result_.covered,
                                  sum_of_largest(context_.world, marginals, task_.k)});
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    const CoverTask& task_;
    Bitmap covered_;
    BigArray<std::uint32_t> bound_; ///< an upper bound on what each vertex would add
    std::vector<LocalVertex> heap_; ///< candidates not chosen, largest bound first
    CoverResult result_;
};

} // namespace

Bitmap all_candidates(const PartitionedGraph& graph) {
    Bitmap all(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        all.set(v);
    return all;
}

CoverResult greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                         std::uint64_t samples, const CoverTask& task) {
    return GreedyCover(context, graph, pool, samples, task).run();
}

} // namespace cascade
