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
//   tiles      going out, one probability of kTiledFrom and more: a coin an arc, for all worlds of a block at once
//              (tile_coins in random/coin_masks.hpp). An arc that is live in several worlds is told once.
//   rows       going out, each arc with a probability of its own: a coin an arc, likewise (row_coins).
//   mixed      the same coming in: the list is reordered, likeliest arc first, then by id. `survival_[e]` x 2^-64 is the
//              chance that no arc up to e is live. A word, scaled to the survival so far, is below that of all arcs before the
//              next live one and not below its own: a search finds it (inversion; Devroye 1986, ch. III.2). One word for each
//              live arc and one for the end, certain arcs none, however long the list. Where survival falls below 2^-24 it
//              starts anew with a new piece, so that its digits last.
//   one equal  lt with equal weights: one position of d.
//   one mixed  lt: one draw against integer prefix sums of the in-weights; nobody with the remaining mass.
// The words of (world, v) are those of ARS, used in the order the list asks for them. Coming in four are drawn at a time,
// for many vertices at once; going out two, since a vertex is drawn for several worlds at once and most draws end there.

#include "engine/random/coin_masks.hpp"
#include "engine/random/subset.hpp"
#include "kernels/diffusion/arc_probability.hpp"
#include "kernels/diffusion/wide_steps.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <array>
#include <bit>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

namespace cascade {

/// A vertex to draw at in a world: `vertex` on this shard, canonical `id`.
struct Leaving {
    SampleId sample;
    LocalVertex vertex;
    VertexId id;
};

inline constexpr std::size_t kDrawBlock = 16; ///< vertices drawn at together

/// From here on going out along equal arcs is a coin for every arc: where a vertex acts in a few worlds of a block at a
/// time, and where it tries again and again, in many (for lists with a live arc or more in the mean).
inline constexpr double kTiledFrom = 1.0 / 8, kTiledFromInMany = 1.0 / 24;

class LiveArcs {
public:
    /// Live in-arcs for `options.model`, or live out-arcs (ic only), with tiles from this probability on. Needs the graph's
    /// lists of that direction, and its in-lists for wc. Collective.
    LiveArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options, Direction direction,
             double tiled_from = kTiledFrom);

    /// Calls emit(neighbour) for each live arc of the owned vertex `v` (canonical id `id`) in world `world`.
    template <class Emit>
    void draw(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const {
        draw_places(key, world, v, id, [&](EdgeId place) { emit(neighbour(place)); });
    }
    /// The same with the place of each arc, for `prefetch` and `neighbour`: a sampler can wait for memory in between.
    template <class Emit>
    void draw_places(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const;
    /// draw_places at up to kDrawBlock vertices: emit(i, place) for the live arcs of `leaving[i]`, in order of i. In-arcs
    /// only.
    template <class Emit>
    void draw_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    /// Whether samples on a whole graph may take steps of eight (wide_steps.hpp). Then draw_reached is draw_all for vertices
    /// that samples in flight have reached, in no order, and fetches heads.
    bool steps_wide() const {
        return (way_ == Way::equal || way_ == Way::one_equal) && narrow_ != nullptr && cascade::steps_wide();
    }
    void draw_reached(const RandomKey& key, std::span<const std::uint64_t> reached, const LanesInFlight& lanes,
                      WorkList<std::uint64_t>& crossed) const;
    /// arrive_wide for what it crossed; vertices are fetched.
    std::size_t arrive_reached(std::span<const std::uint64_t> crossed, std::uint64_t stopped, VisitedLanes& visited,
                               std::uint64_t* fresh) const {
        return arrive_wide({.offsets = offsets_, .heads = narrow_}, crossed, stopped, visited, fresh);
    }
    /// draw_places at one vertex in the worlds first + l for the bits l of `worlds`: emit(place, some of `worlds`), each arc
    /// and world once. Out-arcs only; `first` is a multiple of 64.
    template <class Emit>
    void draw_worlds(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                     Emit&& emit) const;
    /// Whether lists are rows of coins, with heads of 32 bits; then those of v.
    bool draws_rows() const { return way_ == Way::rows && narrow_ != nullptr && further_.empty(); }
    struct RowList {
        std::span<const float> probabilities;
        const std::uint32_t* heads;
    };
    RowList row_list(LocalVertex v) const {
        return {probabilities_.span().subspan(offsets_[v], offsets_[v + 1] - offsets_[v]), narrow_ + offsets_[v]};
    }
    VertexId neighbour(EdgeId place) const { return narrow_ != nullptr ? narrow_[place] : wide_[place]; }
    void prefetch(EdgeId place) const {
        __builtin_prefetch(narrow_ != nullptr ? static_cast<const void*>(narrow_ + place) : wide_ + place);
    }
    /// Fetches what drawing at `v` reads first.
    void prefetch_vertex(LocalVertex v) const {
        if (way_ == Way::mixed) {
            __builtin_prefetch(mixed_.data() + v);
            return;
        }
        __builtin_prefetch(offsets_ + v);
        __builtin_prefetch(offsets_ + v + 1); // one in eight lies on the next line
    }
    LocalVertex vertices() const { return lists_->count(); } ///< whose arcs can be drawn here
    EdgeId places() const { return lists_->arcs(); }         ///< all are below

    /// Calls f(begin, end, probability of being live) for the places of the arcs of v that may be, those of one probability that
    /// lie together at once (arc_chances.hpp). In-arcs only.
    template <class F>
    void for_each_chance(LocalVertex v, F&& f) const;

    /// What is live in a further layer of the same vertices counts too (layered_live_law.hpp).
    void add_layer(std::unique_ptr<const LiveArcs> arcs) { further_.push_back(std::move(arcs)); }
    std::span<const std::unique_ptr<const LiveArcs>> further_layers() const { return further_; }

    LiveArcs(const LiveArcs&) = delete;
    LiveArcs& operator=(const LiveArcs&) = delete;

private:
    static constexpr std::size_t kFirstPairs = 2; ///< of words coming in

    /// The words of the first draws at each place, together.
    template <std::size_t kPairs>
    static std::array<std::array<std::uint64_t, 2 * kPairs>, kDrawBlock> first_words(const RandomKey& key,
                                                                                     std::span<const Leaving> leaving) {
        std::array<std::array<std::uint64_t, 2 * kPairs>, kDrawBlock> words;
        for (std::size_t i = 0; i < leaving.size(); ++i)
            for (std::size_t draw = 0; draw < kPairs; ++draw) {
                const WordPair counter =
                    ars::counter_of(leaving[i].sample, leaving[i].id, static_cast<std::uint32_t>(draw));
                words[i][2 * draw] = counter[0];
                words[i][2 * draw + 1] = counter[1];
            }
        random_words(key, {words.front().data(), 2 * kPairs * leaving.size()});
        return words;
    }

    enum class Way : std::uint8_t { none, equal, rows, mixed, one_equal, one_mixed };
    /// A mixed list: its certain arcs, then a first piece, then further ones, whose lengths lie at pieces_[more] up to a 0.
    struct alignas(32) MixedList {
        EdgeId begin = 0;
        std::uint64_t none_below = ~std::uint64_t{0}; ///< a word below it ends the first piece at once
        std::uint32_t certain = 0;
        std::uint32_t drawn = 0;
        std::uint32_t more = 0; ///< 0: none
    };
    static constexpr EdgeId kDirectDegrees = EdgeId{1} << 16;

    void read_neighbours_from(const NeighbourArray& neighbours);
    void prepare_equal(const AdjacencyLists& lists, const ProbabilityLaw& law, double tiled_from);
    void prepare_rows(BigArray<float> probabilities);
    void prepare_mixed(Context& context, const PartitionedGraph& graph, const BigArray<float>& probabilities);
    /// `guard` is held for pieces_, `order` is room to work in.
    void prepare_mixed_list(LocalVertex v, const BigArray<float>& probabilities, std::vector<std::uint64_t>& order,
                            std::mutex& guard);
    void prepare_one_mixed(const AdjacencyLists& lists, const BigArray<float>& weights, ThresholdTotals totals);
    const EqualCoins& coins_of_degree(EdgeId degree) const {
        return degree < by_degree_.size() ? by_degree_[degree] : *by_large_degree_.at(degree);
    }
    template <class Draw>
    static void for_worlds_above(std::uint64_t none_below, const RandomKey& key, SampleId first, VertexId id,
                                 std::uint64_t worlds, Draw&& draw);
    template <class Emit>
    void draw_tiles(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                    Emit&& emit) const;
    template <class Emit>
    void draw_rows(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                   Emit&& emit) const;
    template <class Emit>
    void draw_all_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    template <class Emit>
    void draw_all_one_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    template <class Emit>
    void draw_all_mixed(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const;
    template <class Emit>
    void draw_mixed(ArsStream& words, const MixedList& list, Emit&& emit) const;
    template <class Emit>
    void draw_piece(ArsStream& words, EdgeId begin, EdgeId end, std::uint64_t none_below, Emit&& emit) const;
    template <class Emit>
    void draw_one_mixed(std::uint64_t word, LocalVertex v, Emit&& emit) const;
    template <class F>
    void for_each_mixed_chance(const MixedList& list, F&& f) const;

    Way way_ = Way::none;
    Direction direction_;
    const AdjacencyLists* lists_ = nullptr;
    // The arrays that drawing reads, at hand: the lists' offsets and their own neighbours, or `reordered_`.
    const EdgeId* offsets_ = nullptr;
    const std::uint32_t* narrow_ = nullptr; ///< null when neighbours are wide
    const std::uint64_t* wide_ = nullptr;
    double constant_ = 0;               ///< equal: probability of every arc; 0: 1 by the length of its list
    EdgeId tiled_degree_ = ~EdgeId{0};  ///< lists of so many arcs and more are drawn by tiles,
    std::uint64_t tiled_threshold_ = 0; ///< with probability so much / 2^64
    CoinTables tables_;
    BigArray<EqualCoins> by_degree_; ///< copies, one line away
    std::unordered_map<EdgeId, const EqualCoins*> by_large_degree_;
    BigArray<float> probabilities_; ///< rows: in list order
    // mixed
    NeighbourArray reordered_;
    BigArray<std::uint64_t> survival_;
    BigArray<MixedList> mixed_;
    std::vector<std::uint32_t> pieces_;
    // one mixed
    BigArray<std::uint64_t> prefix_; ///< inclusive sums along each list
    BigArray<std::uint64_t> total_;
    std::vector<std::unique_ptr<const LiveArcs>> further_;
};

template <class Emit>
void LiveArcs::draw_places(const RandomKey& key, SampleId world, LocalVertex v, VertexId id, Emit&& emit) const {
    const EdgeId begin = lists_->offsets[v];
    const EdgeId degree = lists_->offsets[v + 1] - begin;
    if (degree == 0)
        return;
    if (direction_ == Direction::out)
        return draw_worlds(key, world / 64 * 64, v, id, std::uint64_t{1} << world % 64,
                           [&](EdgeId place, std::uint64_t) { emit(place); });
    switch (way_) {
    case Way::none:
    case Way::rows:
        return;
    case Way::equal: {
        ArsStream words(key, world, id);
        return draw_heads(coins_of_degree(degree), words, [&](std::uint32_t position) { emit(begin + position); });
    }
    case Way::mixed: {
        ArsStream words(key, world, id);
        return draw_mixed(words, mixed_[v], emit);
    }
    case Way::one_equal:
        emit(begin + below(random_pair(key, world, id, 0)[0], degree));
        return;
    case Way::one_mixed:
        draw_one_mixed(random_pair(key, world, id, 0)[0], v, emit);
        return;
    }
}

template <class Emit>
void LiveArcs::draw_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    if (way_ == Way::equal)
        return draw_all_equal(key, leaving, emit);
    if (way_ == Way::one_equal)
        return draw_all_one_equal(key, leaving, emit);
    if (way_ == Way::mixed)
        return draw_all_mixed(key, leaving, emit);
    for (std::size_t i = 0; i < leaving.size(); ++i)
        draw_places(key, leaving[i].sample, leaving[i].vertex, leaving[i].id, [&](EdgeId place) { emit(i, place); });
}

template <class Emit>
void LiveArcs::draw_worlds(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                           Emit&& emit) const {
    const EdgeId begin = offsets_[v];
    const EdgeId degree = offsets_[v + 1] - begin;
    if (worlds == 0 || degree == 0)
        return;
    if (way_ == Way::equal) {
        if (degree >= tiled_degree_)
            return draw_tiles(key, first, v, id, worlds, emit);
        const EqualCoins& coins = coins_of_degree(degree);
        if (coins.way == EqualCoins::Way::all) {
            for (EdgeId place = begin; place < begin + degree; ++place)
                emit(place, worlds);
            return;
        }
        const OneWordDraw one = coins.one_word;
        for_worlds_above(one.zero_below, key, first, id, worlds, [&](std::uint32_t bit, const WordPair& pair) {
            if (one.is_single(pair[0]))
                return emit(begin + one.single_position(pair[0]), std::uint64_t{1} << bit);
            ArsStream words(key, first + bit, id, pair);
            draw_heads(coins, words, [&](std::uint32_t position) { emit(begin + position, std::uint64_t{1} << bit); });
        });
    } else if (way_ == Way::rows) {
        draw_rows(key, first, v, id, worlds, emit);
    }
}

/// draw(l, its first words) for the worlds whose first word is not below `none_below`. Words first, then answers: what a
/// world comes to cannot be foreseen by a processor.
template <class Draw>
void LiveArcs::for_worlds_above(std::uint64_t none_below, const RandomKey& key, SampleId first, VertexId id,
                                std::uint64_t worlds, Draw&& draw) {
    std::array<WordPair, 64> pairs;
    std::array<std::uint8_t, 64> bits;
    random_pairs(key, static_cast<std::uint32_t>(first), id, worlds, pairs.data());
    std::size_t count = 0;
    for (std::size_t i = 0; worlds != 0; ++i, worlds &= worlds - 1) {
        bits[count] = static_cast<std::uint8_t>(std::countr_zero(worlds));
        pairs[count] = pairs[i];
        count += pairs[i][0] >= none_below;
    }
    for (std::size_t i = 0; i < count; ++i)
        draw(bits[i], pairs[i]);
}

template <class Emit>
void LiveArcs::draw_tiles(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                          Emit&& emit) const {
    EdgeId at = offsets_[v];
    const EdgeId end = offsets_[v + 1];
    CoinMasks masks;
    for (std::uint32_t tile = 0; at < end; tile += kTilesAtOnce) {
        const EdgeId things = std::min<EdgeId>(masks.size(), end - at);
        const auto tiles = static_cast<std::uint32_t>((things + kTileThings - 1) / kTileThings);
        tile_coins(key, static_cast<std::uint32_t>(first), id, tile, tiles, tiled_threshold_, worlds, masks);
        for (EdgeId i = 0; i < things; ++i, ++at)
            if (masks[i] != 0)
                emit(at, masks[i]);
    }
}

template <class Emit>
void LiveArcs::draw_rows(const RandomKey& key, SampleId first, LocalVertex v, VertexId id, std::uint64_t worlds,
                         Emit&& emit) const {
    const EdgeId begin = offsets_[v];
    const EdgeId end = offsets_[v + 1];
    std::array<std::uint64_t, kRowsAtOnce> masks;
    for (EdgeId at = begin; at < end; at += kRowsAtOnce) {
        const std::size_t count = std::min<EdgeId>(kRowsAtOnce, end - at);
        row_coins(key, static_cast<std::uint32_t>(first), id, static_cast<std::uint32_t>(at - begin),
                  {probabilities_.data() + at, count}, {&worlds, 1}, masks.data());
        for (std::size_t i = 0; i < count; ++i)
            if (masks[i] != 0)
                emit(at + i, masks[i]);
    }
}

/// Stage by stage: where the lists lie, one block of words each, what the first word decides. Most draws end there.
template <class Emit>
void LiveArcs::draw_all_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    const std::size_t count = leaving.size();
    std::array<EdgeId, kDrawBlock> begin;
    std::array<const EqualCoins*, kDrawBlock> coins;
    for (std::size_t i = 0; i < count; ++i) {
        begin[i] = offsets_[leaving[i].vertex];
        coins[i] = &coins_of_degree(offsets_[leaving[i].vertex + 1] - begin[i]);
        __builtin_prefetch(coins[i]);
    }
    const auto words = first_words<kFirstPairs>(key, leaving);
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
            ArsStream stream(key, leaving[i].sample, leaving[i].id, words[i]);
            draw_heads(*coins[i], stream, [&](std::uint32_t position) { emit(i, begin[i] + position); });
        }
    }
}

template <class Emit>
void LiveArcs::draw_all_one_equal(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    std::array<EdgeId, kDrawBlock> place;
    std::array<bool, kDrawBlock> any;
    const auto words = first_words<1>(key, leaving);
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        const EdgeId begin = offsets_[leaving[i].vertex];
        const EdgeId degree = offsets_[leaving[i].vertex + 1] - begin;
        any[i] = degree > 0;
        place[i] = begin + below(words[i][0], degree);
    }
    for (std::size_t i = 0; i < leaving.size(); ++i)
        if (any[i])
            emit(i, place[i]);
}

/// In stages like `draw_all_equal`.
template <class Emit>
void LiveArcs::draw_all_mixed(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
    const std::size_t count = leaving.size();
    const auto words = first_words<kFirstPairs>(key, leaving);
    std::array<std::uint8_t, kDrawBlock> some; // those with a live arc
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const MixedList& list = mixed_[leaving[i].vertex];
        some[found] = static_cast<std::uint8_t>(i);
        found += (list.certain != 0) | (words[i][0] >= list.none_below);
        __builtin_prefetch(survival_.data() + list.begin + list.certain + list.drawn / 2); // where a search begins
    }
    for (std::size_t j = 0; j < found; ++j) {
        const std::size_t i = some[j];
        ArsStream stream(key, leaving[i].sample, leaving[i].id, words[i]);
        draw_mixed(stream, mixed_[leaving[i].vertex], [&](EdgeId place) { emit(i, place); });
    }
}

template <class Emit>
void LiveArcs::draw_mixed(ArsStream& words, const MixedList& list, Emit&& emit) const {
    for (EdgeId place = list.begin; place < list.begin + list.certain; ++place)
        emit(place);
    EdgeId at = list.begin + list.certain;
    draw_piece(words, at, at + list.drawn, list.none_below, emit);
    if (list.more == 0) [[likely]]
        return;
    at += list.drawn;
    for (const std::uint32_t* piece = pieces_.data() + list.more; *piece != 0; at += *piece++)
        draw_piece(words, at, at + *piece, survival_[at + *piece - 1], emit);
}

template <class Emit>
void LiveArcs::draw_piece(ArsStream& words, EdgeId begin, EdgeId end, std::uint64_t none_below, Emit&& emit) const {
    if (begin == end)
        return;
    const std::uint64_t* const survival = survival_.data();
    for (std::uint64_t word = words.next(); word >= none_below;) {
        // the first survival that is not above the word; there is one, and which half has it no branch could guess
        const std::uint64_t* place = survival + begin;
        for (EdgeId left = end - begin; left > 1;) {
            const EdgeId half = left / 2;
            place += place[half - 1] > word ? half : 0;
            left -= half;
        }
        begin = static_cast<EdgeId>(place - survival);
        emit(begin);
        if (++begin == end)
            return;
        word = below(words.next(), *place);
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
