#pragma once
// Randomness as a function of place, two words at a time: ARS4x32-7 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
// as easy as 1, 2, 3", SC'11, section 3.1): rounds of AES without its key schedule; round keys are a Weyl sequence.
//
//     key     = (random_seed, domain << 48 | layer << 32 | wave)     as for Philox
//     counter = (vertex, draw << 32 | sample)
//
// Forward worlds use it: a vertex is drawn for few of the worlds of a block, at a word or two each, and processors do a
// round of AES in an instruction. Ten instructions a place here, Philox4x64-7 takes ninety for four words that few want.
// Seven rounds are what the authors recommend, five the fewest that pass all of BigCrush. Where the processor has no such
// instructions the same words come from tables. The layout is part of every answer: do not change it.

#include "engine/random/philox.hpp"

namespace cascade {

using WordPair = std::array<std::uint64_t, 2>;

namespace ars {

inline constexpr std::size_t kRounds = 7;
inline constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15; ///< steps of the round keys: the golden ratio, sqrt(3) - 1
inline constexpr std::uint64_t kRoot = 0xBB67AE8584CAA73B;

inline std::uint64_t use_of(const RandomKey& key) {
    return std::uint64_t{static_cast<std::uint16_t>(key.domain)} << 48 | std::uint64_t{key.layer} << 32 | key.wave;
}
/// The second half of a counter.
inline std::uint64_t place_of(std::uint32_t sample, std::uint32_t draw) {
    return std::uint64_t{draw} << 32 | sample;
}

} // namespace ars

/// Two independent uniform words for (key; sample, vertex, draw).
WordPair random_pair(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw);

/// The pairs of draw 0 for the samples first + l of the bits l of `samples`, ascending, at out[0], out[1], …. There has to
/// be room for a multiple of four.
void random_pairs(const RandomKey& key, std::uint32_t first, std::uint64_t vertex, std::uint64_t samples,
                  WordPair* out);

/// random_pair by tables, whatever the processor can do.
WordPair random_pair_by_tables(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, std::uint32_t draw);

/// The words of one place in order: those of draw 0, 1, …. The key must outlive the stream.
class PairStream {
public:
    PairStream(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex)
        : PairStream(key, sample, vertex, random_pair(key, sample, vertex, 0)) {}
    /// The same when the first pair has been drawn already.
    PairStream(const RandomKey& key, std::uint32_t sample, std::uint64_t vertex, const WordPair& first)
        : key_(key), vertex_(vertex), sample_(sample), pair_(first) {}

    std::uint64_t next() {
        if (used_ == pair_.size()) {
            pair_ = random_pair(key_, sample_, vertex_, ++draw_);
            used_ = 0;
        }
        return pair_[used_++];
    }

private:
    const RandomKey& key_;
    std::uint64_t vertex_;
    std::uint32_t sample_;
    std::uint32_t draw_ = 0;
    WordPair pair_;
    unsigned used_ = 0;
};

} // namespace cascade
