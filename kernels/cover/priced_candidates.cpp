#include "kernels/cover/priced_candidates.hpp"

#include "engine/random/draw.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <tuple>

namespace cascade {
namespace {

constexpr std::size_t kAhead = 64; ///< candidates counted at once for bounds

} // namespace

bool comes_before(PriceOrder order, const Priced& a, const Priced& b) {
    if (a.cost == 0 || b.cost == 0)
        return a.cost != 0;
    if (order == PriceOrder::ratio) {
        const uint128 mine = uint128{a.gain} * b.cost;
        const uint128 other = uint128{b.gain} * a.cost;
        if (mine != other)
            return mine > other;
    }
    if (a.gain != b.gain)
        return a.gain > b.gain;
    return std::tie(a.cost, b.degree, a.tie) < std::tie(b.cost, a.degree, b.tie);
}

PricedCandidates::PricedCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                                   std::span<const LocalVertex> vertices, std::span<const std::uint64_t> costs,
                                   PriceOrder order)
    : threads_(threads), graph_(graph), pool_(pool), costs_(costs), order_(order) {
    for (const LocalVertex v : vertices)
        if (pool.count_of(v) > 0)
            heap_.push_back({pool.count_of(v), v, epoch_});
    std::make_heap(heap_.begin(), heap_.end(), [this](const Entry& a, const Entry& b) { return later(a, b); });
}

void PricedCandidates::push(const Entry& entry) {
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), [this](const Entry& a, const Entry& b) { return later(a, b); });
}

PricedCandidates::Entry PricedCandidates::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), [this](const Entry& a, const Entry& b) { return later(a, b); });
    const Entry top = heap_.back();
    heap_.pop_back();
    return top;
}

Priced PricedCandidates::best(const Bitmap& covered, std::uint64_t left) {
    while (!heap_.empty() && heap_.front().bound > 0) {
        if (heap_.front().epoch == epoch_ && costs_[heap_.front().vertex] <= left)
            return priced_of(heap_.front());
        const Entry top = pop();
        if (costs_[top.vertex] > left)
            aside_.push_back(top);
        else if (const std::uint32_t gain = pool_.count_outside(top.vertex, covered); gain > 0)
            push({gain, top.vertex, epoch_});
    }
    return {};
}

std::vector<Priced> PricedCandidates::densest(const Bitmap& covered, std::uint64_t budget) {
    for (const Entry& entry : aside_)
        push(entry);
    aside_.clear();
    std::vector<Priced> found;
    std::vector<Entry> block;
    std::vector<Entry> seen;
    std::uint64_t cost = 0;
    while (cost <= budget && !heap_.empty()) {
        if (heap_.front().epoch == epoch_) {
            seen.push_back(pop());
            found.push_back(priced_of(seen.back()));
            cost += std::min(found.back().cost, budget + 1);
            continue;
        }
        block.clear();
        while (block.size() < kAhead && !heap_.empty() && heap_.front().epoch != epoch_)
            block.push_back(pop());
        parallel_for(threads_, block.size(), 4, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t i = begin; i < end; ++i)
                block[i] = {pool_.count_outside(block[i].vertex, covered), block[i].vertex, epoch_};
        });
        for (const Entry& entry : block)
            if (entry.bound > 0)
                push(entry);
    }
    for (const Entry& entry : seen)
        push(entry);
    return found;
}

} // namespace cascade
