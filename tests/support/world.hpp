#pragma once
// The ranks a test program runs on.

#include "engine/comm/communicator.hpp"

namespace cascade::testing {

/// All ranks of this test program; set up by main() in mpi_main.cpp.
const Communicator& world();

} // namespace cascade::testing
