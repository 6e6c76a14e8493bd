#pragma once
// How many numbers of a list of gaps (kernels/cover/gap_code.hpp) have their bit in a bitmap: what a candidate's samples
// share with those that are covered, the question a choice of seeds asks most.
//
// With AVX2 the eight numbers of a frame are made and looked up at once.

#include <cstdint>
#include <span>

namespace cascade {

/// Numbers of the list [begin, end) of `count` whose bit in `words` is set; all are below 64 x the words. Reads up to
/// `gap_code::kSlack` bytes beyond the end.
std::uint32_t count_inside(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count,
                           std::span<const std::uint64_t> words);

} // namespace cascade
