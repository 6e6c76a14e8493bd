#include "kernels/cover/lazy_candidates.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <functional>

namespace cascade {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{1} << 16; ///< ids to decode that repay waking the threads

} // namespace

LazyCandidates::LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                               const Bitmap& allowed, std::vector<LocalVertex> barred, std::size_t wanted)
    : threads_(threads), graph_(graph), pool_(pool), allowed_(allowed), barred_(std::move(barred)), wanted_(wanted) {
    std::size_t count = 0;
    for_each_candidate([&](LocalVertex v) { count += pool_.count_of(v) > 0; });
    heap_.reserve(count);
    for_each_candidate([&](LocalVertex v) {
        if (pool_.count_of(v) > 0)
            heap_.push_back({pool_.count_of(v), v, epoch_});
    });
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

template <class F>
void LazyCandidates::for_each_candidate(F&& f) const {
    auto barred = barred_.begin();
    for (LocalVertex v = 0; v < pool_.vertices(); ++v) {
        if (barred != barred_.end() && *barred == v)
            ++barred;
        else if (allowed_.test(v))
            f(v);
    }
}

/// Of the candidates without samples those that may be chosen: the `wanted_` first by original id.
void LazyCandidates::admit_empty() {
    empty_admitted_ = true;
    std::vector<LocalVertex> empty;
    for_each_candidate([&](LocalVertex v) {
        if (pool_.count_of(v) == 0)
            empty.push_back(v);
    });
    if (empty.size() > wanted_) {
        std::nth_element(empty.begin(), empty.begin() + static_cast<std::ptrdiff_t>(wanted_), empty.end(),
                         [&](LocalVertex a, LocalVertex b) { return tie_of(a) < tie_of(b); });
        empty.resize(wanted_);
    }
    for (const LocalVertex v : empty)
        heap_.push_back({0, v, epoch_});
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

void LazyCandidates::push(const Entry& entry) {
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), Lower{this});
}

LazyCandidates::Entry LazyCandidates::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), Lower{this});
    const Entry top = heap_.back();
    heap_.pop_back();
    return top;
}

std::optional<LazyCandidates::Choice> LazyCandidates::best(const Bitmap& covered) {
    for (std::uint64_t counted = 0;;) {
        if ((heap_.empty() || heap_.front().bound == 0) && !empty_admitted_)
            admit_empty();
        if (heap_.empty())
            return std::nullopt;
        const Entry& top = heap_.front();
        if (exact(top))
            return Choice{top.vertex, top.bound, tie_of(top.vertex)};
        const std::uint64_t ahead = threads_ > 1 && counted >= kWorthThreads ? counted : 0;
        block_.clear();
        std::uint64_t ids = 0;
        do {
            block_.push_back(pop());
            ids += pool_.count_of(block_.back().vertex);
        } while (ids < ahead && !heap_.empty() && !exact(heap_.front()));
        counted += count_again(block_, covered);
        give_back(block_);
    }
}

void LazyCandidates::take() {
    pop();
}

std::vector<std::uint32_t> LazyCandidates::largest(const Bitmap& covered, std::size_t k) {
    std::vector<std::uint32_t> best; // a heap, smallest first
    std::vector<Entry> seen;
    const auto may_enter = [&] {
        return !heap_.empty() && heap_.front().bound > 0 && (best.size() < k || heap_.front().bound > best.front());
    };
    while (may_enter()) {
        const std::size_t first = seen.size();
        const std::size_t ahead = threads_ > 1 ? std::max<std::size_t>(16, first / 4) : 1;
        const std::size_t goal = first + std::max(ahead, k - best.size());
        while (seen.size() < goal && may_enter())
            seen.push_back(pop());
        count_again(std::span(seen).subspan(first), covered);
        for (std::size_t i = first; i < seen.size(); ++i) {
            if (best.size() < k) {
                best.push_back(seen[i].bound);
                std::push_heap(best.begin(), best.end(), std::greater<>());
            } else if (seen[i].bound > best.front()) {
                std::pop_heap(best.begin(), best.end(), std::greater<>());
                best.back() = seen[i].bound;
                std::push_heap(best.begin(), best.end(), std::greater<>());
            }
        }
    }
    give_back(seen);
    std::sort_heap(best.begin(), best.end(), std::greater<>());
    return best;
}

/// Counts those that are not exact; returns the number of ids looked at.
std::uint64_t LazyCandidates::count_again(std::span<Entry> entries, const Bitmap& covered) const {
    std::uint64_t ids = 0;
    for (const Entry& entry : entries)
        if (!exact(entry))
            ids += pool_.count_of(entry.vertex);
    const std::size_t grain =
        1 + static_cast<std::size_t>(entries.size() * (kWorthThreads / 4) / std::max<std::uint64_t>(ids, 1));
    parallel_for(ids < kWorthThreads ? 1 : threads_, entries.size(), grain,
                 [&](std::size_t begin, std::size_t end, int) {
                     for (std::size_t i = begin; i < end; ++i)
                         if (!exact(entries[i]))
                             entries[i] = {pool_.count_outside(entries[i].vertex, covered), entries[i].vertex, epoch_};
                 });
    return ids;
}

void LazyCandidates::give_back(std::span<const Entry> entries) {
    if (entries.size() * 8 < heap_.size()) {
        for (const Entry& entry : entries)
            push(entry);
        return;
    }
    heap_.insert(heap_.end(), entries.begin(), entries.end());
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

} // namespace cascade
