#include "kernels/cover/lazy_candidates.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{1} << 17; ///< work that repays waking the threads
constexpr std::size_t kGrain = std::size_t{1} << 15;            ///< vertices looked at in one go
constexpr std::size_t kFewest = 4096;                ///< candidates that are let in at first, and eight times k
constexpr std::size_t kSwept = std::size_t{1} << 15; ///< counted at once in a look at levels, at most
constexpr std::size_t kAhead = 8;                    ///< lists are asked for so many before they are counted
constexpr std::size_t kFewGone = 8;                  ///< counted in vain before the whole heap is

/// Candidates to count so that `wanted` more will stay, where `kept` of `counted` have.
std::size_t likely_needed(std::size_t wanted, std::size_t counted, std::size_t kept) {
    return std::clamp<std::size_t>(wanted * (counted + 1) / (kept + 1), 64, kSwept);
}

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
        std::vector<Entry>& piece = pieces[begin / kGrain];
        for (std::size_t v = begin; v < stop; ++v)
            if (first_levels_[v] >= least && first_levels_[v] < end)
                piece.push_back({0, static_cast<LocalVertex>(v), kNothingCovered});
        for (std::size_t i = 0; i < piece.size(); ++i) {
            if (i + 2 * kAhead < piece.size())
                graph_.prefetch_selection_degree(piece[i + 2 * kAhead].vertex);
            const LocalVertex v = piece[i].vertex;
            const std::uint32_t level = first_levels_[v];
            piece[i].merit = merit(v, level < gain_level::kSingle ? level : pool_.count_of(v));
        }
        if (least == 0)
            keep_best(piece, 0);
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
    do {
        more += outside_[--floor_];
        lists_[floor_].reserve(lists_[floor_].size() + std::min(outside_[floor_], goal));
    } while (floor_ > 1 && more < goal);
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

/// Those next to the top, as many as are so much work; returns the work it was.
std::uint64_t LazyCandidates::count_ahead(std::uint64_t most, const Bitmap& covered) {
    block_.clear();
    std::uint64_t work = 0;
    do {
        block_.push_back(pop());
        work += work_of(block_.back());
    } while (work < most && !heap_.empty() && !exact(heap_.front()));
    work = count_again(block_, covered);
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
    return work;
}

void LazyCandidates::take() {
    pop();
}

std::vector<std::uint32_t> LazyCandidates::largest(const Bitmap& covered, std::size_t k) {
    std::vector<std::uint32_t> found;
    if (level_ < gain_level::kCount)
        std::swap(heap_, lists_[level_]);
    std::uint32_t level = std::min(level_ + 1, gain_level::kCount);
    std::size_t looked_at = 0;
    for (std::uint32_t counted_to = level; found.size() < k && level-- > 1;) {
        if (level < floor_)
            let_in_more();
        if (level < counted_to)
            counted_to = count_levels(level, covered, likely_needed(k - found.size(), looked_at, found.size()));
        const std::size_t enough = level < gain_level::kSingle ? k - found.size() : lists_[level].size();
        looked_at += lists_[level].size();
        const std::size_t kept = count_level(lists_[level], level, covered, enough);
        for (const Entry& entry : std::span(lists_[level]).first(kept))
            found.push_back(entry.bound());
    }
    if (level_ < gain_level::kCount) {
        std::swap(heap_, lists_[level_]);
        order();
    }
    std::sort(found.begin(), found.end(), std::greater<>());
    found.resize(std::min(found.size(), k));
    return found;
}

/// Counts the candidates of `level` and of levels below it again, all at once, while they are not above `most`: few levels
/// have enough to be worth more than one thread. Returns the lowest of them, or the one above when it has too many itself.
std::uint32_t LazyCandidates::count_levels(std::uint32_t level, const Bitmap& covered, std::size_t most) {
    block_.clear();
    for (; level >= floor_ && level > 0 && block_.size() + lists_[level].size() <= most; --level) {
        block_.insert(block_.end(), lists_[level].begin(), lists_[level].end());
        lists_[level].clear();
    }
    count_again(block_, covered);
    for (const Entry& entry : block_)
        put_back(entry);
    return level + 1;
}

/// Counts entries of a level again until so many are known to stay there; those come first, those that do not go to the
/// lists below. Returns how many stay for certain.
std::size_t LazyCandidates::count_level(std::vector<Entry>& entries, std::uint32_t level, const Bitmap& covered,
                                        std::size_t enough) {
    std::size_t kept = 0;
    std::size_t at = 0;
    while (at < entries.size() && kept < enough) {
        const std::size_t more = std::min(likely_needed(enough - kept, at, kept), entries.size() - at);
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

/// Counts those that are not exact; returns the work it was.
std::uint64_t LazyCandidates::count_again(std::span<Entry> entries, const Bitmap& covered) const {
    std::uint64_t work = 0;
    for (const Entry& entry : entries)
        if (!exact(entry))
            work += work_of(entry);
    const std::size_t grain =
        1 + static_cast<std::size_t>(entries.size() * (kWorthThreads / 8) / std::max<std::uint64_t>(work, 1));
    parallel_for(work < kWorthThreads ? 1 : threads_, entries.size(), grain,
                 [&](std::size_t begin, std::size_t end, int) {
                     for (std::size_t i = begin; i < end; ++i) {
                         if (i + 2 * kAhead < end)
                             pool_.prefetch_place(entries[i + 2 * kAhead].vertex);
                         if (i + kAhead < end)
                             pool_.prefetch_list(entries[i + kAhead].vertex);
                         if (!exact(entries[i]))
                             entries[i].count(pool_.count_outside(entries[i].vertex, covered), epoch_);
                     }
                 });
    return work;
}

} // namespace cascade
