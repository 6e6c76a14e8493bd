#include "kernels/cover/inverted_pool.hpp"

#include "engine/core/check.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/cover/count_bits.hpp"
#include "kernels/cover/count_gaps.hpp"
#include "kernels/cover/slab_encoder.hpp"

#include <algorithm>
#include <utility>

namespace cascade {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;         ///< memberships a thread sorts by slab at a time
constexpr std::uint64_t kFairShare = std::uint64_t{1} << 22; ///< memberships that may wait, however few there are

unsigned slab_bits_for(LocalVertex vertices) {
    // Some 64 to 128 slabs: enough for the threads of a node and for a low peak, few enough to write to all at once.
    constexpr LocalVertex kSlabs = 128;
    return std::clamp(static_cast<unsigned>(std::bit_width(vertices / kSlabs)), 6U, 16U);
}

std::vector<std::span<const Membership>> pieces_of(std::span<const std::span<const Membership>> parts) {
    std::vector<std::span<const Membership>> pieces;
    for (std::span<const Membership> part : parts)
        for (; !part.empty(); part = part.subspan(std::min(kPiece, part.size())))
            pieces.push_back(part.first(std::min(kPiece, part.size())));
    return pieces;
}

} // namespace

InvertedPool::InvertedPool(LocalVertex vertices)
    : vertices_(vertices), slab_bits_(slab_bits_for(vertices)),
      slabs_((std::size_t{vertices} + (std::size_t{1} << slab_bits_) - 1) >> slab_bits_) {
    lists_ = BigArray<List>(vertices + slabs_.size());
    for (Slab& slab : slabs_)
        slab.stream = BigArray<std::uint8_t>(gap_code::kSlack);
}

void InvertedPool::append(int threads, std::span<const std::span<const Membership>> parts) {
    const std::vector<std::span<const Membership>> pieces = pieces_of(parts);
    if (pieces.empty())
        return;
    std::vector<std::size_t> first(pieces.size() + 1);
    for (std::size_t i = 0; i < pieces.size(); ++i)
        first[i + 1] = first[i] + pieces[i].size();
    Batch batch;
    batch.samples = BigArray<std::uint32_t>(first.back());
    batch.vertices = BigArray<std::uint16_t>(first.back());
    batch.ends.resize(pieces.size() * slabs_.size());
    std::vector<std::uint32_t> largest(pieces.size());
    parallel_for(threads, pieces.size(), 1, [&](std::size_t i, std::size_t, int) {
        largest[i] = sort_by_slab(pieces[i], first[i], batch, batch.ends.data() + i * slabs_.size());
    });
    batches_.push_back(std::move(batch));
    waiting_ += first.back();
    samples_ = std::max(samples_, std::uint64_t{*std::max_element(largest.begin(), largest.end())} + 1);
    if (waiting_ >= std::max({kFairShare, 2 * std::uint64_t{vertices_}, encoded_ / 4}))
        encode(threads);
}

/// Copies a piece to the batch from `begin` on, slab after slab, and notes where each slab ends; the largest sample.
std::uint32_t InvertedPool::sort_by_slab(std::span<const Membership> piece, std::size_t begin, Batch& batch,
                                         std::size_t* ends) const {
    const LocalVertex in_slab = (LocalVertex{1} << slab_bits_) - 1;
    std::uint32_t largest = 0;
    for (const Membership item : piece) {
        ++ends[item.vertex >> slab_bits_];
        largest = std::max(largest, item.sample);
    }
    for (std::size_t slab = 0; slab < slabs_.size(); ++slab) // counts turn into beginnings, and below into ends
        begin += std::exchange(ends[slab], begin);
    for (const Membership item : piece) {
        const std::size_t place = ends[item.vertex >> slab_bits_]++;
        batch.samples[place] = item.sample;
        batch.vertices[place] = static_cast<std::uint16_t>(item.vertex & in_slab);
    }
    return largest;
}

void InvertedPool::settle(int threads, std::uint64_t samples) {
    samples_ = std::max(samples_, samples);
    if (waiting_ > 0)
        encode(threads);
}

void InvertedPool::encode(int threads) {
    std::vector<SlabEncoder> encoders(static_cast<std::size_t>(std::max(threads, 1)), SlabEncoder(*this));
    parallel_for(threads, slabs_.size(), 1, [&](std::size_t slab, std::size_t, int thread) {
        encoders[static_cast<std::size_t>(thread)].encode(slab);
    });
    batches_.clear();
    encoded_ += std::exchange(waiting_, 0);
}

std::size_t InvertedPool::bytes() const {
    std::size_t sum = lists_.bytes();
    for (const Slab& slab : slabs_) {
        sum += slab.stream.bytes();
        for (const Words& words : slab.bitmaps)
            sum += words.bytes();
    }
    for (const Batch& batch : batches_)
        sum += batch.samples.bytes() + batch.vertices.bytes();
    return sum;
}

std::uint32_t InvertedPool::count_outside(LocalVertex v, const Bitmap& covered) const {
    const List& list = lists_[entry(v)];
    if (list.dense != 0) {
        const Words& words = slab_of(v).bitmaps[list.last];
        CASCADE_CHECK(words.size() <= covered.words().size(), "{} samples counted against {}", samples_,
                      covered.size());
        return static_cast<std::uint32_t>(cascade::count_outside(words.span(), covered.words()));
    }
    const std::uint8_t* stream = slab_of(v).stream.data();
    return list.count - count_inside(stream + list.place, stream + (&list)[1].place, list.count, covered.words());
}

} // namespace cascade
