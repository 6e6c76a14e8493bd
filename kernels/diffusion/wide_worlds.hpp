#pragma once
// Cascades on a replicated graph, 512 worlds at once: the step loop of world_block.hpp for many worlds that meet the same
// vertices over and over.
//
// Where a vertex acts in one step in some of the 512 worlds and in other steps in others, the coins of its arcs are thrown for
// all worlds at once, when it acts for the second time, and kept: 512 coins take a hundred cycles on a processor with wide
// AES instructions, and a step is then a look at what is live. Coins are those of `LiveArcs` (rows), whoever throws them, so
// every world is the same as in a block of 64.
//
//     vertex ──index──► number of a record ──► taken, arrived · what is live, if kept · vertex
//
// A thread holds, beside what is kept, 297 bytes for every vertex met and 4 for every vertex of the graph.

#include "kernels/diffusion/admission.hpp"
#include "kernels/diffusion/kept_lists.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/world_units.hpp"

namespace cascade {

class WideWorlds {
public:
    /// For one thread, which may keep so many bytes; what it holds beside that comes with the vertices that are met. All must
    /// outlive it. MemoryError where there is no room.
    WideWorlds(const PartitionedGraph& graph, const LiveArcs& arcs, const Admission& admission,
               std::uint64_t random_seed, std::uint32_t max_steps, std::uint64_t most_bytes);

    /// Bytes that a thread holds at most beside what is kept, on a graph with these lists going out.
    static std::uint64_t most_held(const AdjacencyLists& lists);

    /// What changed in each of up to kWideGroups units in a row, whose blocks follow one another.
    std::vector<BlockCounts> run(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds,
                                 const UnitVisitor& visit);
    /// Worlds in which a vertex acted in a step, in the mean of the runs since the last call; all where nobody did.
    double take_worlds_shared() {
        const double shared =
            acted_ > 0 ? static_cast<double>(active_) / static_cast<double>(acted_) : kWideGroups * kBlockWorlds;
        acted_ = active_ = 0;
        return shared;
    }

private:
    RecordNumber number_of(LocalVertex v);
    void to_numbers(std::span<std::uint32_t> vertices);
    void begin(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds);
    void leave();
    bool keep(RecordNumber number);
    void cross_unkept(RecordNumber number, const WideMask& worlds);
    void draw(LocalVertex v, const LiveArcs::RowList& list, std::size_t at, const WideMask& worlds);
    void admit();
    void close_step(const UnitVisitor& visit);
    void end(VisitListener& listener, int thread);

    const PartitionedGraph& graph_;
    const LiveArcs& arcs_;
    const Admission& admission_;
    RandomKey key_;
    std::uint32_t max_steps_;

    SampleId first_ = 0;
    WideMask worlds_; ///< those asked for
    std::uint32_t step_number_ = 0;
    std::vector<BlockCounts> counts_;
    std::uint64_t acted_ = 0;  ///< vertices, step by step
    std::uint64_t active_ = 0; ///< and world by world

    BigArray<RecordNumber> index_; ///< [vertex]: 1 + the number of its record; 0: not met yet
    RecordNumber met_ = 0;
    // by the number of the record
    BigArray<WideRecord> records_;
    BigArray<KeptList> kept_;
    BigArray<LocalVertex> vertex_;
    BigArray<std::uint8_t> habit_; ///< whether it acted in this block, or was kept in the last one
    BigArray<RecordNumber> touched_;
    // who acts and who acts next
    std::array<BigArray<RecordNumber>, 2> acting_;
    std::array<BigArray<WideMask>, 2> acting_worlds_;
    KeptLists lists_;
    std::array<WideMask, kRowsAtOnce> rows_;
    std::array<RecordNumber, kRowsAtOnce> heads_;
    struct ToKeep {
        std::vector<RecordNumber> dense_heads, single_heads;
        std::vector<WorldNumber> single_worlds;
        std::size_t size() const { return dense_heads.size(); }
        void resize(std::size_t arcs) {
            dense_heads.resize(arcs);
            single_heads.resize(kMostSingles * arcs);
            single_worlds.resize(kMostSingles * arcs);
        }
    };
    ToKeep to_keep_; ///< of a list on its way into lists_
    WideStep step_;
};

} // namespace cascade
