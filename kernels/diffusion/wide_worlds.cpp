#include "kernels/diffusion/wide_worlds.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint8_t kActed = 1, kWasKept = 2;
constexpr int kActsInMany = 8; ///< worlds: as dear as to throw the coins of all

} // namespace

WideWorlds::WideWorlds(const PartitionedGraph& graph, const LiveArcs& arcs, const Admission& admission,
                       std::uint64_t random_seed, std::uint32_t max_steps, std::uint64_t most_bytes)
    : graph_(graph), arcs_(arcs), admission_(admission), key_{random_seed, Domain::forward}, max_steps_(max_steps),
      lists_(most_bytes) {
    const std::size_t vertices = graph_.owned_count();
    index_ = BigArray<RecordNumber>(vertices);
    records_ = BigArray<WideRecord>(vertices);
    kept_ = BigArray<KeptList>(vertices);
    vertex_ = BigArray<LocalVertex>(vertices);
    habit_ = BigArray<std::uint8_t>(vertices);
    touched_ = BigArray<RecordNumber>(vertices + 1);
    for (auto& numbers : acting_)
        numbers = BigArray<RecordNumber>(vertices + 1);
    for (auto& worlds : acting_worlds_)
        worlds = BigArray<WideMask>(vertices + 1);
    step_.records = records_.data();
    step_.kept = kept_.data();
    step_.touched = touched_.data();
}

std::uint64_t WideWorlds::most_held(const AdjacencyLists& lists) {
    constexpr std::uint64_t kOfRecord = sizeof(WideRecord) + sizeof(KeptList) + sizeof(LocalVertex) + 1 +
                                        sizeof(RecordNumber) + 2 * (sizeof(RecordNumber) + sizeof(WideMask));
    constexpr std::uint64_t kOfArc = sizeof(RecordNumber) + kMostSingles * (sizeof(RecordNumber) + sizeof(WorldNumber));
    EdgeId longest = 0;
    for (LocalVertex v = 0; v < lists.count(); ++v)
        longest = std::max(longest, lists.degree(v));
    return lists.count() * (sizeof(RecordNumber) + kOfRecord) + longest * kOfArc;
}

std::vector<BlockCounts> WideWorlds::run(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds,
                                         const UnitVisitor& visit) {
    begin(units, seeds);
    close_step(visit);
    while (step_.next_count > 0 && step_number_ < max_steps_) {
        ++step_number_;
        std::swap(acting_[0], acting_[1]);
        std::swap(acting_worlds_[0], acting_worlds_[1]);
        step_.acting = acting_[0].data();
        step_.acting_worlds = acting_worlds_[0].data();
        step_.acting_count = step_.next_count;
        acted_ += step_.acting_count;
        leave();
        wide_loops().receive(step_);
        admit();
        step_.next = acting_[1].data();
        step_.next_worlds = acting_worlds_[1].data();
        wide_loops().settle(step_);
        close_step(visit);
    }
    end(visit.listener, visit.thread);
    return std::exchange(counts_, {});
}

void WideWorlds::begin(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds) {
    first_ = units.front().first;
    worlds_ = {};
    for (std::size_t group = 0; group < units.size(); ++group) {
        CASCADE_CHECK(units[group].first == first_ + kBlockWorlds * group, "a gap before {}", units[group].first);
        worlds_.words[group] = units[group].worlds;
        counts_.push_back({.first = units[group].first, .worlds = units[group].worlds, .change = {}, .kinds = {}});
    }
    step_number_ = 0;
    // seeds arrive in all worlds and are settled like others
    for (const LocalVertex v : seeds) {
        const RecordNumber number = number_of(v);
        if (wide_loops().count(records_[number].arrived) > 0 || !admission_.admits(v))
            continue;
        records_[number].arrived = worlds_;
        step_.touched[step_.touched_count++] = number;
    }
    step_.next = acting_[1].data();
    step_.next_worlds = acting_worlds_[1].data();
    wide_loops().settle(step_);
}

RecordNumber WideWorlds::number_of(LocalVertex v) {
    if (index_[v] == 0) [[unlikely]] {
        vertex_[met_] = v;
        index_[v] = ++met_;
    }
    return index_[v] - 1;
}

/// In their place.
void WideWorlds::to_numbers(std::span<std::uint32_t> vertices) {
    for (const std::uint32_t v : vertices)
        __builtin_prefetch(index_.data() + v);
    for (std::uint32_t& v : vertices)
        v = number_of(v);
}

void WideWorlds::leave() {
    for (std::size_t at = 0; (at = wide_loops().leave(step_, at)) < step_.acting_count;) {
        const RecordNumber number = step_.acting[at];
        const WideMask& worlds = step_.acting_worlds[at];
        const bool often =
            std::exchange(habit_[number], habit_[number] | kActed) != 0 || wide_loops().count(worlds) >= kActsInMany;
        if (often && worlds.words != worlds_.words && keep(number))
            continue; // and it leaves with the others
        cross_unkept(number, worlds);
        ++at;
    }
}

/// False where there is no room. What is kept of a list takes no more than a mask and a head for each arc.
bool WideWorlds::keep(RecordNumber number) {
    const LocalVertex v = vertex_[number];
    const LiveArcs::RowList list = arcs_.row_list(v);
    const std::size_t count = list.probabilities.size();
    WideMask* const room = lists_.reserve(KeptList({}, count, 0).masks);
    if (room == nullptr)
        return false;
    if (to_keep_.size() < count)
        to_keep_.resize(count);
    RowsToKeep sorted;
    sorted.rows = rows_.data();
    sorted.dense = room;
    sorted.dense_heads = to_keep_.dense_heads.data();
    sorted.single_heads = to_keep_.single_heads.data();
    sorted.single_worlds = to_keep_.single_worlds.data();
    for (std::size_t at = 0; at < count; at += kRowsAtOnce) {
        draw(v, list, at, worlds_);
        sorted.count = std::min(kRowsAtOnce, count - at);
        std::copy_n(list.heads + at, sorted.count, heads_.data());
        to_numbers(std::span(heads_).first(sorted.count));
        sorted.heads = heads_.data();
        wide_loops().sort(sorted);
    }
    const KeptList kept(room, sorted.dense_count, sorted.single_count);
    std::copy_n(sorted.dense_heads, kept.dense, kept.first_head());
    std::copy_n(sorted.single_heads, kept.single, kept.first_head() + kept.dense);
    std::copy_n(sorted.single_worlds, kept.single, kept.first_world());
    lists_.take(kept.masks);
    kept_[number] = kept;
    return true;
}

void WideWorlds::cross_unkept(RecordNumber number, const WideMask& worlds) {
    const LocalVertex v = vertex_[number];
    const LiveArcs::RowList list = arcs_.row_list(v);
    for (std::size_t at = 0; at < list.probabilities.size(); at += kRowsAtOnce) {
        draw(v, list, at, worlds);
        const std::size_t before = step_.crossed;
        wide_loops().cross(step_, rows_.data(), list.heads + at, std::min(kRowsAtOnce, list.probabilities.size() - at));
        to_numbers(std::span(step_.crossed_heads).subspan(before, step_.crossed - before));
        if (step_.crossed >= WideStep::kReady)
            wide_loops().receive(step_);
    }
}

/// Into rows_, from place `at` of the list of v on.
void WideWorlds::draw(LocalVertex v, const LiveArcs::RowList& list, std::size_t at, const WideMask& worlds) {
    const std::size_t count = std::min(kRowsAtOnce, list.probabilities.size() - at);
    row_coins(key_, static_cast<std::uint32_t>(first_), graph_.to_global(v), static_cast<std::uint32_t>(at),
              list.probabilities.subspan(at, count), worlds.words, reinterpret_cast<std::uint64_t*>(rows_.data()));
}

/// What arrived where it is not let in is forgotten.
void WideWorlds::admit() {
    if (!admission_.restricts())
        return;
    for (std::size_t i = 0; i < step_.touched_count; ++i) {
        const LocalVertex v = vertex_[step_.touched[i]];
        WideMask& arrived = records_[step_.touched[i]].arrived;
        if (!admission_.admits(v))
            arrived = {};
        else if (admission_.selective())
            for (std::size_t group = 0; group < kWideGroups; ++group)
                if (arrived.words[group] != 0)
                    arrived.words[group] = admission_.open(key_.random_seed, first_ + 64 * group, v,
                                                           graph_.to_global(v), arrived.words[group]);
    }
}

/// Counts who became active, and tells.
void WideWorlds::close_step(const UnitVisitor& visit) {
    for (std::size_t group = 0; group < counts_.size(); ++group) {
        auto& row = counts_[group].change.emplace_back();
        for (std::size_t plane = 0; plane < step_.tally.size(); ++plane)
            for_each_world(std::exchange(step_.tally[plane].words[group], 0),
                           [&](std::uint32_t bit) { row[bit] += std::int64_t{1} << plane; });
        active_ += static_cast<std::uint64_t>(std::accumulate(row.begin(), row.end(), std::int64_t{0}));
    }
    if (visit.steps)
        for (std::size_t i = 0; i < step_.next_count; ++i)
            for (std::size_t group = 0; group < counts_.size(); ++group)
                if (const std::uint64_t worlds = step_.next_worlds[i].words[group]; worlds != 0)
                    visit.listener.visit(visit.thread, counts_[group].first, vertex_[step_.next[i]], worlds,
                                         step_number_, 0);
}

/// All is forgotten but the counts, and which vertices were met.
void WideWorlds::end(VisitListener& listener, int thread) {
    for (RecordNumber number = 0; number < met_; ++number) {
        WideRecord& record = records_[number];
        for (std::size_t group = 0; group < counts_.size(); ++group)
            if (record.taken.words[group] != 0)
                listener.reached(thread, counts_[group].first, vertex_[number], record.taken.words[group], 0);
        record = {};
        habit_[number] = kept_[number].rows != nullptr ? kWasKept : 0;
        kept_[number] = {};
    }
    lists_.clear();
}

} // namespace cascade
