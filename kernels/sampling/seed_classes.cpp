#include "kernels/sampling/seed_classes.hpp"

#include <bit>

namespace cascade {

SeedClasses::SeedClasses(const PartitionedGraph& graph, std::span<const std::vector<VertexId>> classes)
    : member_(graph.owned_count()), count_(static_cast<std::uint32_t>(classes.size())) {
    for (std::uint32_t c = 0; c < classes.size(); ++c)
        for (VertexId v : classes[c])
            if (graph.is_owned(v) && member_.insert(graph.to_local(v)))
                class_of_[graph.to_local(v)] = c;
    constexpr std::size_t kBitsASeed = 64;
    const std::size_t bits = std::bit_ceil(std::max<std::size_t>(4096, kBitsASeed * class_of_.size()));
    shift_ = 64 - std::countr_zero(bits);
    filter_.resize(bits / 64);
    for (const auto& [v, c] : class_of_)
        filter_[place(v) / 64] |= std::uint64_t{1} << (place(v) % 64);
}

} // namespace cascade
