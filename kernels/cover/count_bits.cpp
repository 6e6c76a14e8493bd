#include "kernels/cover/count_bits.hpp"

#include "engine/core/processor.hpp"

#include <bit>
#include <cstddef>

namespace cascade {
namespace {

using Words = std::span<const std::uint64_t>;

inline std::uint64_t count(Words words, Words covered) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words.size(); ++i)
        sum += static_cast<std::uint64_t>(std::popcount(words[i] & ~covered[i]));
    return sum;
}

CASCADE_NEWER_INSTRUCTIONS std::uint64_t count_by_instruction(Words words, Words covered) {
    return count(words, covered);
}

} // namespace

std::uint64_t count_outside(Words words, Words covered) {
    return has_newer_instructions() ? count_by_instruction(words, covered) : count(words, covered);
}

} // namespace cascade
