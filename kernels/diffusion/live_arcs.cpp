#include "kernels/diffusion/live_arcs.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

/// b with 2^-(b+1) < p <= 2^-b, for p in (0, 1]; 200 stands for p = 0, which is left out of every world.
int bucket_of(float p) {
    if (p <= 0.0F)
        return 200;
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(p);
    const int exponent = static_cast<int>(bits >> 23) - 127; // 2^exponent <= p for normal numbers
    const bool power_of_two = (bits & 0x7fffff) == 0;
    return std::clamp(power_of_two ? -exponent : -exponent - 1, 0, 127);
}

double ceiling_of(int bucket) {
    double ceiling = 1.0;
    for (int i = 0; i < bucket; ++i)
        ceiling *= 0.5;
    return ceiling;
}

} // namespace

LiveArcs::LiveArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                   Direction direction)
    : lists_(direction == Direction::in ? &graph.in() : &graph.out()), offsets_(lists_->offsets.data()) {
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
        prepare_equal(*lists_, options.probability);
    } else {
        prepare_mixed(graph, *lists_, arc_probabilities(context, graph, options, direction));
    }
}

void LiveArcs::read_neighbours_from(const NeighbourArray& neighbours) {
    narrow_ = neighbours.is_wide() ? nullptr : neighbours.narrow_values().data();
    wide_ = neighbours.is_wide() ? neighbours.wide_values().data() : nullptr;
}

void LiveArcs::prepare_equal(const AdjacencyLists& lists, const ProbabilityLaw& law) {
    const bool wc = law.kind == ProbabilityKind::wc;
    if (!wc && law.low <= 0.0)
        return; // nothing is ever live
    way_ = Way::equal;
    EdgeId largest = 0;
    for (LocalVertex v = 0; v < lists.count(); ++v)
        largest = std::max(largest, lists.degree(v));
    by_degree_ = BigArray<EqualCoins>(std::min(largest + 1, kDirectDegrees));
    by_degree_[0] = {.one_word = {.zero_below = ~std::uint64_t{0}}}; // a list without arcs: no coins
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        const EdgeId degree = lists.degree(v);
        if (degree == 0)
            continue;
        CASCADE_CHECK(degree < (EdgeId{1} << 32), "a list of {} arcs", degree);
        if (degree < kDirectDegrees ? by_degree_[degree].coins != 0 : by_large_degree_.contains(degree))
            continue;
        const EqualCoins* coins =
            tables_.coins(static_cast<std::uint32_t>(degree), wc ? 1.0 / static_cast<double>(degree) : law.low);
        if (degree < kDirectDegrees)
            by_degree_[degree] = *coins;
        else
            by_large_degree_[degree] = coins;
    }
}

std::uint32_t LiveArcs::coins_index(std::uint32_t length, double p) {
    const auto [at, fresh] = index_of_coins_.try_emplace({p, length}, static_cast<std::uint32_t>(coins_.size()));
    if (fresh)
        coins_.push_back(tables_.coins(length, p));
    return at->second;
}

void LiveArcs::add_segments(std::span<const float> sorted, std::vector<Segment>& segments,
                            std::vector<float>& acceptance) {
    constexpr std::size_t kFew = 4;
    constexpr int kLastLikelyBucket = 1; // probabilities above 1/4
    for (std::size_t begin = 0; begin < sorted.size();) {
        const int bucket = bucket_of(sorted[begin]);
        std::size_t end = begin;
        while (end < sorted.size() && bucket_of(sorted[end]) == bucket)
            ++end;
        const auto length = static_cast<std::uint32_t>(end - begin);
        const auto [low, high] = std::minmax_element(sorted.begin() + static_cast<std::ptrdiff_t>(begin),
                                                     sorted.begin() + static_cast<std::ptrdiff_t>(end));
        if (bucket == 200) {
            // p = 0: no segment, the arcs lie behind all others and are never looked at
        } else if (*low == *high && length > kFew) {
            segments.push_back({length, coins_index(length, static_cast<double>(*low))});
            acceptance.insert(acceptance.end(), length, 1.0F);
        } else if (length <= kFew || bucket <= kLastLikelyBucket) {
            segments.push_back({length, kCoinAnArc});
            acceptance.insert(acceptance.end(), sorted.begin() + static_cast<std::ptrdiff_t>(begin),
                              sorted.begin() + static_cast<std::ptrdiff_t>(end));
        } else {
            const double ceiling = ceiling_of(bucket);
            segments.push_back({length, coins_index(length, ceiling)});
            for (std::size_t i = begin; i < end; ++i)
                acceptance.push_back(
                    static_cast<float>(static_cast<double>(sorted[i]) / ceiling)); // exact: a power of two
        }
        begin = end;
    }
}

void LiveArcs::prepare_mixed(const PartitionedGraph& graph, const AdjacencyLists& lists,
                             const BigArray<float>& probabilities) {
    way_ = Way::mixed;
    reordered_ = NeighbourArray(lists.arcs(), graph.vertex_count());
    read_neighbours_from(reordered_);
    acceptance_ = BigArray<float>(lists.arcs());
    first_segment_.assign(1, 0);
    first_segment_.reserve(std::size_t{lists.count()} + 1);
    std::vector<EdgeId> order;
    std::vector<float> sorted;
    std::vector<float> acceptance;
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        const EdgeId begin = lists.begin_of(v);
        order.resize(lists.degree(v));
        std::iota(order.begin(), order.end(), begin);
        std::stable_sort(order.begin(), order.end(),
                         [&](EdgeId a, EdgeId b) { return bucket_of(probabilities[a]) < bucket_of(probabilities[b]); });
        sorted.clear();
        acceptance.clear();
        for (std::size_t i = 0; i < order.size(); ++i) {
            reordered_.set(begin + i, lists.neighbours[order[i]]);
            sorted.push_back(probabilities[order[i]]);
        }
        add_segments(sorted, segments_, acceptance);
        std::copy(acceptance.begin(), acceptance.end(), acceptance_.data() + begin);
        first_segment_.push_back(segments_.size());
    }
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

} // namespace cascade
