#pragma once
// What an edge list is between the text and the graph: pairs of original ids, in blocks, on the rank that read them.
//
// A block keeps its ids as 32-bit distances from a base wherever they fit (8 bytes an edge), as they are otherwise (16
// bytes). Blocks are mapped one by one, so that the memory of a block goes back to the system as soon as it has been used.
// The edges of a block follow each other in the input, and a block knows its place there: that is what makes "the first of
// two duplicates" mean first in the input, whichever rank read it. Where ids are labels, the ids of an edge are this rank's
// numbers of them.

#include "engine/core/big_array.hpp"
#include "engine/core/types.hpp"
#include "engine/graph/label_table.hpp"

#include <memory>
#include <span>
#include <vector>

namespace cascade {

/// What becomes of the weights of edges that fall together.
enum class DuplicateRule { first, sum, max, noisy_or, error };

/// Graphs of more vertices have edges of twice the width.
inline constexpr VertexId kNarrowVertices = VertexId{1} << 32;
/// Weighted edges beyond these, too.
inline constexpr std::uint64_t kNarrowEdges = std::uint64_t{1} << 32;

/// Two ids as distances from a block's base, or two canonical ids of a graph of at most 2^32 vertices.
struct NarrowPair {
    std::uint32_t u, v;
};

/// Two ids in full.
struct WidePair {
    std::uint64_t u, v;
};

/// Some edges. Exactly one of `narrow` and `wide` is filled.
struct EdgeBlock {
    OriginalId base = 0;                     ///< of narrow pairs, which hold id - base, modulo 2^64
    std::uint64_t reach = ~std::uint64_t{0}; ///< no distance from the base is larger
    BigArray<NarrowPair> narrow;
    BigArray<WidePair> wide;
    BigArray<float> weights; ///< one an edge, or empty
    std::uint64_t place = 0; ///< ascends with the input from block to block; edges stand in its order inside one

    std::size_t size() const { return narrow.size() + wide.size(); }
    std::size_t bytes() const { return narrow.bytes() + wide.bytes() + weights.bytes(); }
};

/// One rank's share of an edge list, in any order, loops and duplicates included.
struct EdgeList {
    std::vector<EdgeBlock> blocks;
    std::vector<OriginalId> members; ///< vertices that are there even if no edge names them
    bool weighted = false;
    std::unique_ptr<LabelTable> labels{}; ///< what the ids are numbers of; null, on every rank, where they are ids
};

/// Collects edges in the order of the input, a few in a core's nearest cache, then in blocks.
class EdgeCollector {
public:
    static constexpr std::size_t kBlock = std::size_t{1} << 18; ///< 2 MiB, a huge page, where they are narrow

    explicit EdgeCollector(bool weighted) : weighted_(weighted) {}

    /// What is added from now on stands at `place` in the input, and the next place behind all of it.
    void begin(std::uint64_t place) {
        close_block();
        place_ = place;
    }

    void add(OriginalId source, OriginalId target, float weight = 0) {
        if (waiting_ == kStage)
            store();
        pairs_[waiting_] = {static_cast<std::uint64_t>(source), static_cast<std::uint64_t>(target)};
        if (weighted_)
            weights_[waiting_] = weight;
        ++waiting_;
    }

    std::uint64_t added() const { return stored_ + waiting_; }

    /// Everything added, in blocks; the collector is empty afterwards.
    std::vector<EdgeBlock> take() {
        close_block();
        open_ = {};
        return std::move(blocks_);
    }

private:
    static constexpr std::size_t kStage = 1024;
    static_assert(kBlock % kStage == 0);

    void store();
    void open_block(std::span<const WidePair> pairs);
    void close_block();

    bool weighted_;
    std::size_t waiting_ = 0; ///< in the stage
    std::vector<WidePair> pairs_ = std::vector<WidePair>(kStage);
    std::vector<float> weights_ = std::vector<float>(kStage);
    EdgeBlock open_; ///< arrays of kBlock, or none yet
    std::size_t used_ = 0;
    std::vector<EdgeBlock> blocks_;
    std::uint64_t place_ = 0; ///< of what the stage begins with
    std::uint64_t stored_ = 0;
};

} // namespace cascade
