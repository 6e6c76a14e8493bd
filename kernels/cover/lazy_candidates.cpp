#include "kernels/cover/lazy_candidates.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{1} << 16; ///< ids to decode that repay waking the threads
constexpr std::size_t kTakenSingly = 4;                         ///< one in so many may be taken from the heap in turn
constexpr std::size_t kSwept = 4096;                            ///< counted at once in a look at all

/// The k largest numbers above zero of those that are offered.
class KLargest {
public:
    explicit KLargest(std::size_t k) : k_(k) {}

    std::size_t size() const { return heap_.size(); }
    /// What a number has to exceed.
    std::uint32_t bar() const { return heap_.size() < k_ ? 0 : heap_.front(); }
    bool takes(std::uint32_t number) const { return number > bar(); }
    void offer(std::uint32_t number) {
        if (!takes(number))
            return;
        if (heap_.size() == k_) {
            std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
            heap_.pop_back();
        }
        heap_.push_back(number);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
    }
    std::vector<std::uint32_t> descending() && {
        std::sort_heap(heap_.begin(), heap_.end(), std::greater<>());
        return std::move(heap_);
    }

private:
    std::size_t k_;
    std::vector<std::uint32_t> heap_; ///< the smallest first
};

} // namespace

LazyCandidates::LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                               const Bitmap& allowed, std::vector<LocalVertex> barred, std::size_t wanted)
    : threads_(threads), graph_(graph), pool_(pool), allowed_(allowed), barred_(std::move(barred)), wanted_(wanted) {
    std::size_t count = 0;
    for_each_candidate([&](LocalVertex v) { count += pool_.count_of(v) > 0; });
    heap_.reserve(count);
    for_each_candidate([&](LocalVertex v) {
        if (pool_.count_of(v) > 0)
            heap_.push_back(entry(v, pool_.count_of(v)));
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

/// Of the candidates without samples those that may be chosen: the `wanted_` first.
void LazyCandidates::admit_empty() {
    empty_admitted_ = true;
    std::vector<Entry> empty;
    for_each_candidate([&](LocalVertex v) {
        if (pool_.count_of(v) == 0)
            empty.push_back(entry(v, 0));
    });
    if (empty.size() > wanted_) {
        std::nth_element(empty.begin(), empty.begin() + static_cast<std::ptrdiff_t>(wanted_), empty.end(),
                         [&](const Entry& a, const Entry& b) { return Lower{this}(b, a); });
        empty.resize(wanted_);
    }
    rebuild_with(empty);
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
        if ((heap_.empty() || heap_.front().bound() == 0) && !empty_admitted_)
            admit_empty();
        if (heap_.empty())
            return std::nullopt;
        const Entry& top = heap_.front();
        if (exact(top))
            return Choice{top.vertex, top.merit, tie_of(top.vertex)};
        const std::uint64_t ahead = threads_ > 1 && counted >= kWorthThreads ? counted : 0;
        block_.clear();
        std::uint64_t ids = 0;
        do {
            block_.push_back(pop());
            ids += pool_.count_of(block_.back().vertex);
        } while (ids < ahead && !heap_.empty() && !exact(heap_.front()));
        counted += count_again(block_, covered, 0);
        give_back(block_);
    }
}

void LazyCandidates::take() {
    pop();
}

std::vector<std::uint32_t> LazyCandidates::largest(const Bitmap& covered, std::size_t k) {
    KLargest best(k);
    std::vector<Entry> seen;
    const auto offer = [&](std::span<Entry> entries) {
        count_again(entries, covered, best.bar());
        for (const Entry& entry : entries)
            best.offer(entry.bound());
    };
    const auto may_enter = [&] { return !heap_.empty() && best.takes(heap_.front().bound()); };
    while (may_enter() && seen.size() * kTakenSingly <= heap_.size()) {
        const std::size_t first = seen.size();
        const std::size_t ahead = std::max<std::size_t>(16, first / 4);
        const std::size_t goal = first + std::max(ahead, k - best.size());
        while (seen.size() < goal && may_enter())
            seen.push_back(pop());
        std::sort(seen.begin() + static_cast<std::ptrdiff_t>(first), seen.end(),
                  [](const Entry& a, const Entry& b) { return a.vertex < b.vertex; }); // as lists lie in memory
        offer(std::span(seen).subspan(first));
    }
    if (!may_enter()) {
        give_back(seen);
    } else { // so many that a look at all is less work than taking them from the heap
        for (std::size_t at = 0; at < heap_.size(); at += kSwept)
            offer(std::span(heap_).subspan(at, std::min(kSwept, heap_.size() - at)));
        rebuild_with(seen);
    }
    return std::move(best).descending();
}

/// Counts those above the bar that are not exact; returns the number of ids looked at.
std::uint64_t LazyCandidates::count_again(std::span<Entry> entries, const Bitmap& covered, std::uint32_t bar) const {
    const auto asked = [&](const Entry& entry) { return entry.bound() > bar && !exact(entry); };
    std::uint64_t ids = 0;
    for (const Entry& entry : entries)
        if (asked(entry))
            ids += pool_.count_of(entry.vertex);
    const std::size_t grain =
        1 + static_cast<std::size_t>(entries.size() * (kWorthThreads / 4) / std::max<std::uint64_t>(ids, 1));
    parallel_for(ids < kWorthThreads ? 1 : threads_, entries.size(), grain,
                 [&](std::size_t begin, std::size_t end, int) {
                     for (std::size_t i = begin; i < end; ++i)
                         if (asked(entries[i]))
                             entries[i] = entry(entries[i].vertex, pool_.count_outside(entries[i].vertex, covered));
                 });
    return ids;
}

void LazyCandidates::give_back(std::span<const Entry> entries) {
    if (entries.size() * 8 >= heap_.size())
        return rebuild_with(entries);
    for (const Entry& entry : entries)
        push(entry);
}

void LazyCandidates::rebuild_with(std::span<const Entry> entries) {
    heap_.insert(heap_.end(), entries.begin(), entries.end());
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

} // namespace cascade
