#pragma once
// What an edge list is between the text and the graph: pairs of original ids, in blocks, on the rank that read them.
//
// A block keeps its ids as 32-bit distances from its smallest id wherever they fit (8 bytes an edge), as they are
// otherwise (16 bytes). Blocks are mapped one by one, so that the memory of a block goes back to the system as soon as
// it has been used. Weights and places are there only where they matter: the place (file, then byte) is what makes
// "the first of two duplicates" mean first in the input, whichever rank read it. Where ids are labels, the ids of an edge
// are this rank's numbers of them.

#include "engine/core/big_array.hpp"
#include "engine/core/types.hpp"
#include "engine/graph/label_table.hpp"

#include <algorithm>
#include <memory>
#include <vector>

namespace cascade {

/// What becomes of the weights of edges that fall together.
enum class DuplicateRule { first, sum, max, noisy_or, error };

/// Graphs of more vertices have edges of twice the width.
inline constexpr VertexId kNarrowVertices = VertexId{1} << 32;

/// Two ids as distances from a block's base, or two canonical ids of a graph of at most 2^32 vertices.
struct NarrowPair {
    std::uint32_t u, v;
};

/// Two ids in full.
struct WidePair {
    std::uint64_t u, v;
};

/// Some edges. Exactly one of `narrow` and `wide` is filled; both hold id - base, modulo 2^64.
struct EdgeBlock {
    OriginalId base = 0;
    BigArray<NarrowPair> narrow;
    BigArray<WidePair> wide;
    BigArray<float> weights;        ///< one an edge, or empty
    BigArray<std::uint64_t> places; ///< one an edge, or empty

    std::size_t size() const { return narrow.size() + wide.size(); }
};

/// One rank's share of an edge list, in any order, loops and duplicates included.
struct EdgeList {
    std::vector<EdgeBlock> blocks;
    std::vector<OriginalId> members; ///< vertices that are there even if no edge names them
    bool weighted = false;
    std::unique_ptr<LabelTable> labels{}; ///< what the ids are numbers of; null, on every rank, where they are ids
};

/// Collects edges and closes a block whenever it is full.
class EdgeCollector {
public:
    static constexpr std::size_t kBlock = std::size_t{1} << 17;

    EdgeCollector(bool weighted, bool placed) : weighted_(weighted), placed_(placed) {}

    void add(OriginalId source, OriginalId target, float weight = 0, std::uint64_t place = 0) {
        if (pairs_.size() == kBlock)
            close_block();
        pairs_.push_back({static_cast<std::uint64_t>(source), static_cast<std::uint64_t>(target)});
        if (weighted_)
            weights_.push_back(weight);
        if (placed_)
            places_.push_back(place);
    }

    std::uint64_t added() const { return closed_ + pairs_.size(); }

    /// Everything added, in blocks; the collector is empty afterwards.
    std::vector<EdgeBlock> take() {
        close_block();
        pairs_ = {};
        return std::move(blocks_);
    }

private:
    void close_block() {
        if (pairs_.empty()) {
            pairs_.reserve(kBlock);
            return;
        }
        auto low = static_cast<OriginalId>(pairs_[0].u);
        auto high = low;
        for (const WidePair& pair : pairs_) {
            const auto u = static_cast<OriginalId>(pair.u);
            const auto v = static_cast<OriginalId>(pair.v);
            low = std::min({low, u, v});
            high = std::max({high, u, v});
        }
        EdgeBlock& block = blocks_.emplace_back();
        const auto base = static_cast<std::uint64_t>(low);
        if (static_cast<std::uint64_t>(high) - base <= ~std::uint32_t{0}) {
            block.base = low;
            block.narrow = BigArray<NarrowPair>(pairs_.size());
            for (std::size_t i = 0; i < pairs_.size(); ++i)
                block.narrow[i] = {static_cast<std::uint32_t>(pairs_[i].u - base),
                                   static_cast<std::uint32_t>(pairs_[i].v - base)};
        } else {
            block.wide = BigArray<WidePair>(pairs_.size());
            std::copy(pairs_.begin(), pairs_.end(), block.wide.begin());
        }
        closed_ += pairs_.size();
        block.weights = kept(weights_);
        block.places = kept(places_);
        pairs_.clear();
    }

    template <class T>
    static BigArray<T> kept(std::vector<T>& values) {
        BigArray<T> copy(values.size());
        std::copy(values.begin(), values.end(), copy.begin());
        values.clear();
        return copy;
    }

    bool weighted_;
    bool placed_;
    std::vector<WidePair> pairs_;
    std::vector<float> weights_;
    std::vector<std::uint64_t> places_;
    std::vector<EdgeBlock> blocks_;
    std::uint64_t closed_ = 0;
};

} // namespace cascade
