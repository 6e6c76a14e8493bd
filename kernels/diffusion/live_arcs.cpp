#include "kernels/diffusion/live_arcs.hpp"

#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cascade {

LiveArcs::LiveArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                   Direction direction, double tiled_from)
    : direction_(direction), lists_(direction == Direction::in ? &graph.in() : &graph.out()),
      offsets_(lists_->offsets.data()) {
    read_neighbours_from(lists_->neighbours);
    const ProbabilityKind kind = options.probability.kind;
    const bool constant = kind == ProbabilityKind::constant;
    if (options.model == Model::lt) {
        CASCADE_CHECK(direction == Direction::in, "lt has no live out-arcs");
        if (kind == ProbabilityKind::wc || (constant && options.normalise && options.probability.low > 0)) {
            way_ = Way::one_equal;
            return;
        }
        const BigArray<float> weights = arc_probabilities(context, graph, options, direction);
        prepare_one_mixed(*lists_, weights, threshold_totals(context, graph, weights, options.normalise));
    } else if (constant || (kind == ProbabilityKind::wc && direction == Direction::in)) {
        prepare_equal(*lists_, options.probability, tiled_from);
    } else if (direction == Direction::out) {
        prepare_rows(arc_probabilities(context, graph, options, direction));
    } else {
        prepare_mixed(context, graph, arc_probabilities(context, graph, options, direction));
    }
}

void LiveArcs::read_neighbours_from(const NeighbourArray& neighbours) {
    narrow_ = neighbours.is_wide() ? nullptr : neighbours.narrow_values().data();
    wide_ = neighbours.is_wide() ? neighbours.wide_values().data() : nullptr;
}

void LiveArcs::prepare_equal(const AdjacencyLists& lists, const ProbabilityLaw& law, double tiled_from) {
    const bool wc = law.kind == ProbabilityKind::wc;
    if (!wc && law.low <= 0.0)
        return; // nothing is ever live
    way_ = Way::equal;
    constant_ = wc ? 0 : law.low;
    if (direction_ == Direction::out && law.low >= tiled_from && law.low < 1) {
        tiled_degree_ = law.low >= kTiledFrom ? 1 : static_cast<EdgeId>(std::ceil(1 / law.low));
        tiled_threshold_ = Threshold::of(law.low).value;
    }
    const auto coins_for = [&](EdgeId degree) {
        return tables_.coins(static_cast<std::uint32_t>(degree), wc ? 1.0 / static_cast<double>(degree) : law.low);
    };
    std::vector<std::uint8_t> occurs(kDirectDegrees);
    EdgeId largest = 0;
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        const EdgeId degree = lists.degree(v);
        largest = std::max(largest, degree);
        if (degree < kDirectDegrees)
            occurs[degree] = 1;
        else if (degree < tiled_degree_ && degree < EdgeId{1} << 32)
            by_large_degree_.try_emplace(degree, coins_for(degree));
    }
    CASCADE_CHECK(largest < (EdgeId{1} << 32) && (largest < tiled_degree_ || largest <= kMostTiles * kTileThings),
                  "a list of {} arcs", largest);
    by_degree_ = BigArray<EqualCoins>(std::min(largest + 1, kDirectDegrees));
    by_degree_[0] = {.one_word = {.zero_below = ~std::uint64_t{0}}}; // a list without arcs: no coins
    for (EdgeId degree = 1; degree < by_degree_.size() && degree < tiled_degree_; ++degree)
        if (occurs[degree] != 0)
            by_degree_[degree] = *coins_for(degree);
}

void LiveArcs::prepare_rows(BigArray<float> probabilities) {
    way_ = Way::rows;
    for (LocalVertex v = 0; v < lists_->count(); ++v)
        CASCADE_CHECK(lists_->degree(v) < (EdgeId{1} << 32), "a list of {} arcs", lists_->degree(v));
    probabilities_ = std::move(probabilities);
}

void LiveArcs::prepare_mixed(Context& context, const PartitionedGraph& graph, const BigArray<float>& probabilities) {
    way_ = Way::mixed;
    reordered_ = NeighbourArray(lists_->arcs(), graph.vertex_count());
    read_neighbours_from(reordered_);
    survival_ = BigArray<std::uint64_t>(lists_->arcs());
    mixed_ = BigArray<MixedList>(lists_->count());
    pieces_.assign(1, 0);
    constexpr std::size_t kGrain = 1024;
    std::mutex guard;
    parallel_for(context.threads, lists_->count(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        std::vector<std::uint64_t> order;
        for (std::size_t v = begin; v < end; ++v)
            prepare_mixed_list(static_cast<LocalVertex>(v), probabilities, order, guard);
    });
}

void LiveArcs::prepare_mixed_list(LocalVertex v, const BigArray<float>& probabilities,
                                  std::vector<std::uint64_t>& order, std::mutex& guard) {
    constexpr std::uint64_t kLeast = std::uint64_t{1} << 40; // 2^-24
    MixedList list{.begin = lists_->begin_of(v)};
    order.resize(lists_->degree(v));
    for (std::size_t i = 0; i < order.size(); ++i) // the bits of floats from 0 on are in the order of their values
        order[i] = std::uint64_t{~std::bit_cast<std::uint32_t>(probabilities[list.begin + i])} << 32 | i;
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> lengths{0};
    std::uint64_t survival = 0; // 2^64
    for (std::size_t i = 0; i < order.size(); ++i) {
        const EdgeId from = list.begin + static_cast<std::uint32_t>(order[i]);
        reordered_.set(list.begin + i, lists_->neighbours[from]);
        const float p = probabilities[from];
        const std::uint64_t live = p >= 1.0F ? 0 : float_threshold(p);
        if (p >= 1.0F)
            ++list.certain;
        if (live == 0) // certain, or behind all others and never looked at
            continue;
        survival = survival == 0 ? -live : below(survival, -live);
        survival_[list.begin + i] = survival;
        ++lengths.back();
        if (survival < kLeast && i + 1 < order.size()) {
            survival = 0;
            lengths.push_back(0);
        }
    }
    list.drawn = lengths.front();
    if (list.drawn > 0)
        list.none_below = survival_[list.begin + list.certain + list.drawn - 1];
    if (lengths.size() > 1) {
        lengths.push_back(0);
        const std::lock_guard lock(guard);
        list.more = static_cast<std::uint32_t>(pieces_.size());
        pieces_.insert(pieces_.end(), lengths.begin() + 1, lengths.end());
    }
    mixed_[v] = list;
}

void LiveArcs::prepare_one_mixed(const AdjacencyLists& lists, const BigArray<float>& weights, ThresholdTotals totals) {
    way_ = Way::one_mixed;
    prefix_ = BigArray<std::uint64_t>(lists.arcs());
    total_ = std::move(totals.total);
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        std::uint64_t sum = 0;
        for (EdgeId e = lists.begin_of(v); e < lists.end_of(v); ++e)
            prefix_[e] = sum += integer_weight(weights[e]) >> totals.shift[v];
    }
}

void LiveArcs::draw_reached(const RandomKey& key, std::span<const std::uint64_t> reached, const LanesInFlight& lanes,
                            WorkList<std::uint64_t>& crossed) const {
    const EqualLists lists{.offsets = offsets_,
                           .by_degree = way_ == Way::equal ? by_degree_.data() : nullptr,
                           .degrees = by_degree_.size(),
                           .heads = narrow_};
    DrawnArcs drawn;
    for (; !reached.empty(); reached = reached.subspan(std::min(kStepBlock, reached.size()))) {
        const auto some = reached.first(std::min(kStepBlock, reached.size()));
        const std::size_t before = crossed.size();
        crossed.resize(before + 3 * some.size() + 8);
        drawn.crossed = &crossed[before];
        drawn.crossed_count = drawn.left_count = 0;
        draw_wide(lists, key, some, lanes, drawn);
        crossed.resize(before + drawn.crossed_count);
        for (std::size_t i = 0; i < drawn.left_count; ++i) {
            const Undrawn& at = drawn.left[i];
            const EdgeId begin = offsets_[at.vertex];
            ArsStream words(key, lanes.sample[at.crossed >> kPlaceBits], at.vertex, at.words);
            draw_heads(coins_of_degree(offsets_[at.vertex + 1] - begin), words, [&](std::uint32_t position) {
                prefetch(begin + position);
                crossed.push(at.crossed + position);
            });
        }
    }
}

} // namespace cascade
