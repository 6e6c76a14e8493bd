#include "kernels/cover/lazy_candidates.hpp"

#include "engine/runtime/parallel.hpp"
#include "kernels/cover/heap_walk.hpp"
#include "kernels/cover/k_largest.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{1} << 16; ///< ids to decode that repay waking the threads
constexpr std::size_t kGrain = std::size_t{1} << 15;            ///< vertices looked at in one go
constexpr std::size_t kFewest = 4096; ///< candidates that the heap begins with, and eight times k
constexpr std::size_t kWalked = 4;    ///< one in so many may be walked to in the heap
constexpr std::size_t kSwept = 4096;  ///< counted at once in a look at all

} // namespace

LazyCandidates::LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                               const Bitmap& allowed, std::span<const LocalVertex> barred, std::size_t wanted)
    : threads_(threads), graph_(graph), pool_(pool), allowed_(allowed.clone()), wanted_(wanted) {
    for (const LocalVertex v : barred)
        allowed_.clear(v);
    std::vector<Histogram> counted((pool.vertices() + kGrain - 1) / kGrain);
    parallel_for(threads, pool.vertices(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t v = begin; v < end; ++v)
            if (allowed_.test(v))
                ++counted[begin / kGrain][std::min(pool.count_of(static_cast<LocalVertex>(v)), kCounts - 1)];
    });
    for (const Histogram& piece : counted)
        for (std::uint32_t count = 0; count < kCounts; ++count)
            outside_[count] += piece[count];
}

/// Candidates with counts from `least` to below `end`, in pieces; of those without samples no more than may be chosen.
std::vector<std::vector<LazyCandidates::Entry>> LazyCandidates::those_between(std::uint32_t least,
                                                                              std::uint32_t end) const {
    std::vector<std::vector<Entry>> pieces((pool_.vertices() + kGrain - 1) / kGrain);
    parallel_for(threads_, pool_.vertices(), kGrain, [&](std::size_t begin, std::size_t stop, int) {
        for (std::size_t i = begin; i < stop; ++i) {
            const auto v = static_cast<LocalVertex>(i);
            const std::uint32_t count = std::min(pool_.count_of(v), kCounts - 1);
            if (count >= least && count < end && allowed_.test(v))
                pieces[begin / kGrain].push_back({merit(v, pool_.count_of(v)), v, kNothingCovered});
        }
        if (least == 0)
            keep_best(pieces[begin / kGrain], 0);
    });
    return pieces;
}

/// Of the entries from `first` on the best `wanted_`.
void LazyCandidates::keep_best(std::vector<Entry>& entries, std::size_t first) const {
    if (entries.size() - first <= wanted_)
        return;
    const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(first);
    std::nth_element(begin, begin + static_cast<std::ptrdiff_t>(wanted_), entries.end(),
                     [&](const Entry& a, const Entry& b) { return Lower{this}(b, a); });
    entries.resize(first + wanted_);
    entries.shrink_to_fit();
}

/// Lets the next candidates in: four times as many as there are, if there are so many. Those without samples come last.
void LazyCandidates::let_in_more() {
    const std::uint32_t end = floor_;
    const std::size_t goal = std::max({kFewest, 8 * wanted_, 4 * heap_.size()});
    std::size_t more = 0;
    do
        more += outside_[--floor_];
    while (floor_ > 1 && more < goal);
    const std::size_t inside = heap_.size();
    const std::vector<std::vector<Entry>> pieces = those_between(floor_, end);
    std::size_t fresh = 0;
    for (const std::vector<Entry>& piece : pieces)
        fresh += piece.size();
    heap_.reserve(inside + fresh);
    for (const std::vector<Entry>& piece : pieces)
        heap_.insert(heap_.end(), piece.begin(), piece.end());
    if (floor_ == 0)
        keep_best(heap_, inside);
    rebuild_with({});
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

/// Puts an entry that is less than it was where it belongs.
void LazyCandidates::sink(std::size_t place) {
    const Lower lower{this};
    const Entry entry = heap_[place];
    for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
        if (child + 1 < heap_.size() && lower(heap_[child], heap_[child + 1]))
            ++child;
        if (!lower(entry, heap_[child]))
            break;
        heap_[place] = heap_[child];
        place = child;
    }
    heap_[place] = entry;
}

std::optional<LazyCandidates::Choice> LazyCandidates::best(const Bitmap& covered) {
    for (std::uint64_t counted = 0;;) {
        while (floor_ > 0 && (heap_.empty() || heap_.front().bound() < floor_)) // those outside may be better
            let_in_more();
        if (heap_.empty())
            return std::nullopt;
        const Entry& top = heap_.front();
        if (exact(top))
            return Choice{top.vertex, top.merit, tie_of(top.vertex)};
        const std::uint64_t ahead = threads_ > 1 && counted >= kWorthThreads ? counted : 0;
        if (ahead == 0) {
            counted += count_again(std::span(heap_).first(1), covered, 0);
            sink(0);
        } else {
            counted += count_ahead(ahead, covered);
        }
    }
}

/// Those next to the top, as many as have so many ids; returns the number of ids looked at.
std::uint64_t LazyCandidates::count_ahead(std::uint64_t most, const Bitmap& covered) {
    block_.clear();
    std::uint64_t ids = 0;
    do {
        block_.push_back(pop());
        ids += pool_.count_of(block_.back().vertex);
    } while (ids < most && !heap_.empty() && !exact(heap_.front()));
    ids = count_again(block_, covered, 0);
    if (block_.size() * 8 >= heap_.size()) {
        rebuild_with(block_);
    } else {
        for (const Entry& entry : block_)
            push(entry);
    }
    return ids;
}

void LazyCandidates::take() {
    pop();
}

std::vector<std::uint32_t> LazyCandidates::largest(const Bitmap& covered, std::size_t k) {
    for (;;) {
        const std::vector<std::uint32_t> found = largest_inside(covered, k);
        if (floor_ <= 1 || (found.size() == k && found.back() + 1 >= floor_)) // none outside is larger
            return found;
        let_in_more();
    }
}

/// Of those in the heap.
std::vector<std::uint32_t> LazyCandidates::largest_inside(const Bitmap& covered, std::size_t k) {
    KLargest best(k);
    HeapWalk walk(heap_.size(), [&](std::size_t place) { return heap_[place].bound(); });
    const auto may_enter = [&] { return walk.has_next() && best.takes(walk.bound()); };
    std::vector<std::size_t> seen; // places
    while (may_enter() && seen.size() * kWalked <= heap_.size()) {
        const std::size_t first = seen.size();
        const std::size_t goal = first + std::max({std::size_t{16}, first / 4, k - best.size()});
        while (seen.size() < goal && may_enter())
            seen.push_back(walk.next());
        const auto fresh = std::span(seen).subspan(first);
        std::sort(fresh.begin(), fresh.end(), // as lists lie in memory
                  [&](std::size_t a, std::size_t b) { return heap_[a].vertex < heap_[b].vertex; });
        block_.clear();
        for (const std::size_t place : fresh)
            block_.push_back(heap_[place]);
        count_again(block_, covered, best.bar());
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            heap_[fresh[i]] = block_[i];
            best.offer(block_[i].bound());
        }
    }
    if (may_enter())
        return largest_of_all(covered, k, best.bar());
    std::sort(seen.begin(), seen.end(), std::greater<>());
    for (const std::size_t place : seen)
        sink(place);
    return std::move(best).descending();
}

/// The same where so many are in question that a look at all is less work than a walk. k are known to reach the bar, if it
/// is not zero.
std::vector<std::uint32_t> LazyCandidates::largest_of_all(const Bitmap& covered, std::size_t k, std::uint32_t bar) {
    KLargest best(k);
    for (std::size_t at = 0; at < heap_.size(); at += kSwept) {
        const auto entries = std::span(heap_).subspan(at, std::min(kSwept, heap_.size() - at));
        count_again(entries, covered, std::max(bar, best.bar()));
        for (const Entry& entry : entries)
            if (exact(entry))
                best.offer(entry.bound());
    }
    rebuild_with({});
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
                             entries[i] = {merit(entries[i].vertex, pool_.count_outside(entries[i].vertex, covered)),
                                           entries[i].vertex, epoch_};
                 });
    return ids;
}

void LazyCandidates::rebuild_with(std::span<const Entry> entries) {
    heap_.insert(heap_.end(), entries.begin(), entries.end());
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

} // namespace cascade
