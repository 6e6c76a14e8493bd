// Tiles of coins: compiled for every kind of processor, behind coin_rows_body.hpp.

/// Which of the `wanted` coins of each lane's tile fall heads; its words lie from `place` on.
CASCADE_COINS Lanes heads_of(const Words& source, Lanes place, std::uint64_t threshold, Lanes wanted) {
    constexpr std::size_t kFirst = 4, kMore = 2; // draws in flight together
    Comparison comparison{wanted, Lanes{}, Lanes{} + threshold};
    Lanes words[2 * kFirst];
    source.template draw<kFirst>(place, words);
    comparison.take(words);
    for (std::uint64_t draw = kFirst; draw < kDrawsOfThing && any(comparison.undecided); draw += kMore) {
        Lanes more[2 * kMore];
        source.template draw<kMore>(place + (draw << 32), more);
        comparison.take(more);
    }
    return comparison.heads;
}

/// The lanes that differ in the bits of kHalf change places.
template <std::size_t kHalf, std::size_t... kLane>
CASCADE_COINS Lanes swapped(const Lanes& lanes, std::index_sequence<kLane...>) {
    return __builtin_shufflevector(lanes, lanes, static_cast<int>(kLane ^ kHalf)...);
}

/// Row r of 16 nibbles becomes column r: halves of ever smaller squares change places (Warren, Hacker's Delight, 7-3).
template <std::size_t kHalf>
CASCADE_COINS void transpose_squares(Lanes* rows, std::uint64_t kept) {
    constexpr std::size_t kShift = 4 * kHalf;
    if constexpr (kHalf >= kLanes) {
        constexpr std::size_t kStep = kHalf / kLanes;
        for (std::size_t square = 0; square < kTileThings / kLanes; square += 2 * kStep)
            for (std::size_t row = square; row < square + kStep; ++row) {
                const Lanes moved = ((rows[row] >> kShift) ^ rows[row + kStep]) & kept;
                rows[row] ^= moved << kShift;
                rows[row + kStep] ^= moved;
            }
    } else {
        Lanes upper;
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            upper[lane] = (lane & kHalf) == 0 ? ~std::uint64_t{0} : 0;
        const Lanes stays = (upper & kept) | (~upper & ~kept);
        for (std::size_t row = 0; row < kTileThings / kLanes; ++row) {
            const Lanes other = swapped<kHalf>(rows[row], std::make_index_sequence<kLanes>());
            rows[row] = (rows[row] & stays) | ((other << kShift) & upper & ~kept) | ((other >> kShift) & ~upper & kept);
        }
    }
    if constexpr (kHalf > 1)
        transpose_squares<kHalf / 2>(rows, kept ^ kept << kShift / 2);
}

/// Tiles that fill registers: all groups of samples in one, then those of the next.
struct Pattern {
    std::array<std::uint64_t, kGroups + kLanes> place; ///< each with room for a register that is not full
    std::array<std::uint64_t, kGroups + kLanes> wanted;
    std::array<std::uint8_t, kGroups + kLanes> row;
    std::uint32_t tiles = 1;
    std::size_t elements = 0;

    CASCADE_COINS Pattern(std::uint32_t first, std::uint64_t samples, std::uint32_t count) {
        std::uint64_t groups = samples | samples >> 2;
        groups = (groups | groups >> 1) & 0x1111111111111111;
        for (std::uint64_t rest = groups; rest != 0; rest &= rest - 1) {
            const auto bit = static_cast<std::uint32_t>(std::countr_zero(rest));
            place[elements] = first / kSamplesOfTile + bit / kSamplesOfTile;
            wanted[elements] = (samples >> bit & 0xf) * 0x1111111111111111;
            row[elements++] = static_cast<std::uint8_t>(bit / kSamplesOfTile);
        }
        const std::size_t of_tile = elements;
        for (; tiles < count && elements + of_tile <= kLanes; ++tiles)
            for (std::size_t i = 0; i < of_tile; ++i) {
                place[elements] = place[i] + ars::place_of(0, tiles * kDrawsOfThing);
                wanted[elements] = wanted[i];
                row[elements++] = static_cast<std::uint8_t>(row[i] + tiles * kGroups);
            }
        std::fill_n(place.begin() + elements, kLanes, 0);
        std::fill_n(wanted.begin() + elements, kLanes, 0);
    }
};

CASCADE_COINS_ENTRY void tiles(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint32_t tile,
                               std::uint32_t count, std::uint64_t threshold, std::uint64_t samples, CoinMasks& masks) {
    const Pattern pattern(first, samples, count);
    const Words source(key, vertex);
    const bool alone = pattern.elements == pattern.tiles; // all samples lie in one group
    alignas(64) std::array<std::uint64_t, kGroups*(kTilesAtOnce + kLanes)> rows;
    if (!alone && pattern.elements < kGroups)
        std::fill_n(rows.begin(), kGroups * count, 0);
    for (std::size_t done = 0; done < count; done += pattern.tiles) {
        const std::uint64_t begin = ars::place_of(0, (tile + static_cast<std::uint32_t>(done)) * kDrawsOfThing);
        for (std::size_t at = 0; at < pattern.elements; at += kLanes) {
            Lanes place, wanted;
            std::memcpy(&place, pattern.place.data() + at, sizeof place);
            std::memcpy(&wanted, pattern.wanted.data() + at, sizeof wanted);
            const Lanes heads = heads_of(source, place + begin, threshold, wanted);
            for (std::size_t lane = 0; lane < std::min(kLanes, pattern.elements - at); ++lane)
                rows[alone ? done + lane : kGroups * done + pattern.row[at + lane]] = heads[lane];
        }
    }
    if (alone) { // a nibble for each thing
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t thing = 0; thing < kTileThings; ++thing)
                masks[kTileThings * i + thing] = (rows[i] >> 4 * thing & 0xf) << 4 * pattern.row[0];
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        Lanes square[kTileThings / kLanes];
        std::memcpy(square, rows.data() + kGroups * i, sizeof square);
        transpose_squares<kTileThings / 2>(square, 0x00000000ffffffff);
        std::memcpy(masks.data() + kTileThings * i, square, sizeof square);
    }
}
