#pragma once
// From a byte of an input to file:line. The line number is counted only when something is wrong, from the beginning.

#include "engine/core/error.hpp"
#include "engine/store/line_reader.hpp"

namespace cascade {

/// A failure in a text, as the InputError that names file and line.
Error located(const InputBytes& input, Packing packing, const TextFailure& failure);

} // namespace cascade
