#include "kernels/cover/expected_gains.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <utility>

namespace cascade {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 14; ///< vertices looked at in one go
constexpr std::size_t kAhead = 8;                    ///< lists are asked for so many before they are counted
constexpr std::size_t kFewest = 256;                 ///< candidates that are let in, and eight times those wanted

std::uint64_t merit_of(double expected, std::uint32_t degree) {
    return std::uint64_t{std::bit_cast<std::uint32_t>(static_cast<float>(expected))} << 32 | degree;
}

} // namespace

ExpectedGains::ExpectedGains(int threads, const PartitionedGraph& graph, const InvertedPool& pool,
                             const Bitmap& allowed, const ReachClasses& classes)
    : threads_(threads), graph_(graph), pool_(pool), classes_(classes), counts_(pool.vertices()) {
    taken_from_.candidates = classes.candidates();
    std::vector<std::vector<LocalVertex>> drawn((counts_.size() + kGrain - 1) / kGrain);
    parallel_for(threads, counts_.size(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        allowed.for_each_clear(begin, end, [&](std::size_t v) { counts_[v] = kBarred; });
        pool.for_each_member(static_cast<LocalVertex>(begin), static_cast<LocalVertex>(end),
                             [&, &mine = drawn[begin / kGrain]](LocalVertex v, std::uint32_t count) {
                                 if (counts_[v] == kBarred)
                                     return;
                                 counts_[v] = count;
                                 mine.push_back(v);
                             });
    });
    for (const std::vector<LocalVertex>& piece : drawn)
        drawn_.insert(drawn_.end(), piece.begin(), piece.end());
    count_classes();
}

void ExpectedGains::take(VertexId id, std::uint64_t gain) {
    const VertexId v = id - graph_.selection_first();
    if (v >= counts_.size() || counts_[v] == kBarred)
        return;
    counts_[v] = kBarred;
    const float reach = classes_.reach(static_cast<LocalVertex>(v));
    --taken_from_.candidates[ReachClasses::of(reach)];
    taken_from_.add_luck(reach, gain, prior_.expected(reach, static_cast<std::uint32_t>(gain)));
}

std::uint64_t ExpectedGains::merit(LocalVertex v) const {
    return merit_of(prior_.expected(classes_.reach(v), counts_[v]), graph_.selection_degree(v));
}

void ExpectedGains::fit(const Communicator& world, const Bitmap& covered, std::size_t wanted) {
    count_all(covered);
    GainPrior::Moments moments = taken_from_;
    for (const LocalVertex v : drawn_)
        moments.add(classes_.reach(v), counts_[v]);
    prior_.fit(world, moments);
    let_in(std::max(kFewest, 8 * wanted));
}

void ExpectedGains::count_again(std::span<const LocalVertex> vertices, const Bitmap& covered) {
    parallel_for(threads_, vertices.size(), kGrain / 16, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i + 2 * kAhead < end)
                pool_.prefetch_place(vertices[i + 2 * kAhead]);
            if (i + kAhead < end)
                pool_.prefetch_list(vertices[i + kAhead]);
            std::uint32_t& count = counts_[vertices[i]];
            if (count != kBarred && count != 0)
                count = pool_.count_outside(vertices[i], covered);
        }
    });
}

/// Counts of all candidates are exact then, and drawn_ has no others.
void ExpectedGains::count_all(const Bitmap& covered) {
    if (counted_all_ == epoch_)
        return;
    count_again(drawn_, covered);
    std::erase_if(drawn_, [&](LocalVertex v) { return counts_[v] == kBarred || counts_[v] == 0; });
    count_classes();
    counted_all_ = epoch_;
}

void ExpectedGains::count_classes() {
    drawn_of_ = {};
    for (const LocalVertex v : drawn_)
        ++drawn_of_[ReachClasses::of(classes_.reach(v))];
}

/// The best of all candidates, whose counts are exact.
void ExpectedGains::let_in(std::size_t room) {
    heap_.resize(drawn_.size());
    outside_.reset();
    parallel_for(threads_, drawn_.size(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i)
            heap_[i] = {merit(drawn_[i]), drawn_[i], epoch_};
    });
    keep_best(room);
    let_in_without_samples(room);
    keep_best(room);
    room_ = room;
    std::make_heap(heap_.begin(), heap_.end(), Lower{&graph_});
}

/// Those of classes that may have one of the best.
void ExpectedGains::let_in_without_samples(std::size_t room) {
    std::array<std::uint64_t, ReachClasses::kCount> most; // [class]: merit, rounded up
    for (std::uint32_t c = 0; c < most.size(); ++c)
        most[c] = merit_of(prior_.most_of_none(c), ~std::uint32_t{0}) + (std::uint64_t{1} << 32);
    std::array<std::uint32_t, ReachClasses::kCount> order;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return most[a] > most[b]; });
    std::vector<std::uint64_t> merits; // of those that are in
    for (const Entry& entry : heap_)
        merits.push_back(entry.merit);
    std::sort(merits.begin(), merits.end(), std::greater<>());
    std::array<bool, ReachClasses::kCount> wanted{};
    std::uint32_t lowest = ReachClasses::kCount;
    std::size_t better = 0; // how many of those
    std::size_t let_in = 0;
    for (const std::uint32_t c : order) {
        const std::uint64_t none = taken_from_.candidates[c] - drawn_of_[c];
        if (none == 0)
            continue;
        while (better < merits.size() && merits[better] >= most[c])
            ++better;
        if (better + let_in >= room) { // the rest is not needed yet
            left_out({most[c], 0, epoch_});
            break;
        }
        wanted[c] = true;
        lowest = std::min(lowest, c);
        let_in += none;
    }
    if (lowest == ReachClasses::kCount)
        return;
    classes_.for_each_from(lowest, [&](LocalVertex v, float reach) {
        if (counts_[v] == 0 && wanted[ReachClasses::of(reach)])
            heap_.push_back({merit(v), v, epoch_});
    });
}

/// No candidate outside is better than those left out.
void ExpectedGains::left_out(const Entry& entry) {
    if (!outside_ || Lower{&graph_}(*outside_, entry))
        outside_ = entry;
}

void ExpectedGains::keep_best(std::size_t room) {
    if (heap_.size() <= room)
        return;
    const auto end = heap_.begin() + static_cast<std::ptrdiff_t>(room);
    const Lower lower{&graph_};
    std::nth_element(heap_.begin(), end, heap_.end(), [&](const Entry& a, const Entry& b) { return lower(b, a); });
    left_out(*end); // the best of the others
    heap_.resize(room);
}

std::optional<CandidateChoice> ExpectedGains::best(const Bitmap& covered) {
    const Lower lower{&graph_};
    for (;;) {
        if (outside_ && (heap_.empty() || lower(heap_.front(), *outside_))) {
            count_all(covered);
            let_in(4 * room_);
            continue;
        }
        if (heap_.empty())
            return std::nullopt;
        const LocalVertex v = heap_.front().vertex;
        Entry now = heap_.front();
        if (counts_[v] != kBarred && now.epoch != epoch_) {
            if (counts_[v] > 0)
                counts_[v] = pool_.count_outside(v, covered);
            now = {merit(v), v, epoch_};
        }
        if (counts_[v] != kBarred && now.merit == heap_.front().merit) {
            heap_.front().epoch = epoch_;
            return CandidateChoice{v, now.merit, graph_.selection_order(v)};
        }
        std::pop_heap(heap_.begin(), heap_.end(), lower);
        heap_.pop_back();
        if (counts_[v] == kBarred)
            continue;
        heap_.push_back(now);
        std::push_heap(heap_.begin(), heap_.end(), lower);
    }
}

/// Counts again those that counted most when last counted, until no other can be among the k.
std::vector<std::uint32_t> ExpectedGains::largest(const Bitmap& covered, std::size_t k) {
    std::vector<LocalVertex> order;
    std::copy_if(drawn_.begin(), drawn_.end(), std::back_inserter(order),
                 [&](LocalVertex v) { return counts_[v] != kBarred; });
    std::vector<std::uint32_t> found;
    std::size_t counted = 0;
    for (std::size_t more = 2 * k; counted < order.size(); more *= 2) {
        const auto begin = order.begin() + static_cast<std::ptrdiff_t>(counted);
        more = std::min(more, order.size() - counted);
        const auto larger = [&](LocalVertex a, LocalVertex b) { return counts_[a] > counts_[b]; };
        std::nth_element(begin, begin + static_cast<std::ptrdiff_t>(more) - 1, order.end(), larger);
        const std::uint32_t most_of_others = counts_[order[counted + more - 1]];
        if (counted_all_ != epoch_)
            count_again(std::span(order).subspan(counted, more), covered);
        counted += more;
        found.clear();
        for (std::size_t i = 0; i < counted; ++i)
            found.push_back(counts_[order[i]]);
        std::sort(found.begin(), found.end(), std::greater<>());
        if (found.size() >= k && found[k - 1] >= most_of_others)
            break;
    }
    found.resize(std::min(found.size(), k));
    while (!found.empty() && found.back() == 0)
        found.pop_back();
    return found;
}

} // namespace cascade
