#include "engine/graph/generate/social.hpp"

#include "engine/core/check.hpp"

#include <cmath>

namespace cascade {

SocialSource::SocialSource(std::uint64_t random_seed, const SocialOptions& options)
    : key_(generator_key(random_seed, GeneratorLayer::social)), options_(options),
      global_(Threshold::of(options.mixing)), permutation_(key_, options.vertices), shift_(least_shift()),
      ranges_(options.communities) {
    CASCADE_CHECK(options.communities >= 1 && options.communities <= options.vertices, "{} communities of {} vertices",
                  options.communities, options.vertices);
    const auto n = static_cast<double>(options_.vertices);
    all_ = {root(shift_), root(shift_ + n)};
    const auto step = static_cast<double>(options_.communities);
    for (std::uint64_t c = 0; c < options_.communities; ++c) {
        const VertexId count = (options_.vertices - c - 1) / options_.communities + 1;
        const double low = shift_ + static_cast<double>(c);
        ranges_[c] = {root(low), root(low + step * static_cast<double>(count))};
    }
}

double SocialSource::spread(double y) {
    const double square = y * y;
    return square * square * std::sqrt(std::sqrt(y));
}

double SocialSource::root(double x) {
    double low = 0;
    double high = x < 1 ? 1 : x;
    for (int i = 0; i < 200; ++i) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        (spread(middle) <= x ? low : high) = middle;
    }
    return low;
}

double SocialSource::share_of_first(double shift) const {
    const double low = root(shift);
    return (root(shift + 1) - low) / (root(shift + static_cast<double>(options_.vertices)) - low);
}

double SocialSource::least_shift() const {
    const auto n = static_cast<double>(options_.vertices);
    const double degrees = 2.0 * static_cast<double>(options_.edges) + 1;
    const double most = std::max(1 / std::sqrt(degrees), 2 / n); // of all ends of edges
    double low = 0;
    double high = 1;
    while (share_of_first(high) > most && high < 64 * n)
        high *= 2;
    for (int i = 0; i < 50; ++i) {
        const double middle = low + (high - low) / 2;
        (share_of_first(middle) > most ? low : high) = middle;
    }
    return high;
}

VertexId SocialSource::member(const Range& range, std::uint64_t word, VertexId first, VertexId step,
                              VertexId count) const {
    const double y = range.low + static_cast<double>(word >> 11) * 0x1p-53 * (range.high - range.low);
    const double place = (spread(y) - shift_ - static_cast<double>(first)) / static_cast<double>(step);
    return place <= 0 ? 0 : std::min(static_cast<VertexId>(place), count - 1);
}

} // namespace cascade
