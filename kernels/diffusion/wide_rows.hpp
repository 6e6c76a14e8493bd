#pragma once
// Steps of a cascade in 512 worlds at once: what is done with masks of that width, in loops that are compiled for every kind
// of processor. A mask is a line of cache and, on some, a register.
//
// A loop works on a `WideStep`, plain arrays that wide_worlds.cpp owns and makes large enough: vertices are known by the
// number of their record, crossings wait in a buffer until their records have been fetched.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cascade {

inline constexpr std::size_t kWideGroups = 8; ///< of 64 worlds

/// A bit a world: world 64 g + l is bit l of word g.
struct alignas(64) WideMask {
    std::array<std::uint64_t, kWideGroups> words{};
};

/// What 512 worlds remember of a vertex.
struct WideRecord {
    WideMask taken;   ///< active in these
    WideMask arrived; ///< newly, in this step
};
using RecordNumber = std::uint32_t;

using WorldNumber = std::uint16_t; ///< the place of a bit in a mask

/// The arcs out of a vertex that are live in some of the worlds: masks for those live in many worlds, then the heads, first
/// of these, then of others once for every world they are live in, then those worlds. Null where they are not kept.
struct KeptList {
    WideMask* rows = nullptr;
    std::uint32_t dense = 0;
    std::uint32_t single = 0;
    std::uint32_t masks = 0; ///< the room it takes, in masks

    KeptList() = default;
    KeptList(WideMask* at, std::size_t with_mask, std::size_t singles)
        : rows(at), dense(static_cast<std::uint32_t>(with_mask)), single(static_cast<std::uint32_t>(singles)) {
        const std::size_t bytes = (with_mask + singles) * sizeof(RecordNumber) + singles * sizeof(WorldNumber);
        masks = static_cast<std::uint32_t>(dense + (bytes + sizeof(WideMask) - 1) / sizeof(WideMask));
    }

    std::size_t heads() const { return std::size_t{dense} + single; }
    RecordNumber* first_head() const { return reinterpret_cast<RecordNumber*>(rows + dense); }
    WorldNumber* first_world() const { return reinterpret_cast<WorldNumber*>(first_head() + heads()); }
};

struct WideStep {
    static constexpr std::size_t kReady = 64;             ///< crossings that are worth a look
    static constexpr std::size_t kRoom = 2 * kReady + 32; ///< no loop adds more than kReady between looks; a register

    // who acts, in which worlds
    const RecordNumber* acting = nullptr;
    const WideMask* acting_worlds = nullptr;
    std::size_t acting_count = 0;
    // by the number of the record
    const KeptList* kept = nullptr;
    WideRecord* records = nullptr;
    // on their way
    std::array<WideMask, kRoom> crossed_worlds;
    std::array<RecordNumber, kRoom> crossed_heads;
    std::size_t crossed = 0;
    std::array<RecordNumber, kRoom> single_heads; ///< in one world each
    std::array<WorldNumber, kRoom> single_worlds;
    std::size_t singles = 0;
    // at whom something arrived; room for one more than there are records
    RecordNumber* touched = nullptr;
    std::size_t touched_count = 0;
    // who acts in the next step; room for one more than are touched
    RecordNumber* next = nullptr;
    WideMask* next_worlds = nullptr;
    std::size_t next_count = 0;
    /// How many became active in each world, bit by bit of the count.
    std::array<WideMask, 40> tally{};
};

/// Rows of one list, sorted into those to be kept as masks and those to be kept world by world.
struct RowsToKeep {
    // what is sorted
    const WideMask* rows = nullptr;
    const RecordNumber* heads = nullptr;
    std::size_t count = 0;
    // where to, and how much is there; room for all rows, and for kMostSingles each
    WideMask* dense = nullptr;
    RecordNumber* dense_heads = nullptr;
    RecordNumber* single_heads = nullptr;
    WorldNumber* single_worlds = nullptr;
    std::size_t dense_count = 0;
    std::size_t single_count = 0;
};
inline constexpr std::size_t kMostSingles = 8; ///< worlds of a row that is kept world by world
static_assert(kMostSingles * (sizeof(RecordNumber) + sizeof(WorldNumber)) <= sizeof(WideMask), "less than a mask");

struct WideLoops {
    /// From those who act at `from` on, as far as what is live is kept: all of it crosses. Who acts first without.
    std::size_t (*leave)(WideStep& step, std::size_t from);
    /// `count` rows, at most kReady, go on their way to these heads.
    void (*cross)(WideStep& step, const WideMask* rows, const std::uint32_t* heads, std::size_t count);
    /// What is on its way arrives.
    void (*receive)(WideStep& step);
    /// Who was touched becomes active, is counted and acts next.
    void (*settle)(WideStep& step);
    void (*sort)(RowsToKeep& rows);
    int (*count)(const WideMask& mask);
};

/// All that this processor can run, the fastest first.
std::vector<WideLoops> versions_of_wide_loops();
const WideLoops& wide_loops();

} // namespace cascade
