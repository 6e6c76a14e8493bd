#pragma once
// Does every edge of a METIS graph stand in the lines of both its ends, with the same weight?
//
// A sum over all arcs of a 64-bit hash of {lower end, higher end, weight}, added in the line of the lower end and taken
// off in that of the higher one, is zero when they match, whoever reads which lines: nothing has to be kept or sent, and
// the arcs of higher ends can be dropped as they are read. Where arcs do not match it is zero once in 2^64. Which arc is
// at fault is only looked for then: the file is read again with a sum for each range of lower ends, the first range that
// is not zero is cut again, until it is one vertex, whose edges are laid side by side.

#include "engine/store/metis_lines.hpp"

#include <functional>

namespace cascade {

/// What an arc adds to the sum, modulo 2^64.
std::uint64_t pairing_of(const MetisArc& arc);

/// Hears of whole lines and the byte where they begin.
using BlockVisitor = std::function<void(std::string_view block, std::uint64_t offset)>;
/// Reads all lines after the heading once more.
using BlockWalk = std::function<void(const BlockVisitor& visit)>;

/// The arc that has no partner; of those, one of the lowest lower end.
TextFailure unpaired_arc(const BlockWalk& walk, const MetisHeading& heading);

} // namespace cascade
