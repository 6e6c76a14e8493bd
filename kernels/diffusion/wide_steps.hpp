#pragma once
// Steps of reverse samples by registers of eight: what a sampler spends most of its time on.
//
// A step is to draw at a vertex and to look where the arcs that are live lead. `draw_wide` takes vertices that samples in
// flight have reached and gives the places of the arcs they cross; `arrive_wide` takes those and gives the heads that are
// new to their samples. What stands between is the same for all eight: where the list lies, the four words of
// (sample, vertex), how many arcs are live by comparing the first word with the limits of that degree, and the positions of
// up to three; then the heads, and where the visited set has them. No branch depends on what was drawn, of which a quarter
// would be guessed wrong. One vertex in forty (wc) has four live arcs or more, or another way of drawing; it is left to the
// caller, with its words. Draws and answers are those of `LiveArcs::draw_places` and of `VisitedLanes::insert`. Who keeps what
// was reached has it named by samples, eight at a time too (`name_reached`).

#include "engine/core/types.hpp"
#include "engine/random/ars.hpp"
#include "engine/random/subset.hpp"
#include "kernels/diffusion/visited.hpp"

#include <array>
#include <span>

namespace cascade {

/// A vertex that a sample in flight has reached is lane << kVertexBits | vertex, an arc it crosses lane << kPlaceBits | place.
inline constexpr int kVertexBits = 32, kPlaceBits = 48;
inline constexpr std::uint64_t kPlaceMask = (std::uint64_t{1} << kPlaceBits) - 1;

inline constexpr std::size_t kStepBlock = 64; ///< vertices drawn at in one call

/// Samples in flight.
struct LanesInFlight {
    const SampleId* sample;
    std::uint64_t stopped; ///< a bit for each
};

/// Lists whose arcs are alike, as registers read them.
struct EqualLists {
    const EdgeId* offsets;
    const EqualCoins* by_degree = nullptr; ///< null: one arc of each list is live
    std::uint64_t degrees = 0;             ///< smaller ones are in `by_degree`
    const std::uint32_t* heads;
};

/// A vertex that was not drawn at to the end.
struct Undrawn {
    std::uint64_t crossed; ///< of its first arc
    LocalVertex vertex;
    std::array<std::uint64_t, 4> words;
};

/// Arcs crossed, and what is left.
struct DrawnArcs {
    std::uint64_t* crossed; ///< room for three a vertex and eight more
    std::size_t crossed_count = 0;
    std::array<Undrawn, kStepBlock> left;
    std::size_t left_count = 0;
};

/// Whether this processor can.
bool steps_wide();

/// Draws at up to kStepBlock vertices, where samples have not stopped, and fetches the heads of what is crossed.
void draw_wide(const EqualLists& lists, const RandomKey& key, std::span<const std::uint64_t> reached,
               const LanesInFlight& lanes, DrawnArcs& drawn);

/// The heads of arcs crossed that are new to samples that have not stopped, into `fresh`, which has room for all; their
/// number. Notes them in `visited`, and fetches where their lists lie.
std::size_t arrive_wide(const EqualLists& lists, std::span<const std::uint64_t> crossed, std::uint64_t stopped,
                        VisitedLanes& visited, std::uint64_t* fresh);

/// For vertices that samples in flight have reached, vertex << 32 | first + slot of the sample, into `to`; the lanes, a bit
/// each. On any processor.
std::uint64_t name_reached(std::span<const std::uint64_t> reached, std::span<const std::uint32_t> slots,
                           std::uint32_t first, std::uint64_t* to);

} // namespace cascade
