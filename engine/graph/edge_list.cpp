#include "engine/graph/edge_list.hpp"

#include <algorithm>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kWindow = std::uint64_t{1} << 32; // of ids that a narrow block holds

/// The bits that occur in distances from `base`.
std::uint64_t distance_bits(std::span<const WidePair> pairs, std::uint64_t base) {
    std::uint64_t bits = 0;
    for (const WidePair& pair : pairs)
        bits |= (pair.u - base) | (pair.v - base);
    return bits;
}

/// A base from which these pairs, and those that resemble them, are near: 0 where it can be.
std::uint64_t base_for(std::span<const WidePair> pairs) {
    if (distance_bits(pairs, 0) < kWindow)
        return 0;
    auto low = static_cast<OriginalId>(pairs[0].u);
    for (const WidePair& pair : pairs)
        low = std::min({low, static_cast<OriginalId>(pair.u), static_cast<OriginalId>(pair.v)});
    return static_cast<std::uint64_t>(low) - kWindow / 2;
}

/// Makes room for pairs that are not near the base; the first `used` are there.
void widen(EdgeBlock& block, std::size_t used) {
    const auto base = static_cast<std::uint64_t>(std::exchange(block.base, 0));
    block.wide = BigArray<WidePair>(EdgeCollector::kBlock);
    for (std::size_t i = 0; i < used; ++i)
        block.wide[i] = {base + block.narrow[i].u, base + block.narrow[i].v};
}

/// The first `used` values, by themselves; the array stays, for the next ones, unless all of it is used.
template <class T>
BigArray<T> taken(BigArray<T>& values, std::size_t used) {
    if (used == values.size() || values.empty())
        return std::move(values);
    BigArray<T> part(used);
    std::copy_n(values.begin(), used, part.begin());
    return part;
}

} // namespace

void EdgeCollector::open_block(std::span<const WidePair> pairs) {
    open_.base = static_cast<OriginalId>(base_for(pairs));
    open_.reach = 0;
    open_.place = place_;
    open_.wide = {};
    if (open_.narrow.empty()) // of a small input only the pages that it fills
        open_.narrow = BigArray<NarrowPair>(kBlock, blocks_.empty() ? Pages::small : Pages::huge);
    if (weighted_ && open_.weights.empty())
        open_.weights = BigArray<float>(kBlock);
}

void EdgeCollector::close_block() {
    store();
    if (used_ == 0)
        return;
    EdgeBlock& block = blocks_.emplace_back();
    block.base = open_.base;
    block.reach = open_.reach;
    block.place = open_.place;
    if (open_.wide.empty())
        block.narrow = taken(open_.narrow, used_);
    else
        block.wide = taken(open_.wide, used_);
    block.weights = taken(open_.weights, used_);
    used_ = 0;
}

void EdgeCollector::store() {
    const std::span<const WidePair> pairs(pairs_.data(), std::exchange(waiting_, 0));
    if (pairs.empty())
        return;
    if (used_ == 0)
        open_block(pairs);
    const auto base = static_cast<std::uint64_t>(open_.base);
    open_.reach |= distance_bits(pairs, base);
    if (open_.reach >= kWindow && open_.wide.empty())
        widen(open_, used_);
    if (!open_.wide.empty())
        std::copy(pairs.begin(), pairs.end(), open_.wide.begin() + used_);
    else
        for (std::size_t i = 0; i < pairs.size(); ++i)
            open_.narrow[used_ + i] = {static_cast<std::uint32_t>(pairs[i].u - base),
                                       static_cast<std::uint32_t>(pairs[i].v - base)};
    if (weighted_)
        std::copy_n(weights_.data(), pairs.size(), open_.weights.data() + used_);
    used_ += pairs.size();
    stored_ += pairs.size();
    place_ += pairs.size();
    if (used_ == kBlock)
        close_block();
}

} // namespace cascade
