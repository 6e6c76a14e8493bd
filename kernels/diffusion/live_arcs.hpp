#pragma once
// The live arcs of a vertex in a world, drawn on demand: the heart of every sampler.
//
// `draw(key, world, v, emit)` finds the live in-neighbours of v (Direction::in: reverse sampling of ic and lt)
// or its live out-neighbours (Direction::out: forward simulation of ic). What is live is a pure function of (key,
// world, v) and of v's list, whoever asks and when, so the RR set of a root is exactly the set of vertices that reach
// it over live arcs.
//
// How a list is drawn is chosen by the list alone and belongs to the definition:
//   equal      one probability for the whole list (wc in-lists, constant): count and positions (random/subset.hpp).
//   mixed      the list is reordered by power-of-two bucket of its probabilities, then id. A bucket of at most four
//              arcs, or of probabilities above 1/4, takes a coin an arc; a longer one is drawn like `equal` at the
//              bucket's ceiling and each arc found is kept with probability p / ceiling (at p itself, without that
//              second coin, where all arcs of the bucket agree). Cost follows the live arcs, not the list.
//   one equal  lt with equal weights: one position of d.
//   one mixed  lt: one draw against integer prefix sums of the in-weights; nobody with the remaining mass.
// The words of (world, v) are used in the order the list asks for them.

#include "engine/random/subset.hpp"
#include "kernels/diffusion/arc_probability.hpp"

#include <array>
#include <bit>
#include <map>
#include <span>
#include <unordered_map>

namespace cascade {

/// p x 2^64 without its fraction, for p in [0, 1): the threshold of a coin, from the bits of the float alone.
inline std::uint64_t float_threshold(float p) {
    const auto bits = std::bit_cast<std::uint32_t>(p);
    const std::uint64_t digits = (bits & 0x7fffff) | 0x800000;
    const int shift = static_cast<int>(bits >> 23) - 86;
    return shift >= 0 ? digits << shift : shift > -64 ? digits >> -shift : 0;
}

/// A vertex to draw at in a world: `vertex` on this shard, canonical `id`.
struct Leaving {
    SampleId sample;
    LocalVertex vertex;
    VertexId id;
};

inline constexpr std::size_t kDrawBlock = 16; ///< vertices drawn at together

class LiveArcs {
public:
    /// Live in-arcs for `options.model`, or live out-arcs (ic only). Needs the graph's lists of that direction, and its
    /// in-lists for wc. Collective.
    LiveArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options, Direction direction);

    /// Calls emit(neighbour) for each live arc of the owned vertex `v` (canonical id `id`) in world `world`.
    template <class Emit>
    void draw(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const {
        draw_places(key, world, v, id, [&](EdgeId place) { emit(neighbour(place)); });
    }
    /// The same with the place of each arc, for `prefetch` and `neighbour`: a sampler can wait for memory in between.
    template <class Emit>
    void draw_places(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const;
    /// draw_places at up to kDrawBlock vertices: emit(i, place) for the live arcs of `leaving[i]`, in order of i.
    template <class Emit>
    void draw_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    VertexId neighbour(EdgeId place) const { return narrow_ != nullptr ? narrow_[place] : wide_[place]; }
    void prefetch(EdgeId place) const {
        __builtin_prefetch(narrow_ != nullptr ? static_cast<const void*>(narrow_ + place) : wide_ + place);
    }
    /// Fetches what drawing at `v` reads first.
    void prefetch_vertex(LocalVertex v) const {
        __builtin_prefetch(offsets_ + v);
        __builtin_prefetch(offsets_ + v + 1); // one in eight lies on the next line
    }
    LocalVertex vertices() const { return lists_->count(); } ///< whose arcs can be drawn here

    LiveArcs(const LiveArcs&) = delete;
    LiveArcs& operator=(const LiveArcs&) = delete;

private:
    enum class Way : std::uint8_t { none, equal, mixed, one_equal, one_mixed };
    /// Consecutive arcs of a mixed list drawn together.
    struct Segment {
        std::uint32_t length;
        std::uint32_t coins; ///< index into coins_, or kCoinAnArc
    };
    static constexpr std::uint32_t kCoinAnArc = ~std::uint32_t{0};
    static constexpr EdgeId kDirectDegrees = EdgeId{1} << 16;

    void read_neighbours_from(const NeighbourArray& neighbours);
    void prepare_equal(const AdjacencyLists& lists, const ProbabilityLaw& law);
    void prepare_mixed(const PartitionedGraph& graph, const AdjacencyLists& lists,
                       const BigArray<float>& probabilities);
    void prepare_one_mixed(const AdjacencyLists& lists, const BigArray<float>& weights, ThresholdTotals totals);
    void add_segments(std::span<const float> sorted, std::vector<Segment>& segments, std::vector<float>& acceptance);
    std::uint32_t coins_index(std::uint32_t length, double p);
    const EqualCoins& coins_of_degree(EdgeId degree) const {
        return degree < by_degree_.size() ? by_degree_[degree] : *by_large_degree_.at(degree);
    }
    template <class Emit>
    void draw_all_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    template <class Emit>
    void draw_all_one_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    template <class Emit>
    void draw_mixed(DrawStream& words, LocalVertex v, Emit&& emit) const;
    template <class Emit>
    void draw_one_mixed(std::uint64_t word, LocalVertex v, Emit&& emit) const;

    Way way_ = Way::none;
    const AdjacencyLists* lists_ = nullptr;
    // The arrays that drawing reads, at hand: the lists' offsets and their own neighbours, or `reordered_`.
    const EdgeId* offsets_ = nullptr;
    const std::uint32_t* narrow_ = nullptr; ///< null when neighbours are wide
    const std::uint64_t* wide_ = nullptr;
    CoinTables tables_;
    BigArray<EqualCoins> by_degree_; ///< copies, one line away
    std::unordered_map<EdgeId, const EqualCoins*> by_large_degree_;
    // mixed
    NeighbourArray reordered_;
    BigArray<float> acceptance_; ///< an arc's coin: its probability, or p / ceiling inside a counted bucket
    std::vector<EdgeId> first_segment_;
    std::vector<Segment> segments_;
    std::vector<const EqualCoins*> coins_;
    std::map<std::pair<double, std::uint32_t>, std::uint32_t> index_of_coins_;
    // one mixed
    BigArray<std::uint64_t> prefix_; ///< inclusive sums along each list
    BigArray<std::uint64_t> total_;
};

template <class Emit>
void LiveArcs::draw_places(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const {
    const EdgeId begin = lists_->offsets[v];
    const EdgeId degree = lists_->offsets[v + 1] - begin;
    if (degree == 0)
        return;
    switch (way_) {
    case Way::none:
        return;
    case Way::equal: {
        DrawStream words(key, world, id);
        draw_heads(coins_of_degree(degree), words, [&](std::uint32_t position) { emit(begin + position); });
        return;
    }
    case Way::mixed: {
        DrawStream words(key, world, id);
        draw_mixed(words, v, emit);
        return;
    }
    case Way::one_equal:
        emit(begin + below(random_block(key, world, id, 0)[0], degree));
        return;
    case Way::one_mixed:
        draw_one_mixed(random_block(key, world, id, 0)[0], v, emit);
        return;
    }
}

template <class Emit>
void LiveArcs::draw_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    if (way_ == Way::equal)
        return draw_all_equal(key, leaving, emit);
    if (way_ == Way::one_equal)
        return draw_all_one_equal(key, leaving, emit);
    for (std::size_t i = 0; i < leaving.size(); ++i)
        draw_places(key, leaving[i].sample, leaving[i].vertex, leaving[i].id, [&](EdgeId place) { emit(i, place); });
}

/// Stage by stage: where the lists lie, one block of words each, what the first word decides. Most draws end there.
template <class Emit>
void LiveArcs::draw_all_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    const std::size_t count = leaving.size();
    std::array<EdgeId, kDrawBlock> begin;
    std::array<const EqualCoins*, kDrawBlock> coins;
    std::array<RandomBlock, kDrawBlock> words;
    for (std::size_t i = 0; i < count; ++i) {
        begin[i] = offsets_[leaving[i].vertex];
        coins[i] = &coins_of_degree(offsets_[leaving[i].vertex + 1] - begin[i]);
        __builtin_prefetch(coins[i]);
    }
    for (std::size_t i = 0; i < count; ++i)
        words[i] = random_block(key, leaving[i].sample, leaving[i].id, 0);
    std::array<std::uint8_t, kDrawBlock> some; // those with a live arc
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; ++i) {
        some[found] = static_cast<std::uint8_t>(i);
        found += !coins[i]->one_word.is_zero(words[i][0]);
    }
    for (std::size_t j = 0; j < found; ++j) {
        const std::size_t i = some[j];
        const OneWordDraw& one = coins[i]->one_word;
        if (one.is_single(words[i][0])) {
            emit(i, begin[i] + one.single_position(words[i][0]));
        } else {
            DrawStream stream(key, leaving[i].sample, leaving[i].id, words[i]);
            draw_heads(*coins[i], stream, [&](std::uint32_t position) { emit(i, begin[i] + position); });
        }
    }
}

template <class Emit>
void LiveArcs::draw_all_one_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    std::array<EdgeId, kDrawBlock> place;
    std::array<bool, kDrawBlock> any;
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        const EdgeId begin = offsets_[leaving[i].vertex];
        const EdgeId degree = offsets_[leaving[i].vertex + 1] - begin;
        any[i] = degree > 0;
        place[i] = begin + below(random_block(key, leaving[i].sample, leaving[i].id, 0)[0], degree);
    }
    for (std::size_t i = 0; i < leaving.size(); ++i)
        if (any[i])
            emit(i, place[i]);
}

template <class Emit>
void LiveArcs::draw_mixed(DrawStream& words, LocalVertex v, Emit&& emit) const {
    EdgeId at = lists_->offsets[v];
    for (EdgeId s = first_segment_[v]; s < first_segment_[v + 1]; ++s) {
        const Segment segment = segments_[s];
        const auto try_arc = [&](EdgeId e) {
            const float p = acceptance_[e];
            if (p >= 1.0F || words.next() < float_threshold(p))
                emit(e);
        };
        if (segment.coins == kCoinAnArc)
            for (EdgeId e = at; e < at + segment.length; ++e)
                try_arc(e);
        else
            draw_heads(*coins_[segment.coins], words, [&](std::uint32_t position) { try_arc(at + position); });
        at += segment.length;
    }
}

template <class Emit>
void LiveArcs::draw_one_mixed(std::uint64_t word, LocalVertex v, Emit&& emit) const {
    if (total_[v] == 0)
        return;
    const std::uint64_t ticket = below(word, total_[v]);
    const std::uint64_t* first = prefix_.data() + lists_->offsets[v];
    const std::uint64_t* last = prefix_.data() + lists_->offsets[v + 1];
    const std::uint64_t* found = std::upper_bound(first, last, ticket);
    if (found != last)
        emit(static_cast<EdgeId>(found - prefix_.data()));
}

} // namespace cascade
