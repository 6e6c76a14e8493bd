#include "engine/graph/arc_buckets.hpp"

#include <bit>
#include <numeric>

namespace cascade {
namespace {

constexpr int kRangeBits = 14;            // of the number of ranges: their counts stay in a core's first cache
constexpr EdgeId kArcs = EdgeId{1} << 15; // of a bucket; twice as many keys fit into the second cache
constexpr EdgeId kMany = 2048; // buckets, or up to twice as many; the lines on their way to them stay there too

} // namespace

int BucketPlan::bits_of_range(std::size_t rows) {
    return std::max(0, static_cast<int>(std::bit_width(rows)) - kRangeBits);
}

BucketPlan::BucketPlan(std::size_t rows, const std::vector<std::vector<EdgeId>>& counts)
    : bits_(bits_of_range(rows)), bucket_of_range_(ranges(rows)) {
    std::vector<EdgeId> sums(ranges(rows));
    for (const std::vector<EdgeId>& mine : counts)
        for (std::size_t range = 0; range < sums.size(); ++range)
            sums[range] += mine[range];
    const EdgeId wanted = std::max(kArcs, std::accumulate(sums.begin(), sums.end(), EdgeId{0}) / kMany + 1);
    EdgeId sum = 0;
    for (std::size_t range = 0; range < sums.size(); ++range) {
        if (sum > begins_.back() && sum + sums[range] - begins_.back() > wanted)
            begins_.push_back(sum);
        bucket_of_range_[range] = static_cast<std::uint16_t>(begins_.size() - 1);
        sum += sums[range];
    }
    begins_.push_back(sum);
}

} // namespace cascade
