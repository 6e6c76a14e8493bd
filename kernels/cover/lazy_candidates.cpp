#include "kernels/cover/lazy_candidates.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{1} << 16; ///< ids to decode that repay waking the threads
constexpr std::size_t kGrain = std::size_t{1} << 15;            ///< vertices looked at in one go
constexpr std::size_t kFewest = 4096; ///< candidates that are let in at first, and eight times k
constexpr std::size_t kSwept = 4096;  ///< counted at once in a look at a level
constexpr std::size_t kAhead = 8;     ///< lists are asked for so many before they are counted
constexpr std::size_t kFewGone = 8;   ///< counted in vain before the whole heap is

} // namespace

LazyCandidates::LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                               const Bitmap& allowed, std::span<const LocalVertex> barred, std::size_t wanted)
    : threads_(threads), graph_(graph), pool_(pool), wanted_(wanted), first_levels_(pool.vertices()) {
    std::vector<Histogram> counted((pool.vertices() + kGrain - 1) / kGrain);
    parallel_for(threads, pool.vertices(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t v = begin; v < end; ++v)
            first_levels_[v] =
                allowed.test(v) ? static_cast<std::uint16_t>(gain_level::of(pool.count_of(static_cast<LocalVertex>(v))))
                                : kNoCandidate;
        const auto barred_here = std::span(std::lower_bound(barred.begin(), barred.end(), begin),
                                           std::lower_bound(barred.begin(), barred.end(), end));
        for (const LocalVertex v : barred_here)
            first_levels_[v] = kNoCandidate;
        for (std::size_t v = begin; v < end; ++v)
            ++counted[begin / kGrain][first_levels_[v]];
    });
    for (const Histogram& piece : counted)
        for (std::uint32_t level = 0; level < gain_level::kCount; ++level)
            outside_[level] += piece[level];
}

/// Candidates of levels from `least` to below `end`, in pieces; of those without samples no more than may be chosen.
std::vector<std::vector<LazyCandidates::Entry>> LazyCandidates::those_between(std::uint32_t least,
                                                                              std::uint32_t end) const {
    std::vector<std::vector<Entry>> pieces((pool_.vertices() + kGrain - 1) / kGrain);
    parallel_for(threads_, pool_.vertices(), kGrain, [&](std::size_t begin, std::size_t stop, int) {
        for (std::size_t i = begin; i < stop; ++i)
            if (first_levels_[i] >= least && first_levels_[i] < end) {
                const auto v = static_cast<LocalVertex>(i);
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
    const std::size_t goal = std::max({kFewest, 8 * wanted_, 4 * inside_});
    std::size_t more = 0;
    do
        more += outside_[--floor_];
    while (floor_ > 1 && more < goal);
    const std::size_t counted_out = lists_[0].size();
    for (const std::vector<Entry>& piece : those_between(floor_, end))
        for (const Entry& entry : piece)
            put_back(entry);
    if (floor_ == 0)
        keep_best(lists_[0], counted_out);
    inside_ += more;
}

/// To the highest level below that is not empty; false when there is none.
bool LazyCandidates::descend() {
    do {
        if (level_ == 0)
            return false;
        if (--level_ < floor_)
            let_in_more();
    } while (lists_[level_].empty());
    std::swap(heap_, lists_[level_]); // empty as it is
    order();
    return true;
}

void LazyCandidates::order() {
    std::make_heap(heap_.begin(), heap_.end(), Lower{this});
}

/// Into the list of its level.
void LazyCandidates::put_back(const Entry& entry) {
    lists_[gain_level::of(entry.bound())].push_back(entry);
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

/// Puts a top that is less than it was where it belongs.
void LazyCandidates::sink_top() {
    if (gain_level::of(heap_.front().bound()) < level_)
        return put_back(pop());
    const Lower lower{this};
    const Entry entry = heap_[0];
    std::size_t place = 0;
    for (std::size_t child = 1; child < heap_.size(); child = 2 * place + 1) {
        if (child + 1 < heap_.size() && lower(heap_[child], heap_[child + 1]))
            ++child;
        if (!lower(entry, heap_[child]))
            break;
        heap_[place] = heap_[child];
        place = child;
    }
    heap_[place] = entry;
}

std::optional<CandidateChoice> LazyCandidates::best(const Bitmap& covered) {
    std::size_t gone = 0; // of this level, in this call
    for (std::uint64_t counted = 0;;) {
        if (heap_.empty()) {
            gone = 0;
            if (!descend())
                return std::nullopt;
        }
        const Entry& top = heap_.front();
        if (exact(top))
            return CandidateChoice{top.vertex, top.merit, tie_of(top.vertex)};
        const std::size_t before = heap_.size();
        const std::uint64_t ahead = threads_ > 1 && counted >= kWorthThreads ? counted : 0;
        if (gone > kFewGone + before / 8) {
            count_level(heap_, level_, covered, before);
            order();
        } else if (ahead == 0) {
            counted += count_again(std::span(heap_).first(1), covered);
            sink_top();
        } else {
            counted += count_ahead(ahead, covered);
        }
        gone += before - heap_.size();
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
    ids = count_again(block_, covered);
    const bool anew = block_.size() * 8 >= heap_.size();
    for (const Entry& entry : block_)
        if (gain_level::of(entry.bound()) < level_)
            put_back(entry);
        else if (anew)
            heap_.push_back(entry);
        else
            push(entry);
    if (anew)
        order();
    return ids;
}

void LazyCandidates::take() {
    pop();
}

std::vector<std::uint32_t> LazyCandidates::largest(const Bitmap& covered, std::size_t k) {
    std::vector<std::uint32_t> found;
    const auto collect = [&](std::vector<Entry>& entries, std::uint32_t level) {
        const std::size_t enough = level < gain_level::kSingle ? k - found.size() : entries.size();
        const std::size_t counted = count_level(entries, level, covered, enough);
        for (std::size_t i = 0; i < counted; ++i)
            found.push_back(entries[i].bound());
    };
    if (!heap_.empty()) {
        collect(heap_, level_);
        order();
    }
    for (std::uint32_t level = level_; found.size() < k && level-- > 1;) {
        if (level < floor_)
            let_in_more();
        collect(lists_[level], level);
    }
    std::sort(found.begin(), found.end(), std::greater<>());
    found.resize(std::min(found.size(), k));
    return found;
}

/// Counts entries of a level again until so many are known to stay there; those come first, those that do not go to the
/// lists below. Returns how many stay for certain.
std::size_t LazyCandidates::count_level(std::vector<Entry>& entries, std::uint32_t level, const Bitmap& covered,
                                        std::size_t enough) {
    std::size_t kept = 0;
    std::size_t at = 0;
    while (at < entries.size() && kept < enough) {
        const std::size_t more = std::min({std::max<std::size_t>(enough - kept, 64), kSwept, entries.size() - at});
        const auto some = std::span(entries).subspan(at, more);
        count_again(some, covered);
        for (const Entry& entry : some)
            if (gain_level::of(entry.bound()) < level)
                put_back(entry);
            else
                entries[kept++] = entry;
        at += more;
    }
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(kept),
                  entries.begin() + static_cast<std::ptrdiff_t>(at));
    return kept;
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
                     for (std::size_t i = begin; i < end; ++i) {
                         if (i + 2 * kAhead < end)
                             pool_.prefetch_place(entries[i + 2 * kAhead].vertex);
                         if (i + kAhead < end)
                             pool_.prefetch_list(entries[i + kAhead].vertex);
                         if (!exact(entries[i]))
                             entries[i] = {merit(entries[i].vertex, pool_.count_outside(entries[i].vertex, covered)),
                                           entries[i].vertex, epoch_};
                     }
                 });
    return ids;
}

} // namespace cascade
