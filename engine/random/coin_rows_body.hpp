// Rows of coins, and what they share with tiles (coin_tiles_body.hpp): the text of coin_masks.cpp that is compiled for every
// kind of processor. It is included there in a namespace for each, which sets CASCADE_COINS, the attributes of functions,
// and defines `kLanes`, how many words lie side by side in a register, `Lanes`, that register, `any(lanes)`, and
// `Words(key, vertex).draw<D>(place, words)`: 2 D words for each lane; where it sets CASCADE_COINS_COMPRESS, `Chosen` too.
//
// A lane is 64 coins of one row. All lanes take as many words as leave a quarter of them undecided; those that are
// undecided then are put together in full registers, and so on.

#ifndef CASCADE_COINS_COMPRESS
/// The lanes that are not 0, to be stored side by side, and perhaps more behind them, up to a full register.
class Chosen {
public:
    CASCADE_COINS explicit Chosen(const Lanes& lanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lane_[count_] = lane;
            count_ += lanes[lane] != 0;
        }
    }
    CASCADE_COINS std::size_t count() const { return count_; }
    CASCADE_COINS void store(const Lanes& lanes, std::uint64_t* to) const {
        for (std::size_t i = 0; i < count_; ++i)
            to[i] = lanes[lane_[i]];
    }

private:
    std::array<std::size_t, kLanes> lane_;
    std::size_t count_ = 0;
};
#endif

struct Comparison {
    Lanes undecided;
    Lanes heads;
    Lanes threshold;

    /// With the next word of every lane.
    template <std::size_t kCount>
    CASCADE_COINS void take(const Lanes (&words)[kCount]) {
        for (const Lanes& word : words) {
            const Lanes one = Lanes{} - (threshold >> 63); // all ones where the threshold has a one
            heads |= undecided & ~word & one;
            undecided &= ~(word ^ one);
            threshold <<= 1;
        }
    }
};

/// Lanes that go on.
struct OpenLanes {
    static constexpr std::size_t kRoom = kRowsAtOnce * kMostGroups + kLanes;
    alignas(64) std::array<std::uint64_t, kRoom> place; ///< of the next draw
    alignas(64) std::array<std::uint64_t, kRoom> undecided;
    alignas(64) std::array<std::uint64_t, kRoom> threshold; ///< what of it has not been compared
    alignas(64) std::array<std::uint64_t, kRoom> cell;      ///< the mask they belong to
    std::size_t count = 0;

    /// Those that have an undecided coin.
    CASCADE_COINS void push(const Lanes& places, const Comparison& comparison, const Lanes& cells) {
        const Chosen chosen(comparison.undecided);
        chosen.store(places, place.data() + count);
        chosen.store(comparison.undecided, undecided.data() + count);
        chosen.store(comparison.threshold, threshold.data() + count);
        chosen.store(cells, cell.data() + count);
        count += chosen.count();
    }
};

CASCADE_COINS Lanes load(const std::uint64_t* from) {
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}
/// The first `count` of a register, others 0.
CASCADE_COINS Lanes load(const std::uint64_t* from, std::size_t count) {
    if (count >= kLanes) [[likely]]
        return load(from);
    Lanes lanes{};
    std::memcpy(&lanes, from, count * sizeof *from);
    return lanes;
}
CASCADE_COINS void store(const Lanes& lanes, std::uint64_t* to, std::size_t count) {
    if (count >= kLanes) [[likely]]
        std::memcpy(to, &lanes, sizeof lanes);
    else
        std::memcpy(to, &lanes, count * sizeof *to);
}
/// 0, 1, 2, …
CASCADE_COINS Lanes counted() {
    Lanes lanes;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        lanes[lane] = lane;
    return lanes;
}
/// float_threshold of the first `count` of a register, others 0.
CASCADE_COINS Lanes thresholds(const float* p, std::size_t count) {
    using Bits = std::uint32_t __attribute__((vector_size(4 * kLanes)));
    Bits bits{};
    std::memcpy(&bits, p, std::min(count, kLanes) * sizeof *p);
    const Lanes wide = __builtin_convertvector(bits, Lanes);
    const Lanes digits = (wide & 0x7fffff) | 0x800000;
    const Lanes exponent = wide >> 23;
    const Lanes up = exponent - 86, down = 86 - exponent; // the one that is not below 0 counts
    const Lanes small = down < 64 ? digits >> (down & 63) : Lanes{};
    return exponent >= 86 ? digits << (up & 63) : small;
}

/// The next words of all open lanes.
template <std::size_t kDraws>
CASCADE_COINS void advance(const Words& source, OpenLanes& open, std::uint64_t* masks) {
    const std::size_t before = std::exchange(open.count, 0);
    for (std::size_t at = 0; at < before; at += kLanes) {
        const std::size_t lanes = std::min(kLanes, before - at);
        const Lanes place = load(open.place.data() + at, lanes);
        const Lanes cell = load(open.cell.data() + at, lanes);
        Comparison comparison{load(open.undecided.data() + at, lanes), Lanes{},
                              load(open.threshold.data() + at, lanes)};
        Lanes words[2 * kDraws];
        source.template draw<kDraws>(place, words);
        comparison.take(words);
        std::array<std::uint64_t, kLanes> cells, heads;
        store(cell, cells.data(), kLanes);
        store(comparison.heads, heads.data(), kLanes);
        for (std::size_t lane = 0; lane < lanes; ++lane)
            masks[cells[lane]] |= heads[lane];
        open.push(place + ars::place_of(0, kDraws), comparison, cell);
    }
}

/// The first words of lanes that lie side by side in the masks.
template <std::size_t kDraws>
CASCADE_COINS void begin_lanes(const Words& source, const Lanes& place, const Lanes& wanted, const Lanes& threshold,
                               std::size_t lanes, OpenLanes& open, std::uint64_t* masks, std::size_t cell) {
    Comparison comparison{wanted, Lanes{}, threshold};
    Lanes words[2 * kDraws];
    source.template draw<kDraws>(place, words);
    comparison.take(words);
    store(comparison.heads, masks + cell, lanes);
    open.push(place + ars::place_of(0, kDraws), comparison, counted() + cell);
}

constexpr std::uint64_t kNextThing = ars::place_of(0, kDrawsOfThing);

/// A register holds several things in one group of samples.
template <std::size_t kDraws>
CASCADE_COINS void begin_column(const Words& source, std::uint64_t place, std::span<const float> probabilities,
                                std::uint64_t samples, OpenLanes& open, std::uint64_t* masks) {
    const std::size_t count = probabilities.size();
    for (std::size_t row = 0; row < count; row += kLanes) {
        const Lanes rows = counted() + row;
        const Lanes wanted = rows < count ? Lanes{} + samples : Lanes{};
        begin_lanes<kDraws>(source, rows * kNextThing + place, wanted,
                            thresholds(probabilities.data() + row, count - row), std::min(kLanes, count - row), open,
                            masks, row);
    }
}

/// A register holds several groups of one thing.
template <std::size_t kDraws>
CASCADE_COINS void begin_rows(const Words& source, std::uint64_t place, std::span<const float> probabilities,
                              std::span<const std::uint64_t> samples, OpenLanes& open, std::uint64_t* masks) {
    for (std::size_t row = 0; row < probabilities.size(); ++row, place += kNextThing) {
        const Lanes threshold = Lanes{} + float_threshold(probabilities[row]);
        for (std::size_t group = 0; group < samples.size(); group += kLanes) {
            const std::size_t lanes = std::min(kLanes, samples.size() - group);
            begin_lanes<kDraws>(source, counted() + (place + group), load(samples.data() + group, lanes), threshold,
                                lanes, open, masks, row * samples.size() + group);
        }
    }
}

/// Lanes of the groups that are asked for only.
CASCADE_COINS void open_rows(std::uint64_t place, std::span<const float> probabilities,
                             std::span<const std::uint64_t> samples, OpenLanes& open, std::uint64_t* masks) {
    std::fill_n(masks, probabilities.size() * samples.size(), 0);
    for (std::size_t row = 0; row < probabilities.size(); ++row, place += kNextThing) {
        const std::uint64_t threshold = float_threshold(probabilities[row]);
        for (std::size_t group = 0; group < samples.size(); ++group) {
            open.place[open.count] = place + group;
            open.undecided[open.count] = samples[group];
            open.threshold[open.count] = threshold;
            open.cell[open.count] = row * samples.size() + group;
            open.count += samples[group] != 0;
        }
    }
}

template <std::size_t kDraws>
CASCADE_COINS void draw_rows(const Words& source, std::uint64_t place, std::span<const float> probabilities,
                             std::span<const std::uint64_t> samples, std::uint64_t* masks) {
    OpenLanes open;
    if (samples.size() == 1) {
        begin_column<kDraws>(source, place, probabilities, samples[0], open, masks);
    } else if (2 * std::ranges::count(samples, 0) < static_cast<std::ptrdiff_t>(samples.size())) {
        begin_rows<kDraws>(source, place, probabilities, samples, open, masks);
    } else {
        open_rows(place, probabilities, samples, open, masks);
        advance<kDraws>(source, open, masks);
    }
    for (std::size_t draws = kDraws; open.count > 0 && draws < kDrawsOfThing; draws += 2)
        advance<2>(source, open, masks);
}

CASCADE_COINS_ENTRY void rows(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t thing,
                              std::span<const float> probabilities, std::span<const std::uint64_t> samples,
                              std::uint64_t* masks) {
    const Words source(key, vertex);
    const std::uint64_t place = ars::place_of(first / 64 | thing >> 27 << 26, thing * kDrawsOfThing);
    int most = 0;
    for (const std::uint64_t word : samples)
        most = std::max(most, std::popcount(word));
    const bool few = probabilities.size() * samples.size() <= 2 * kLanes; // one wait, then, is better than two
    if (most <= 1 && !few)
        draw_rows<1>(source, place, probabilities, samples, masks);
    else if (most <= 6 && !few)
        draw_rows<2>(source, place, probabilities, samples, masks);
    else
        draw_rows<4>(source, place, probabilities, samples, masks);
    for (std::size_t row = 0; row < probabilities.size(); ++row)
        if (probabilities[row] >= 1) [[unlikely]]
            std::ranges::copy(samples, masks + row * samples.size());
}
